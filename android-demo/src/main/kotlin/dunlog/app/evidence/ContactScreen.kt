package dunlog.app.evidence

import android.content.Intent
import android.view.View
import dunlog.app.R
import dunlog.app.form.Entries
import dunlog.app.form.FormPage
import dunlog.app.form.Leaving
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.work.Job
import dunlog.app.work.Work
import dunlog.app.work.WorkBar
import java.time.Instant
import java.time.ZoneId

/** What no phone saw, in the borrower's words: a visit, a contact, a note; the address says which. */
class ContactScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val form = ContactForms.of(entry.address.about)
    private val files = FilesPart(frame, entry)
    private val bar = WorkBar(frame, ::ended)
    private val zone: ZoneId get() = frame.program.zone()
    private lateinit var fields: FormPage

    override val title: Words get() = Words.of(
        when (form) {
            ContactForms.visit -> R.string.add_visit
            ContactForms.contact -> R.string.add_contact
            else -> R.string.add_note
        },
    )

    override fun create(): View = Page.scrolled(frame, entry) {
        if (form === ContactForms.visit) notice(R.string.add_visit_hint)
        fields = FormPage(this, form, { Instant.ofEpochMilli(frame.program.now()) }, zone)
        fields.build()
        if (form === ContactForms.visit) manners()
        files.build(this)
        CasePart.build(this)
        add(bar.view)
        button(R.string.add_save, ::save).tag = "save"
        note(R.string.add_typed_note)
    }

    private fun Page.manners() {
        text(Words.of(R.string.add_visit_manner), Look.SMALL, R.color.quiet)
        for (manner in ContactForms.MANNERS) tick("manner.$manner", Words.of(MANNERS.getValue(manner)))
    }

    override fun shown() {
        bar.shown()
        ended()
    }

    override fun hidden() = bar.hidden()

    override fun back(): Boolean = Leaving(frame, entry, files, form).asks()

    override fun answered(question: String, data: Intent?) {
        files.answered(question, data)
    }

    private fun save() {
        val held = files.files()
        if (!fields.check(held.size)) return
        val values = fields.values.copy()
        val entries = Entries(frame.program.country(), zone)
        val context = frame.activity.applicationContext
        Work.begin(context, Job.SAVE, SAVED + entry.address) { step ->
            val holding = CameraProvider.held(context) ?: throw dunlog.VaultException.Locked()
            val said = entries.entry(form, values).copy(detail = ContactForms.detail(form, values))
            val record = frame.vault().enterWith(ContactForms.typed(form, values), said, held.map { holding.content(it, step) }, frame.program.now())
            if (record != null) held.forEach(holding::drop)
            record
        }
    }

    private fun ended() {
        files.settle()
        val outcome = Work.take(SAVED + entry.address) ?: return
        outcome.fold({ saved ->
            if (saved == null) return frame.say(Words.of(R.string.work_stopped))
            frame.back()
            frame.say(Words.of(R.string.app_saved))
        }, { frame.say(Problem.of(it)) })
    }

    private companion object {
        const val SAVED = "saved "
        val MANNERS = mapOf(
            "crowd" to R.string.add_manner_crowd, "blocking" to R.string.add_manner_blocking, "damage" to R.string.add_manner_damage,
            "workplace" to R.string.add_manner_workplace, "entry" to R.string.add_manner_entry, "threat" to R.string.add_manner_threat,
        )
    }
}
