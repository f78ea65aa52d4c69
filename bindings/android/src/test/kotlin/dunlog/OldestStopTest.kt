package dunlog

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.experimental.categories.Category
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Ends of the process where the system does not tell of them. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [26])
@Category(OnOldest::class)
class OldestStopTest {
    @get:Rule
    val phone = TestPhone()

    @Test
    fun before_level_30_a_lost_periodic_job_tells_of_a_stop() {
        phone.alive()
        phone.kill()
        phone.clocks.pass(3_600_000)
        phone.program.start(Waking.OPENED)
        assertEquals(0, phone.stops().size)
        val from = phone.clocks.wall
        phone.stopByForce()
        phone.clocks.pass(3_600_000)
        phone.program.start(Waking.OPENED)
        assertTrue(phone.stops().isNotEmpty() && phone.stops().all { it.fact.from == from })
    }
}
