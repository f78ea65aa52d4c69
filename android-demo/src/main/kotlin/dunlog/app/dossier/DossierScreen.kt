package dunlog.app.dossier

import android.view.View
import dunlog.Kind
import dunlog.Party
import dunlog.Record
import dunlog.Role
import dunlog.app.R
import dunlog.app.form.FormLabels
import dunlog.app.form.FormPage
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone
import dunlog.party
import java.time.Instant
import java.time.ZoneId

/** One case: its facts, its numbers, and what is one tap and one record of each. */
class DossierScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val id = entry.address.about
    private val zone: ZoneId get() = frame.program.zone()
    private lateinit var page: Page
    private lateinit var hours: FormPage

    /** What is known of the case, and of numbers that came up and have no role yet. */
    private class Known(val dossier: Dossier?, val marks: List<Record>, val strangers: List<Party>)

    override val title: Words get() = Words.of(R.string.case_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        text(R.string.app_loading)
    }

    override fun shown() = frame.work(::read) { show(it) }

    private fun read(): Known {
        val vault = frame.vault()
        val records = Dossiers.read(vault)
        val dossier = Dossiers.of(records).find { it.id == id }
        val withdrawn = records.filter { it.fact.kind == Kind.WITHDRAWAL }.flatMap { it.fact.targets }.toSet()
        val marks = records.filter { it.fact.case == id && it.leaf !in withdrawn && (it.fact.kind == Kind.REFUSAL || it.fact.kind == Kind.AGREEMENT) }
        val known = dossier?.people.orEmpty().map { it.key }.toSet()
        val parties = vault.newest(null, null, NEWEST).mapNotNull { it.records.first().party }
        val strangers = parties.filter { it.name.shown.isNotEmpty() && (it.name.number ?: it.name.shown) !in known }.distinctBy { it.name.number ?: it.name.shown }
        return Known(dossier, marks, strangers.take(STRANGERS))
    }

    private fun show(known: Known) {
        page.clear()
        page.facts(known.dossier)
        page.heading(R.string.case_numbers)
        page.note(R.string.case_role_note)
        known.dossier?.people.orEmpty().forEach { page.person(it) }
        page.button(R.string.case_add_number) { frame.open(Names.PERSON, id) }.tag = "person"
        if (known.strangers.isNotEmpty()) page.heading(R.string.case_strangers)
        for (stranger in known.strangers) page.stranger(stranger)
        page.heading(R.string.case_agreement)
        hours = FormPage(page, DossierForms.agreement, { Instant.ofEpochMilli(frame.program.now()) }, zone)
        entry.typed.putIfAbsent("hours_from", "09:00")
        entry.typed.putIfAbsent("hours_to", "20:00")
        hours.build()
        page.choice(R.string.case_agreement, ::agreed).tag = "agreed"
        known.marks.forEach { page.mark(it) }
    }

    private fun Page.facts(dossier: Dossier?) {
        val facts = dossier?.facts.orEmpty()
        card {
            text(Words.exact(facts["creditor"] ?: id), bold = true)
            for (field in DossierForms.case.fields) {
                val said = facts[field.key]?.takeIf { field.key != "creditor" } ?: continue
                fact(FormLabels.of(DossierForms.case, field), if (field.words.isEmpty()) Words.exact(said) else FormLabels.word(field, said))
            }
            choice(R.string.app_change) { frame.open(Names.FACTS, id) }.tag = "facts"
        }
    }

    private fun Page.person(person: Person) = card {
        text(Words.foreign(person.name ?: person.shown), bold = true)
        if (person.name != null) note(Words.foreign(person.shown))
        note(FormLabels.role(person.role))
        // Whoever collects asks nobody to stop.
        val collects = person.role == Role.CREDITOR || person.role == Role.AGENCY
        if (person.hasRefused) notice(R.string.case_refusal_done, Tone.GOOD)
        else if (!collects) choice(R.string.case_refusal) { refused(person) }.tag = "refused ${person.key}"
    }

    private fun Page.stranger(party: Party) = card {
        text(Words.foreign(party.name.shown), bold = true)
        choice(R.string.case_third_person) { relative(party) }.tag = "relative ${party.name.number ?: party.name.shown}"
        choice(R.string.case_role) { frame.open(Names.PERSON, "$id ${party.name.shown}") }.tag = "who ${party.name.number ?: party.name.shown}"
    }

    private fun Page.mark(mark: Record) = card {
        val isRefusal = mark.fact.kind == Kind.REFUSAL
        val detail = Dossiers.detail(mark)
        val who = mark.party?.name?.shown.orEmpty()
        text(Words.of(if (isRefusal) R.string.word_kind_refusal else R.string.word_kind_agreement), bold = true)
        val hours = listOfNotNull(detail["hours_from"], detail["hours_to"]).joinToString("–")
        note(Words.foreign(listOf(who, hours).filter { it.isNotEmpty() }.joinToString(" · ")))
        choice(R.string.case_withdraw) { mark(R.string.case_withdraw_done) { takenBack(mark.leaf, frame.program.now()) } }.tag = "back ${mark.leaf}"
    }

    private fun relative(party: Party) {
        val basis = frame.activity.getString(R.string.case_third_person)
        mark(R.string.case_third_person_done) { relative(party, basis, frame.program.now()) }
    }

    private fun refused(person: Person) = mark(R.string.case_refusal_done) { askedToStop(party(person.shown, frame.program.country()), frame.program.now()) }

    private fun agreed() {
        if (!hours.check(0)) return
        val values = hours.values.copy()
        mark(R.string.case_agreement_done) { agreed(null, values, frame.program.now()) }
    }

    /** Appends one record, says so, and shows the case anew. */
    private fun mark(done: Int, what: Marks.() -> Unit) = frame.work({
        Marks(frame.vault(), id, frame.program.country(), zone).what()
        read()
    }) {
        show(it)
        frame.say(Words.of(done))
    }

    private companion object {
        const val NEWEST = 200U
        const val STRANGERS = 20
    }
}
