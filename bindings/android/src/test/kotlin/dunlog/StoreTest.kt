package dunlog

import android.Manifest.permission
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
        assertTrue("${gaps.size}", gaps.size >= 2)
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
