package dunlog.app.evidence

import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page

/** What can be added: the five kinds of evidence, a contact or a visit that no phone saw, and files of other programs. */
class AddScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.add_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        val waiting = CameraProvider.held(frame.activity)?.also { it.sweep() }?.all().orEmpty()
        if (waiting.isNotEmpty()) choice(Words.Counted(R.plurals.form_waiting, waiting.size.toLong())) { frame.open(Names.SHARED, waiting.joinToString(" ") { it.id }) }
        text(R.string.add_body)
        for ((kind, _) in EvidenceForms.all) row(EvidenceWords.name(kind), Names.EVIDENCE, kind.name)
        heading(R.string.form_other)
        row(R.string.add_visit, Names.CONTACT, "visit")
        row(R.string.add_contact, Names.CONTACT, "contact")
        row(R.string.add_note, Names.CONTACT, "note")
        row(R.string.add_import, Names.IMPORT)
        row(R.string.recordings_title, Names.RECORDINGS)
        row(R.string.programs_title, Names.PROGRAMS)
        note(R.string.add_typed_note)
    }

    private fun Page.row(words: Int, screen: String, about: String = "") {
        choice(words) { frame.open(screen, about) }.tag = "$screen $about".trim()
    }
}
