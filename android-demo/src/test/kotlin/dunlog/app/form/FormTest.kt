package dunlog.app.form

import dunlog.Evidence
import dunlog.app.dossier.DossierForms
import dunlog.app.evidence.ContactForms
import dunlog.app.evidence.EvidenceForms
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.time.Instant
import java.time.ZoneId

/** Forms, without Android. */
class FormTest {
    private val zone = ZoneId.of("Asia/Shanghai")
    private val now = Instant.parse("2026-12-01T04:00:00Z")

    private fun problems(form: Form, files: Int = 0, vararg said: Pair<String, String>) =
        form.problems(Values(said.toMap(LinkedHashMap())), files, now, zone)

    @Test
    fun nothing_but_what_the_log_demands_is_demanded() {
        for ((kind, form) in EvidenceForms.all) {
            val files = if (kind == Evidence.RECORDING) 1 else 0
            val field = form.fields.first { it.input == Input.LINE || it.input == Input.TEXT }
            assertEquals("$kind", emptyMap<String, Problem>(), problems(form, files, field.key to "某处"))
            assertEquals("$kind", setOf(Form.FILES), problems(form).keys)
        }
        assertEquals(mapOf(Form.MOMENT to Problem.MISSING), problems(ContactForms.visit, 0, "place" to "家门口"))
        assertEquals(Problem.MISSING, problems(ContactForms.note, 0, Form.MOMENT to "2026-11-30T10:00")["words"])
        assertEquals(setOf(Form.PARTY, "role"), problems(DossierForms.person).keys)
    }

    @Test
    fun a_time_is_one_that_there_is_and_not_to_come() {
        val police = EvidenceForms.police
        assertEquals(emptyMap<String, Problem>(), problems(police, 0, Form.MOMENT to "2026-12-01T12:00", "station" to "某派出所"))
        assertEquals(Problem.LATER_THAN_NOW, problems(police, 0, Form.MOMENT to "2026-12-01T12:01", "station" to "某派出所")[Form.MOMENT])
        assertEquals(Problem.NO_SUCH_TIME, problems(police, 0, Form.MOMENT to "2026-02-30T12:00", "station" to "某派出所")[Form.MOMENT])
        assertEquals(emptyMap<String, Problem>(), problems(EvidenceForms.footage, 0, "overwritten_on" to "2027-01-01"))
        assertEquals(Problem.NO_SUCH_TIME, problems(DossierForms.agreement, 0, "hours_from" to "09:00", "hours_to" to "25:00")["hours_to"])
        assertEquals(emptyMap<String, Problem>(), problems(DossierForms.agreement, 0, "hours_from" to "09:00", "hours_to" to "24:00"))
    }

    @Test
    fun amounts_and_lengths_are_held_to_what_a_record_takes() {
        assertEquals(Problem.NO_AMOUNT, problems(DossierForms.case, 0, "amount" to "一万")["amount"])
        assertEquals(emptyMap<String, Problem>(), problems(DossierForms.case, 0, "amount" to "12000.50"))
        assertEquals(Problem.TOO_LONG, problems(EvidenceForms.witness, 0, "words" to "字".repeat(21_846))["words"])
        assertEquals(emptyMap<String, Problem>(), problems(EvidenceForms.witness, 0, "words" to "字".repeat(21_845)))
        assertEquals(Problem.MISSING, problems(DossierForms.person, 0, Form.PARTY to "1", "role" to "KING")["role"])
    }

    @Test
    fun zones_tell_every_change_of_their_clock() {
        val shanghai = Zones.table(zone)
        assertEquals(480L, shanghai.changes.last().minutes)
        assertTrue("${shanghai.changes.size}", shanghai.changes.size in 2..10)
        val berlin = Zones.table(ZoneId.of("Europe/Berlin"))
        val winter = Instant.parse("2026-12-01T00:00:00Z").toEpochMilli()
        assertEquals(60L, berlin.changes.last { it.from <= winter }.minutes)
    }
}
