package dunlog.app.evidence

import android.view.View
import dunlog.app.R
import dunlog.app.dossier.Dossiers
import dunlog.app.form.Form
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page

/** To which case something belongs; not shown while there is no case. The only case there is is chosen beforehand. */
object CasePart {
    /** Puts the choice on a page, once the cases are read. */
    fun build(page: Page) {
        val box = page.add(Look.box(page.frame.activity))
        box.visibility = View.GONE
        page.frame.work({ Dossiers.of(Dossiers.read(page.frame.vault())) }, failed = {}) { dossiers ->
            if (dossiers.isEmpty()) return@work
            val inner = Page(page.frame, page.entry, box)
            val only = dossiers.singleOrNull()?.id
            if (only != null) page.entry.typed.putIfAbsent(Form.CASE, only)
            val names = dossiers.map { it.id to Words.exact(it.facts["creditor"] ?: it.id) }
            inner.options(Form.CASE, Words.of(R.string.add_case), names + ("" to Words.of(R.string.form_no_case)), byDefault = only ?: "")
            box.visibility = View.VISIBLE
        }
    }
}
