package dunlog.app.handover

import android.view.View
import dunlog.Field
import dunlog.app.R
import dunlog.app.dossier.Dossiers
import dunlog.app.form.Form
import dunlog.app.form.FormPage
import dunlog.app.form.Input
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import java.time.Instant
import java.time.LocalDate

/** What is handed over: which case, which time, what is masked. The last case, all of the time and a masked own number are chosen beforehand. */
class ExportScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private lateinit var page: Page

    override val title: Words get() = Words.of(R.string.export_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        text(R.string.app_loading)
    }

    override fun shown() = frame.work({ Dossiers.of(Dossiers.read(frame.vault())).map { it.id to (it.facts["creditor"] ?: it.id) } }) { show(it) }

    private fun show(cases: List<Pair<String, String>>) {
        page.clear()
        val last = cases.lastOrNull()?.first ?: ""
        val known = cases.map { (id, name) -> id to Words.exact(name) } + ("" to Words.of(R.string.export_everything))
        if (entry.typed[CASE] !in known.map { it.first }) entry.typed[CASE] = last
        page.options(CASE, Words.of(R.string.export_choose_case), known)
        page.options(TIME, Words.of(R.string.export_time), TIMES.map { (word, id) -> word to Words.of(id) }, byDefault = ALL) { show(cases) }
        if (entry.typed[TIME] == OWN) FormPage(page, span, { Instant.ofEpochMilli(frame.program.now()) }, frame.program.zone()).build()
        page.text(Words.of(R.string.export_masks), Look.SMALL, R.color.quiet)
        for (field in Choice.MASKS) page.tick("mask.${field.name}", Words.of(MaskWords.of(field)), byDefault = field == Field.OWN)
        page.note(R.string.export_mask_note)
        page.button(R.string.export_preview, ::preview).tag = "preview"
    }

    private fun preview() {
        val choice = choice(entry.typed, frame.program.today())
        if (choice.isBackwards) return frame.say(Words.of(R.string.form_no_such_time))
        frame.open(Names.PREVIEW, choice.saved())
    }

    companion object {
        private const val CASE = "case"
        private const val TIME = "time"
        private const val ALL = "all"
        private const val OWN = "own"
        private val TIMES = listOf(ALL to R.string.export_time_all, "month" to R.string.export_time_month, "half_year" to R.string.export_time_half_year, OWN to R.string.export_time_own)
        private val span = Form("span", listOf(dunlog.app.form.Field("from", Input.DATE), dunlog.app.form.Field("to", Input.DATE)))

        /** What the screen's controls say. */
        fun choice(typed: Map<String, String>, today: LocalDate): Choice {
            val masks = Choice.MASKS.filter { field -> typed["mask.${field.name}"]?.let { it == "1" } ?: (field == Field.OWN) }
            val (from, to) = when (typed[TIME]) {
                "month" -> today.minusMonths(1) to null
                "half_year" -> today.minusMonths(6) to null
                OWN -> typed["from"]?.let(Form::date) to typed["to"]?.let(Form::date)
                else -> null to null
            }
            return Choice(typed[CASE]?.ifEmpty { null }, from, to, masks.toSet())
        }
    }
}
