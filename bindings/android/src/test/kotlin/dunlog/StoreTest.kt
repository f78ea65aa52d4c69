package dunlog

import android.Manifest.permission
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.experimental.categories.Category
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Stores that do not answer as they should, and what stands in the log then. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34, 26])
@Category(OnOldest::class)
class StoreTest {
    @get:Rule
    val phone = TestPhone()

    private fun gaps() = phone.records(Kind.GAP).map { it.fact.channel to it.fact.reason }

    private fun hour() = phone.clocks.pass(3_600_000)

    @Test
    fun each_fault_of_a_store_is_a_gap_and_ends_with_it() {
        val faults = mapOf(
            Answer.EMPTY to "permission_blind", Answer.REFUSED to "permission_blind",
            Answer.NOTHING to "store_unreadable", Answer.FEW_COLUMNS to "store_unreadable", Answer.BROKEN to "store_unreadable",
        )
        phone.smsRow("+8613900000001", "第一条", phone.clocks.wall - 1_000)
        phone.look()
        for ((answer, reason) in faults) {
            val from = phone.clocks.wall
            phone.sms.answer = answer
            hour()
            phone.look()
            phone.sms.answer = Answer.ROWS
            hour()
            phone.look()
            val gap = phone.records(Kind.GAP).last().fact
            assertEquals(answer.name, reason, gap.reason)
            assertEquals(Channel.SMS, gap.channel)
            assertEquals(from, gap.from)
            assertEquals(phone.clocks.wall, gap.to)
        }
        assertEquals(faults.size, gaps().size)
        assertEquals(1, phone.records(Kind.EVENT).size)
    }

    @Test
    fun a_permission_withdrawn_and_given_back_is_a_gap_of_its_ways() {
        phone.look()
        val from = phone.clocks.wall
        phone.refuse(permission.RECEIVE_SMS)
        hour()
        phone.look()
        hour()
        phone.grant(permission.RECEIVE_SMS)
        phone.look()
        val gap = phone.records(Kind.GAP).single().fact
        assertEquals("permission_off", gap.reason)
        assertEquals(from to phone.clocks.wall, gap.from to gap.to)
    }

    @Test
    fun a_gap_that_lasts_is_told_every_day() {
        phone.look()
        phone.refuse(permission.READ_CALL_LOG)
        repeat(3) {
            phone.clocks.pass(DAY)
            phone.look()
        }
        val gaps = phone.records(Kind.GAP).filter { it.fact.channel == Channel.CALL }
        // Of the state of calls and of the call log, at the end of the second and the third day.
        assertEquals(4, gaps.size)
    }

    @Test
    fun what_the_store_fills_later_is_mirrored_and_late() {
        phone.look()
        phone.refuse(permission.RECEIVE_SMS)
        phone.clocks.pass(60_000)
        val missed = phone.clocks.wall
        hour()
        phone.look()
        phone.smsRow("106900001234", "漏掉的短信", missed)
        phone.grant(permission.RECEIVE_SMS)
        hour()
        phone.look()
        val record = phone.records(Kind.EVENT).single()
        assertEquals(Source.MIRRORED, record.fact.source)
        assertEquals("漏掉的短信", record.body)
        assertTrue(record.detail, JSONObject(record.detail!!).getBoolean("late"))
    }

    /** Looks three times, as the jobs do, and gives what is told of rows that cannot be read. */
    private fun unreadable(): List<Record> {
        repeat(3) {
            phone.clocks.pass(15 * 60_000)
            phone.look()
        }
        return phone.records(Kind.GAP).filter { it.fact.reason == "store_unreadable" }
    }

    @Test
    fun a_row_that_does_not_open_is_told_once_and_stops_no_other() {
        val dates = (1..450).map { phone.clocks.wall - 1_000_000 + it * 1_000L }
        for ((at, date) in dates.withIndex()) phone.smsRow("+8613900000001", "第 ${at + 1} 条", date)
        phone.sms.closed += listOf(3L, 440L)
        val gap = unreadable().single().fact
        assertEquals(listOf(Channel.SMS, dates[2], dates[439]), listOf(gap.channel, gap.from, gap.to))
        assertEquals(448, phone.records(Kind.EVENT).size)
        // A later one is told too, and one that opens again is taken.
        phone.sms.closed -= 440L
        val date = phone.clocks.wall
        phone.smsRow("+8613900000001", "第 451 条", date)
        phone.smsRow("+8613900000001", "第 452 条", date + 1_000)
        phone.sms.closed += 451L
        val later = unreadable()
        assertEquals(listOf(date to date), later.drop(1).map { it.fact.from to it.fact.to })
        val bodies = phone.records(Kind.EVENT).map { it.body }
        assertEquals(450, bodies.size)
        assertTrue("第 440 条" in bodies && "第 452 条" in bodies)
    }

    @Test
    fun parts_that_cannot_be_asked_for_stop_no_other_message() {
        for (at in 1..3) {
            phone.mms.put("rows", "date" to phone.clocks.wall / 1000 + at, "msg_box" to 1, "m_type" to 132, "m_id" to "m$at")
            phone.mms.put("part", "mid" to at, "ct" to "text/plain", "text" to "第 $at 条")
            phone.mms.put("addr", "msg_id" to at, "address" to "+8613900000003", "type" to 137)
        }
        phone.mms.failing += "/2/part"
        assertEquals(Channel.MMS, unreadable().single().fact.channel)
        assertEquals(listOf("第 1 条", "第 3 条"), phone.records(Kind.EVENT).map { it.body })
    }

    @Test
    fun a_store_of_which_no_row_opens_is_a_store_that_cannot_be_read() {
        for (at in 1..150) phone.smsRow("+8613900000001", "第 $at 条", phone.clocks.wall - at * 1_000L)
        phone.sms.closed += 1L..150L
        unreadable()
        phone.sms.closed.clear()
        val gap = unreadable().single().fact
        assertEquals(Channel.SMS, gap.channel)
        assertEquals(150, phone.records(Kind.EVENT).size)
    }

    @Test
    fun a_store_of_thousands_is_read_in_pages() {
        for (at in 1..2_500) phone.smsRow("+8613900000001", "第 $at 条", phone.clocks.wall - at * 60_000L)
        phone.look()
        assertEquals(2_500, phone.records(Kind.EVENT).size)
        phone.clocks.pass(60_000)
        phone.look()
        assertEquals(2_500, phone.records(Kind.EVENT).size)
    }

    @Test
    fun a_text_captured_and_mirrored_is_one_event() {
        phone.text(Pdus.chinese("106900001234", "请还款"))
        phone.smsRow("106900001234", "请还款", phone.clocks.wall + 300, sent = FakeClocks.START)
        phone.clocks.pass(2_000)
        phone.look()
        val event = phone.events().single()
        assertEquals(listOf(Source.CAPTURED, Source.MIRRORED), event.records.map { it.fact.source })
    }
}
