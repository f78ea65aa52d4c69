package dunlog

import android.Manifest.permission
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The process ends between any two steps of a path; then the path is gone again. */
@RunWith(RobolectricTestRunner::class)
class KillTest {
    @get:Rule
    val phone = TestPhone()

    /** Runs a path once for each place at which it can be killed, and once to its end each time. */
    private fun atEveryStep(prepare: (Int) -> Unit = {}, path: (Int) -> Unit): Int {
        for (step in 0..200) {
            prepare(step)
            val whole = phone.untilKilled(step) { path(step) }
            if (whole) return step + 1
            phone.clocks.pass(1_000)
            path(step)
            phone.clocks.pass(3_600_000)
        }
        error("the path has no end")
    }

    @Test
    fun a_text() {
        val runs = atEveryStep { phone.text(Pdus.chinese("106900001234", "第 $it 条")) }
        assertTrue("$runs", runs > 2)
        assertEquals((0 until runs).map { "第 $it 条" }, phone.events().map { it.records.first().body }.reversed())
    }

    @Test
    fun a_text_in_parts_of_two_broadcasts() {
        val runs = atEveryStep {
            val parts = Pdus.parts("106900001234", listOf("第 $it 条，", "完"), it)
            phone.text(parts[0])
            phone.text(parts[1])
        }
        phone.look(Waking.JOB)
        assertEquals((0 until runs).map { "第 $it 条，完" }, phone.events().map { it.records.first().body }.reversed())
    }

    @Test
    fun a_call() {
        var runs = 0
        for (step in 0..200) {
            val number = "+86139000001%02d".format(step)
            val began = phone.clocks.wall
            val whole = phone.untilKilled(step) {
                phone.call("RINGING", number)
                phone.clocks.pass(20_000)
                phone.call("IDLE", number)
            }
            // The system does not say again what it said; the call log has the call in any case.
            phone.callRow(number, began, 3, 0)
            phone.clocks.pass(60_000)
            phone.look()
            phone.clocks.pass(3_600_000)
            runs++
            if (whole) break
        }
        assertTrue("$runs", runs > 4)
        val events = phone.events()
        val named = events.mapNotNull { it.records.first().party?.name?.number }
        assertEquals((0 until runs).map { "+86139000001%02d".format(it) }, named.reversed())
        // Killed between the broadcast without the number and the one with it, before the vault's turn or after it,
        // nothing tells that the two are one: a ring without a number stands alone.
        val nameless = events.filter { it.records.first().party == null }.map { it.records.single() }
        assertEquals(2, nameless.size)
        for (record in nameless) {
            val detail = JSONObject(record.detail!!)
            assertEquals(listOf("not_told", "unseen"), listOf("number", "end").map(detail::getString))
        }
        assertEquals(2, events.first().records.size)
    }

    @Test
    fun a_reading_of_the_stores() {
        var written = 0
        val runs = atEveryStep({
            repeat(3) { phone.smsRow("+8613900000001", "第 ${++written} 条", phone.clocks.wall) }
            phone.callRow("+86139%08d".format(written), phone.clocks.wall, 3, 0)
        }) { phone.look() }
        assertTrue("$runs", runs > 4)
        phone.look()
        val records = phone.records(Kind.EVENT)
        assertEquals((1..written).map { "第 $it 条" }.toSet(), records.mapNotNull { it.body }.toSet())
        assertEquals(written, records.count { it.body != null })
        assertEquals(runs, records.count { it.fact.channel == Channel.CALL })
    }

    @Test
    fun a_reading_whose_cursor_breaks() {
        for (at in 1..450) phone.smsRow("+8613900000001", "第 $at 条", phone.clocks.wall - at * 1_000L)
        for (row in listOf(0, 1, 199, 200, 201, 399, 449)) {
            phone.sms.breaksAfter = row
            assertEquals(false, phone.untilKilled(Int.MAX_VALUE) { phone.look() })
            phone.clocks.pass(1_000)
        }
        phone.sms.breaksAfter = Int.MAX_VALUE
        phone.look()
        assertEquals(450, phone.records(Kind.EVENT).size)
    }

    @Test
    fun a_gap_is_told_at_least_once() {
        phone.look()
        val runs = atEveryStep({
            phone.refuse(permission.RECEIVE_SMS)
            phone.look()
            phone.clocks.pass(600_000)
            phone.grant(permission.RECEIVE_SMS)
        }) { phone.look() }
        val gaps = phone.records(Kind.GAP).filter { it.fact.reason == "permission_off" }
        assertEquals(runs, gaps.map { it.fact.from }.toSet().size)
    }
}
