package dunlog.app.check

import dunlog.app.check.Reminder.What
import org.junit.Assert.assertEquals
import org.junit.Test
import java.time.LocalDate
import java.time.ZoneId

/** Reminders on the days on which they begin and end, without Android. */
class RemindersTest {
    private val zone = ZoneId.of("Asia/Shanghai")
    private val reminders = Reminders(zone)

    private fun at(day: LocalDate): Long = day.atTime(12, 0).atZone(zone).toInstant().toEpochMilli()

    private fun due(facts: Reminders.Facts, today: LocalDate) = reminders.all(emptyList(), facts, at(today))

    @Test
    fun the_operators_list_is_asked_for_150_days_after_the_earliest_contact_without_one() {
        val first = LocalDate.of(2026, 1, 1)
        val facts = Reminders.Facts(at(first), null, at(first), at(first.plusDays(140)))
        val tested = { today: LocalDate -> due(facts, today).filter { it.what == What.OPERATOR_LIST } }
        assertEquals(emptyList<Reminder>(), tested(first.plusDays(149)))
        assertEquals(listOf(Reminder(What.OPERATOR_LIST, first.plusDays(180), first)), tested(first.plusDays(150)))
        assertEquals(emptyList<Reminder>(), due(facts.copy(firstEvent = null), first.plusDays(150)).filter { it.what == What.OPERATOR_LIST })
    }

    @Test
    fun a_matter_of_public_order_is_told_thirty_days_before_its_end_and_not_after_it() {
        val flag = LocalDate.of(2026, 3, 10)
        val end = LocalDate.of(2026, 9, 10)
        val facts = Reminders.Facts(null, at(flag), at(flag), null)
        val told = { today: LocalDate -> due(facts, today).any { it.what == What.POLICE } }
        assertEquals(listOf(false, true, true, false), listOf(end.minusDays(31), end.minusDays(30), end, end.plusDays(1)).map(told))
    }

    @Test
    fun a_copy_and_a_self_test_are_due_after_thirty_days() {
        val begun = LocalDate.of(2026, 11, 1)
        val facts = Reminders.Facts(null, null, at(begun), null)
        assertEquals(emptyList<What>(), due(facts, begun.plusDays(29)).map { it.what })
        assertEquals(setOf(What.SELF_TEST, What.BACKUP), due(facts, begun.plusDays(30)).map { it.what }.toSet())
        val saved = facts.copy(backup = at(begun.plusDays(20)))
        assertEquals(listOf(What.SELF_TEST), due(saved, begun.plusDays(49)).map { it.what })
    }
}
