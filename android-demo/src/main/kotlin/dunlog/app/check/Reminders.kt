package dunlog.app.check

import dunlog.Evidence
import dunlog.Kind
import dunlog.Record
import dunlog.app.dossier.Dossiers
import dunlog.app.form.Form
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId

/** Something to be done, with the dates that its text names. */
data class Reminder(
    val what: What,
    /** By when; none where it is due already. */
    val due: LocalDate?,
    /** The day that it rests on: of the earliest contact, of the earliest flag. */
    val since: LocalDate? = null,
    /** What it is about, in the borrower's own words. */
    val about: String? = null,
) {
    /** What is to be done. */
    enum class What { OPERATOR_LIST, FOOTAGE, POLICE, SELF_TEST, BACKUP }
}

/** What the records and the calendar ask for (docs/app.md, "Reminders"). Nothing here leaves the phone. */
class Reminders(private val zone: ZoneId) {
    /** What a log tells, beside its records of statements and self-tests; times in milliseconds, none where never. */
    data class Facts(
        /** The earliest event that no operator's list confirms. */
        val firstEvent: Long?,
        /** The earliest event that a rule flagged within the last six months. */
        val firstFlag: Long?,
        /** When the log began. */
        val begun: Long,
        /** When a copy was last saved. */
        val backup: Long?,
    )

    /** The reminders of now, the earliest due first; what is due already before all. `records` are statements and self-tests. */
    fun all(records: List<Record>, facts: Facts, now: Long): List<Reminder> {
        val today = day(now)
        val found = ArrayList<Reminder>()
        facts.firstEvent?.let(::day)?.let { first ->
            // Operators keep about half a year.
            if (first.plusDays(ASK) <= today) found += Reminder(Reminder.What.OPERATOR_LIST, first.plusDays(KEEP), first)
        }
        found += footage(records, today)
        facts.firstFlag?.let(::day)?.let { first ->
            val end = first.plusMonths(MONTHS)
            if (today in end.minusDays(BEFORE)..end) found += Reminder(Reminder.What.POLICE, end, first)
        }
        val tested = records.filter { it.fact.kind == Kind.SELF_TEST }.maxOfOrNull { it.recorded } ?: facts.begun
        if (day(tested).plusDays(BEFORE) <= today) found += Reminder(Reminder.What.SELF_TEST, null)
        if (day(facts.backup ?: facts.begun).plusDays(BEFORE) <= today) found += Reminder(Reminder.What.BACKUP, null)
        return found.sortedBy { it.due ?: LocalDate.MIN }
    }

    private fun footage(records: List<Record>, today: LocalDate): List<Reminder> = records
        .filter { it.fact.evidence == Evidence.FOOTAGE }
        .mapNotNull { record ->
            val detail = Dossiers.detail(record)
            val end = detail["overwritten_on"]?.let(Form::date) ?: return@mapNotNull null
            Reminder(Reminder.What.FOOTAGE, end, about = detail["place"].orEmpty()).takeIf { today in end.minusDays(FOOTAGE)..end }
        }

    private fun day(time: Long): LocalDate = Instant.ofEpochMilli(time).atZone(zone).toLocalDate()

    companion object {
        /** The kinds whose records are looked at. */
        val KINDS = listOf(Kind.STATEMENT, Kind.FILE, Kind.SELF_TEST)

        private const val ASK = 150L
        private const val KEEP = 180L
        private const val FOOTAGE = 3L
        private const val BEFORE = 30L
        private const val MONTHS = 6L
    }
}
