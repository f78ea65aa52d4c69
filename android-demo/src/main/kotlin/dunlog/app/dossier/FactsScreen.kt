package dunlog.app.dossier

import android.view.View
import dunlog.app.R
import dunlog.app.form.FormPage
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import java.time.Instant
import java.time.ZoneId

/** The facts of one case; the address is its short id, which may be new. What was said before stands in the fields already. */
class FactsScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val zone: ZoneId get() = frame.program.zone()
    private lateinit var page: Page
    private lateinit var fields: FormPage

    override val title: Words get() = Words.of(R.string.case_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        if (entry.typed[READ] == "1") form() else read()
    }

    private fun read() = frame.work({ Dossiers.of(Dossiers.read(frame.vault())).find { it.id == entry.address.about } }) { dossier ->
        dossier?.facts?.forEach { (key, text) -> entry.typed.putIfAbsent(key, text) }
        entry.typed[READ] = "1"
        page.clear()
        page.form()
    }

    private fun Page.form() {
        fields = FormPage(this, DossierForms.case, { Instant.ofEpochMilli(frame.program.now()) }, zone)
        fields.build()
        note(R.string.case_creditor_kind_note)
        note(R.string.case_debtor_note)
        button(R.string.app_save, ::save).tag = "save"
        note(Words.of(R.string.case_id_is, entry.address.about))
        note(R.string.case_id_note)
    }

    private fun save() {
        if (!fields.check(0)) return
        val values = fields.values.copy()
        val id = entry.address.about
        frame.work({ Marks(frame.vault(), id, frame.program.country(), zone).facts(values, frame.program.now()) }) {
            if (frame.stack.top === entry) frame.back()
            frame.say(Words.of(R.string.app_saved))
        }
    }

    private companion object {
        /** "1" once the facts that were said before stand in the fields. */
        const val READ = "facts.read"
    }
}
