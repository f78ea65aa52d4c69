package dunlog

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.experimental.categories.Category

/** Arrivals that cannot be written, and the gap that says so. */
@Category(OnJvm::class)
class CaptureTest {
    /** A spool that fails as it is told, one fault or none for each arrival. */
    private class FailingSpool(vararg faults: VaultException?) : Spool(NoHandle) {
        private val faults = ArrayDeque(faults.toList())
        val written = ArrayList<Arrival>()

        override fun push(entry: Entry) {
            faults.removeFirstOrNull()?.let { throw it }
            written += entry.arrival
        }
    }

    private val clocks = FakeClocks()
    private val text = Arrival.Sms(PduFormat.GSM, listOf(Pdus.chinese("106900001234", "还款")), Sim(0U, null, null))

    private fun Capture.keepAfter(milliseconds: Long): Boolean {
        clocks.pass(milliseconds)
        return keep(text)
    }

    @Test
    fun a_fault_is_a_gap_with_its_own_reason() {
        for ((fault, reason) in listOf(
            VaultException.StorageFull() to GapReason.STORAGE_FULL,
            VaultException.Internal("spool-key-invalid") to GapReason.UNKNOWN,
        )) {
            val spool = FailingSpool(fault, fault)
            val capture = Capture(spool, clocks) { null }
            val from = clocks.wall + 1_000
            assertFalse(capture.keepAfter(1_000))
            assertFalse(capture.keepAfter(1_000))
            assertTrue(capture.keepAfter(1_000))
            assertTrue(capture.keepAfter(1_000))
            val gap = Arrival.Gap(Way.SMS_BROADCAST, from, from + 2_000, reason)
            assertEquals(listOf(text, gap, text), spool.written)
        }
    }

    @Test
    fun a_gap_that_cannot_be_written_waits() {
        val full = VaultException.StorageFull()
        val spool = FailingSpool(full, null, full)
        val capture = Capture(spool, clocks) { null }
        val from = clocks.wall + 1_000
        assertFalse(capture.keepAfter(1_000))
        // This text finds room, and its gap none.
        assertTrue(capture.keepAfter(1_000))
        assertTrue(capture.keepAfter(1_000))
        val gap = Arrival.Gap(Way.SMS_BROADCAST, from, from + 2_000, GapReason.STORAGE_FULL)
        assertEquals(listOf(text, text, gap), spool.written)
    }
}
