package dunlog.app.form

import dunlog.Offset
import dunlog.OffsetFrom
import dunlog.Party
import dunlog.TypedEntry
import dunlog.When
import dunlog.party
import java.time.ZoneId
import java.time.format.DateTimeFormatter

/** What the values of a form say in the words of a record. */
class Entries(private val country: String?, private val zone: ZoneId) {
    /** The time that was typed, by this phone's zone; none where none was. */
    fun time(values: Values): When? {
        val local = Form.moment(values[Form.MOMENT].trim()) ?: return null
        if (values[Form.UNSURE] == "1") return When.Local(local.format(CLOCK))
        val instant = local.atZone(zone)
        return When.At(instant.toInstant().toEpochMilli(), Offset(instant.offset.totalSeconds / 60L, zone.id, OffsetFrom.PHONE))
    }

    /** The number or name that was typed. */
    fun named(values: Values): Party? = values[Form.PARTY].trim().takeIf { it.isNotEmpty() }?.let { party(it, country) }

    /** An entry of a form: what is the record's own stands in its place, the rest are details. */
    fun entry(form: Form, values: Values, about: List<String> = emptyList()): TypedEntry {
        val own = setOf(Form.MOMENT, Form.PARTY, Form.CASE)
        val keys = form.fields.map { it.key }.toSet() - own
        return TypedEntry(
            `when` = time(values),
            party = named(values),
            case = values[Form.CASE].trim().takeIf { it.isNotEmpty() },
            about = about,
            detail = values.said().filterKeys { it in keys },
        )
    }

    private companion object {
        val CLOCK: DateTimeFormatter = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")
    }
}
