package dunlog.app.dossier

import dunlog.Kind
import dunlog.Role
import dunlog.app.AppPhone
import dunlog.app.Borrower
import dunlog.app.R
import dunlog.app.frame.Names
import dunlog.app.frame.Tab
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** A case by its own controls; each mark is one tap and one record. */
@RunWith(RobolectricTestRunner::class)
class CaseTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    private val aunt = "+8613600136000"

    private fun begin() {
        app.open()
        app.frame.select(Tab.CASE)
        app.idle()
        person.touch("new")
        app.type("creditor", "乙消费金融")
        person.choose("consumer_finance")
        person.touch("save")
    }

    /** How many records a touch appends, those that the phone writes of itself aside. */
    private fun records(touch: () -> Unit): List<Kind> {
        val before = app.phone.vault.head().size
        touch()
        return (before until app.phone.vault.head().size).map { app.phone.vault.record(it).fact.kind }
    }

    @Test
    fun the_facts_of_a_case_are_kept_and_changed() {
        begin()
        person.touch("c1")
        assertTrue("${app.texts()}", app.sees("乙消费金融"))
        person.touch("facts")
        assertEquals("乙消费金融", app.field("creditor").text.toString())
        app.type("amount", "一万")
        person.touch("save")
        assertTrue(app.sees(app.activity.getString(R.string.form_no_amount)))
        app.type("amount", "12000.50")
        app.again(processEnds = true)
        assertEquals(listOf(Kind.CASE), records { person.touch("save") })
        val dossier = Dossiers.of(person.records(Kind.CASE)).single()
        assertEquals(mapOf("creditor" to "乙消费金融", "creditor_kind" to "consumer_finance", "amount" to "12000.50", "currency" to "CNY"), dossier.facts)
        assertEquals("c2", Dossiers.freshId(listOf(dossier)))
    }

    @Test
    fun each_mark_is_one_tap_and_one_record_and_can_be_taken_back() {
        app.phone.text(dunlog.Pdus.chinese(aunt, "他们打电话找到我这里了"))
        begin()
        person.touch("c1")
        assertEquals(listOf(Kind.ROLE), records { person.touch("relative $aunt") })
        val role = person.records(Kind.ROLE).single()
        assertEquals(Role.THIRD_PERSON, role.fact.role)
        assertEquals(aunt, role.party?.name?.number)
        assertEquals(listOf(Kind.REFUSAL), records { person.touch("refused $aunt") })
        assertTrue("${app.texts()}", app.sees(app.activity.getString(R.string.case_refusal_done)))
        assertEquals(listOf(Kind.AGREEMENT), records { person.touch("agreed") })
        val agreement = person.records(Kind.AGREEMENT).single()
        assertEquals("09:00" to "20:00", Dossiers.detail(agreement).let { it["hours_from"] to it["hours_to"] })
        val refusal = person.records(Kind.REFUSAL).single()
        assertEquals(listOf(Kind.WITHDRAWAL), records { person.touch("back ${refusal.leaf}") })
        assertFalse(person.has("back ${refusal.leaf}"))
        assertTrue("it can be refused again", person.has("refused $aunt"))
        assertTrue((person.records(Kind.ROLE) + refusal + agreement).all { it.fact.case == "c1" })
    }

    @Test
    fun a_number_is_typed_and_its_form_loses_nothing() {
        begin()
        person.touch("c1")
        person.touch("person")
        person.touch("save")
        assertTrue("a number and a role are needed", app.screen.entry.address.screen == Names.PERSON)
        app.type("party", "139 0000 0077")
        person.choose("AGENCY")
        app.type("basis", "来电自称")
        app.again()
        app.again(processEnds = true)
        assertEquals("139 0000 0077", app.field("party").text.toString())
        person.touch("save")
        val role = person.records(Kind.ROLE).single()
        assertEquals("+8613900000077", role.party?.name?.number)
        assertEquals(mapOf("basis" to "来电自称"), Dossiers.detail(role))
    }
}
