package dunlog.app.dossier

import android.view.View
import dunlog.app.R
import dunlog.app.form.Form
import dunlog.app.form.FormPage
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import java.time.Instant
import java.time.ZoneId

/** Who a number is, in a case. The address is the case's id, and behind a blank a number to begin with. */
class PersonScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val zone: ZoneId get() = frame.program.zone()
    private lateinit var fields: FormPage

    override val title: Words get() = Words.of(R.string.case_role)

    override fun create(): View = Page.scrolled(frame, entry) {
        entry.address.about.substringAfter(' ', "").takeIf { it.isNotEmpty() }?.let { entry.typed.putIfAbsent(Form.PARTY, it) }
        fields = FormPage(this, DossierForms.person, { Instant.ofEpochMilli(frame.program.now()) }, zone)
        fields.build()
        note(R.string.case_role_basis_hint)
        note(R.string.case_role_note)
        button(R.string.app_save, ::save).tag = "save"
    }

    private fun save() {
        if (!fields.check(0)) return
        val values = fields.values.copy()
        val id = entry.address.about.substringBefore(' ')
        frame.work({ Marks(frame.vault(), id, frame.program.country(), zone).person(values, frame.program.now()) }) {
            if (frame.stack.top === entry) frame.back()
            frame.say(Words.of(R.string.app_saved))
        }
    }
}
