package dunlog.app.evidence

import android.content.Intent
import android.view.View
import dunlog.Evidence
import dunlog.Vault
import dunlog.app.R
import dunlog.app.check.ReminderJob
import dunlog.app.form.Entries
import dunlog.app.form.Form
import dunlog.app.form.FormPage
import dunlog.app.form.Leaving
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.work.Job
import dunlog.app.work.Work
import dunlog.app.work.WorkBar
import java.time.Instant
import java.time.ZoneId

/** One piece of evidence of a kind, which the address names: its short form, its files, and to which case it belongs. */
class EvidenceScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val kind = Evidence.valueOf(entry.address.about.substringBefore(' '))
    private val form = EvidenceForms.of(kind)
    private val files = FilesPart(frame, entry)
    private val bar = WorkBar(frame, ::ended)
    private val zone: ZoneId get() = frame.program.zone()
    private lateinit var fields: FormPage

    override val title: Words get() = Words.of(EvidenceWords.name(kind))

    override fun create(): View = Page.scrolled(frame, entry) {
        EvidenceWords.hint(kind)?.let { notice(it) }
        fields = FormPage(this, form, { Instant.ofEpochMilli(frame.program.now()) }, zone)
        files.build(this, withCamera = kind != Evidence.RECORDING)
        fields.fault(Form.FILES)
        fields.build()
        CasePart.build(this)
        add(bar.view)
        button(R.string.add_save, ::save).tag = "save"
        note(R.string.add_typed_note)
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
        val country = frame.program.country()
        val values = fields.values.copy()
        val context = frame.activity.applicationContext
        val vault = { frame.vault() }
        val name = SAVED + entry.address
        Work.begin(context, Job.SAVE, name) { step ->
            val holding = CameraProvider.held(context) ?: throw dunlog.VaultException.Locked()
            val open: Vault = vault()
            val of = if (kind == Evidence.RECORDING) onlyCall(open, held, country) else null
            SaveEvidence(kind, values, held, of, Entries(country, zone), country).save(open, holding, frame.program.now(), step)
        }
    }

    /** The one call that a recording fits; none where there are several: a tie is not decided here. */
    private fun onlyCall(vault: Vault, held: List<HeldFile>, country: String?): String? {
        val file = held.singleOrNull() ?: return null
        return vault.recordedCalls(listOf(dunlog.RecordingFile(file.name, file.modified)), country).single().calls.singleOrNull()
    }

    /** Takes the outcome of a copy or of the saving, where one waits. */
    private fun ended() {
        files.settle()
        val outcome = Work.take(SAVED + entry.address) ?: return
        outcome.fold({ saved ->
            if (saved == null) return frame.say(Words.of(R.string.work_stopped))
            // Footage has a day on which it is overwritten.
            ReminderJob.arm(frame.activity)
            frame.back()
            frame.say(Words.of(R.string.app_saved))
        }, { frame.say(Problem.of(it)) })
    }

    private companion object {
        const val SAVED = "saved "
    }
}
