package dunlog

import android.content.Intent
import android.provider.CallLog
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The call log: edited, late and renumbered rows. */
@RunWith(RobolectricTestRunner::class)
class CallLogTest {
    @get:Rule
    val phone = TestPhone()

    private val base get() = FakeClocks.START - 20 * DAY
    private fun number(at: Int) = "+86139%08d".format(at)

    private fun put(range: IntRange) {
        for (at in range) phone.callRow(number(at), base + at * 600_000L, if (at % 3 == 0) CallLog.Calls.MISSED_TYPE else CallLog.Calls.INCOMING_TYPE, if (at % 3 == 0) 0 else 20 + at % 60)
    }

    private fun read() {
        phone.clocks.pass(900_000)
        phone.look()
    }

    private fun counted(): Map<String, Int> = phone.records(Kind.EVENT).groupingBy { it.party!!.name.number!! }.eachCount()

    @Test
    fun of_seven_hundred_rows_over_three_readings_none_is_lost_and_none_twice() {
        put(0 until 300)
        read()
        put(300 until 550)
        // Late: written now, of a time long before.
        phone.callRow(number(9_001), base + 1_000, CallLog.Calls.MISSED_TYPE, 0, modified = phone.clocks.wall)
        read()
        // Renumbered: the store is made anew in another order.
        phone.calls.run("UPDATE rows SET _id = _id + 100000")
        phone.calls.run("UPDATE rows SET _id = 500001 + (SELECT COUNT(*) FROM rows AS b WHERE b.date > rows.date)")
        put(550 until 698)
        phone.callRow(number(9_002), base + 2_000, CallLog.Calls.MISSED_TYPE, 0, modified = phone.clocks.wall)
        read()
        read()
        val counted = counted()
        assertEquals(700, counted.size)
        assertEquals(emptyMap<String, Int>(), counted.filterValues { it != 1 })
    }

    @Test
    fun an_edited_row_adds_nothing_and_the_first_reading_stands() {
        put(1..10)
        read()
        phone.calls.run("UPDATE rows SET duration = 99, new = 0, last_modified = ${phone.clocks.wall} WHERE number = '${number(5)}'")
        read()
        val counted = counted()
        assertEquals(10, counted.size)
        assertEquals(emptyMap<String, Int>(), counted.filterValues { it != 1 })
        assertEquals(25L, phone.records(Kind.EVENT).single { it.party!!.name.number == number(5) }.fact.duration)
    }

    @Test
    fun a_store_made_anew_is_read_from_its_start() {
        put(1..20)
        read()
        phone.calls.run("DELETE FROM rows")
        phone.calls.run("DELETE FROM sqlite_sequence")
        put(21..25)
        read()
        assertEquals(25, counted().size)
    }

    @Test
    fun a_row_dated_1970_is_kept_aside_and_the_rows_after_it_are_not_missed() {
        put(1..5)
        read()
        val right = phone.clocks.wall
        phone.clocks.wall = 3_600_000
        phone.system(Intent.ACTION_TIME_CHANGED)
        phone.callRow(number(77), phone.clocks.wall + 5_000, CallLog.Calls.MISSED_TYPE, 0)
        phone.clocks.pass(60_000)
        phone.look()
        phone.clocks.wall = right + 120_000
        phone.system(Intent.ACTION_TIME_CHANGED)
        phone.callRow(number(78), phone.clocks.wall - 5_000, CallLog.Calls.MISSED_TYPE, 0)
        read()
        val counted = counted()
        assertTrue("$counted", number(78) in counted)
        // No record holds a time before 1990: the reading with this row lies whole where a person can look at it.
        assertFalse("$counted", number(77) in counted)
        val aside = phone.program.spoolFolder.resolve("kept-aside").list().orEmpty().toList()
        assertTrue("$aside", aside.isNotEmpty() && aside.all { it.startsWith("time-") })
        assertEquals(emptyMap<String, Int>(), counted.filterValues { it != 1 })
    }

    @Test
    fun a_mirrored_row_joins_the_call_that_was_captured() {
        phone.call("RINGING", number(1))
        phone.clocks.pass(20_000)
        phone.call("IDLE", number(1))
        phone.callRow(number(1), phone.clocks.wall - 20_000, CallLog.Calls.MISSED_TYPE, 0)
        read()
        val event = phone.events().single()
        assertEquals(setOf(Source.CAPTURED, Source.MIRRORED), event.records.map { it.fact.source }.toSet())
    }
}
