package dunlog.app.handover

import dunlog.Field
import dunlog.Selection
import dunlog.app.form.Form
import java.time.LocalDate
import java.time.ZoneId

/** What the borrower chose to hand over. */
data class Choice(
    /** The case; none for everything. */
    val case: String? = null,
    /** The first day that is handed over. */
    val from: LocalDate? = null,
    /** The last day that is handed over. */
    val to: LocalDate? = null,
    /** What is withheld from every record. */
    val masks: Set<Field> = setOf(Field.OWN),
) {
    /** The choice in the words of the vault; days are those of the phone's zone. */
    fun selection(zone: ZoneId): Selection = Selection(
        parties = emptyList(),
        case = case,
        from = from?.atStartOfDay(zone)?.toInstant()?.toEpochMilli(),
        to = to?.plusDays(1)?.atStartOfDay(zone)?.toInstant()?.toEpochMilli(),
        masks = MASKS.filter { it in masks },
        sources = emptyList(),
    )

    /** Whether the days stand the wrong way round. */
    val isBackwards: Boolean get() = from != null && to != null && from > to

    /** One line that [restored] reads; it stands in what the system keeps of the screens. */
    fun saved(): String = listOf(case.orEmpty(), from?.toString().orEmpty(), to?.toString().orEmpty(), MASKS.filter { it in masks }.joinToString(" ")).joinToString("|")

    companion object {
        /** Reads what [saved] wrote. */
        fun restored(text: String): Choice {
            val parts = text.split('|')
            val masks = parts.getOrElse(3) { "" }.split(' ').filter { it.isNotEmpty() }.map(Field::valueOf)
            return Choice(parts[0].ifEmpty { null }, parts.getOrNull(1)?.let(Form::date), parts.getOrNull(2)?.let(Form::date), masks.toSet())
        }

        /** What may be masked here, in the order in which it is offered. */
        val MASKS = listOf(Field.OWN, Field.CONTACT, Field.PARTY, Field.BODY, Field.LOCATION)
    }
}
