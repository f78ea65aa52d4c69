package dunlog.app.dossier

import android.view.View
import dunlog.app.R
import dunlog.app.form.FormLabels
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page

/** The cases, one below the other; each opens its own screen. */
class CaseScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private lateinit var page: Page

    override val title: Words get() = Words.of(R.string.case_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        text(R.string.app_loading)
    }

    override fun shown() = frame.work({ Dossiers.of(Dossiers.read(frame.vault())) }) { show(it) }

    private fun show(dossiers: List<Dossier>) {
        page.clear()
        if (dossiers.isEmpty()) page.text(R.string.case_none)
        for (dossier in dossiers) {
            page.card({ frame.open(Names.DOSSIER, dossier.id) }) {
                text(Words.exact(dossier.facts["creditor"] ?: dossier.id), bold = true)
                dossier.facts["creditor_kind"]?.let { note(FormLabels.word(DossierForms.case.fields.first { field -> field.key == "creditor_kind" }, it)) }
                dossier.people.forEach { note(Words.Joined(listOf(Words.foreign(it.name ?: it.shown), FormLabels.role(it.role)), " · ")) }
            }.tag = dossier.id
        }
        page.button(R.string.case_new) { frame.open(Names.FACTS, Dossiers.freshId(dossiers)) }.tag = "new"
    }
}
