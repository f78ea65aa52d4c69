package dunlog.app.recordings

import android.content.Intent
import android.net.Uri
import android.provider.DocumentsContract
import android.view.View
import dunlog.Record
import dunlog.VaultException
import dunlog.app.R
import dunlog.app.evidence.CameraProvider
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone
import dunlog.app.work.Job
import dunlog.app.work.Unwatched
import dunlog.app.work.Work
import dunlog.app.work.WorkBar
import java.time.Instant
import java.time.format.DateTimeFormatter

/** The folder of recordings: what fits one call goes in by itself, of a tie the borrower is asked, what fits none is kept without a call. */
class RecordingsScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val bar = WorkBar(frame, ::ended)
    private var ties: List<Tie> = emptyList()
    private val kept get() = frame.program.kept(CameraProvider.KEPT)

    /** A recording and the calls between which nobody but the borrower can decide. */
    private class Tie(val file: FoundRecording, val calls: List<Record>)

    /** What a look at the folder came to. */
    private class Looked(val found: Int, val matched: Int, val unmatched: Int, val gone: Int, val isStopped: Boolean, val ties: List<Tie>)

    override val title: Words get() = Words.of(R.string.recordings_title)

    private lateinit var page: Page

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        fill()
    }

    private fun redraw() {
        page.clear()
        page.fill()
    }

    private fun Page.fill() {
        text(R.string.recordings_body)
        for (path in UsualFolders.of(frame.activity)) note(Words.of(R.string.recordings_usual, path))
        choice(R.string.recordings_choose_folder, ::choose).tag = "choose"
        add(bar.view)
        entry.typed["told"]?.let { notice(Words.exact(it), Tone.GOOD) }
        ties.forEach { tie(it) }
        if (kept?.word(FOLDER) != null) button(R.string.recordings_look, ::look).tag = "look"
    }

    private fun Page.tie(tie: Tie) = card {
        heading(R.string.recordings_tie)
        text(Words.foreign(tie.file.name))
        for (call in tie.calls) choice(Words.foreign(line(call))) { decide(tie, call.leaf) }.tag = call.leaf
        choice(R.string.recordings_no_call) { decide(tie, null) }.tag = "none"
    }

    private fun line(call: Record): String {
        val time = call.time?.let { Instant.ofEpochMilli(it).atZone(frame.program.zone()).format(CLOCK) }.orEmpty()
        return listOf(time, call.party?.name?.shown.orEmpty(), call.fact.duration?.let { "$it s" }.orEmpty()).filter { it.isNotEmpty() }.joinToString(" · ")
    }

    override fun shown() {
        bar.shown()
        ended()
    }

    override fun hidden() = bar.hidden()

    private fun choose() {
        val intent = Intent(Intent.ACTION_OPEN_DOCUMENT_TREE)
        UsualFolders.of(frame.activity).firstOrNull()?.let { intent.putExtra(DocumentsContract.EXTRA_INITIAL_URI, UsualFolders.address(it)) }
        if (!frame.ask(CHOSEN, intent)) frame.say(Words.of(R.string.form_no_picker))
    }

    override fun answered(question: String, data: Intent?) {
        val uri = data?.data?.takeIf { question == CHOSEN } ?: return
        try {
            frame.activity.contentResolver.takePersistableUriPermission(uri, Intent.FLAG_GRANT_READ_URI_PERMISSION)
        } catch (_: SecurityException) {
            // A provider whose grant ends with this process.
        }
        kept?.set(FOLDER to uri.toString())
        frame.refresh()
        look()
    }

    private fun folder(): RecordingFolder? = kept?.word(FOLDER)?.let { RecordingFolder(frame.activity.applicationContext.contentResolver, Uri.parse(it)) }

    private fun look() {
        val folder = folder() ?: return
        val country = frame.program.country()
        Work.begin(frame.activity, Job.RECORDINGS, LOOKED) { step ->
            val vault = frame.vault()
            var (matched, unmatched, gone) = listOf(0, 0, 0)
            var isStopped = false
            val ties = ArrayList<Tie>()
            val all = folder.match(vault, country, step)
            for ((file, recorded) in all) {
                if (recorded.calls.size > 1) {
                    ties += Tie(file, recorded.calls.mapNotNull { vault.event(it)?.records?.firstOrNull() })
                    continue
                }
                val call = recorded.calls.singleOrNull()
                try {
                    if (folder.keep(file, call, vault, country, frame.program.now(), step) == null) {
                        isStopped = true
                        break
                    }
                    if (call == null) unmatched++ else matched++
                } catch (fault: VaultException.BadInput) {
                    if (fault.code !in GONE) throw fault
                    gone++
                }
            }
            Looked(all.size, matched, unmatched, gone, isStopped, ties)
        }
    }

    private fun decide(tie: Tie, call: String?) {
        val folder = folder() ?: return
        val country = frame.program.country()
        frame.work({
            try {
                folder.keep(tie.file, call, frame.vault(), country, frame.program.now(), Unwatched) != null
            } catch (fault: VaultException.BadInput) {
                if (fault.code !in GONE) throw fault
                false
            }
        }) { isKept ->
            ties = ties - tie
            frame.say(Words.of(if (isKept) R.string.app_saved else R.string.recordings_gone))
            redraw()
        }
    }

    private fun ended() {
        val outcome = Work.take(LOOKED) ?: return
        outcome.fold({ result ->
            val looked = result as Looked
            ties = looked.ties
            val lines = ArrayList<Words>()
            lines += Words.Counted(R.plurals.recordings_found, looked.found.toLong())
            lines += Words.Counted(R.plurals.recordings_matched, looked.matched.toLong())
            if (looked.unmatched > 0) lines += Words.of(R.string.recordings_unmatched, looked.unmatched)
            if (looked.gone > 0) lines += Words.of(R.string.recordings_gone)
            if (looked.isStopped) lines += Words.of(R.string.work_stopped)
            entry.typed["told"] = frame.text(Words.Joined(lines, "\n"))
            redraw()
        }, { frame.say(Problem.of(it)) })
    }

    private companion object {
        const val FOLDER = "recordings"
        const val CHOSEN = "folder"
        const val LOOKED = "recordings"
        val GONE = setOf("content-unreadable", "content-cut")
        val CLOCK: DateTimeFormatter = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
    }
}
