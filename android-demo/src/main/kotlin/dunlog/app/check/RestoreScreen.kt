package dunlog.app.check

import android.content.Intent
import android.net.Uri
import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.handover.UriTarget
import dunlog.app.model.Entry
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.work.Job
import dunlog.app.work.Work
import dunlog.app.work.WorkBar
import java.io.File

/** Opens a sealed copy on this phone by its recovery code: on a new phone a log that follows it begins, else the copy is only read. */
class RestoreScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val bar = WorkBar(frame, ::ended)
    private lateinit var page: Page

    override val title: Words get() = Words.of(R.string.start_restore_title)

    override val hasTabs: Boolean get() = frame.program.folder.exists()

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        fill()
    }

    private fun Page.fill() {
        text(R.string.start_restore_body)
        choice(R.string.start_restore_file, ::choose).tag = "file"
        if (entry.typed[FILE] != null) note(Words.Counted(R.plurals.add_files_chosen, 1))
        field("code", R.string.start_restore_code)
        add(bar.view)
        button(R.string.start_restore_do, ::restore).tag = "restore"
    }

    override fun shown() {
        bar.shown()
        ended()
    }

    override fun hidden() = bar.hidden()

    private fun choose() {
        val intent = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("*/*")
        if (!frame.ask(FILE, intent)) frame.say(Words.of(R.string.form_no_picker))
    }

    override fun answered(question: String, data: Intent?) {
        val uri = data?.data?.takeIf { question == FILE } ?: return
        try {
            // The process may end before the code is typed.
            frame.activity.contentResolver.takePersistableUriPermission(uri, Intent.FLAG_GRANT_READ_URI_PERMISSION)
        } catch (_: SecurityException) {
            // A provider whose grant ends with this process.
        }
        entry.typed[FILE] = uri.toString()
        frame.refresh()
    }

    private fun restore() {
        val uri = entry.typed[FILE]?.let(Uri::parse) ?: return frame.say(Words.of(R.string.form_no_file))
        val code = entry.typed["code"].orEmpty().trim()
        val context = frame.activity.applicationContext
        val program = frame.program
        Work.begin(context, Job.BACKUP, RESTORED) { step ->
            val file = File(context.cacheDir, "restore")
            try {
                UriTarget(context, uri).read().use { source ->
                    file.outputStream().use { out ->
                        val piece = ByteArray(PIECE)
                        var done = 0L
                        while (true) {
                            val read = source.read(piece)
                            if (read < 0) break
                            if (step.isStopped || !step.step(done.toULong(), 0u)) return@begin null
                            out.write(piece, 0, read)
                            done += read
                        }
                    }
                }
                Restored(program.restore(file, code))
            } finally {
                file.delete()
            }
        }
    }

    /** The code of the log that began; none where the copy is only read. */
    private class Restored(val code: String?)

    private fun ended() {
        Work.take(RESTORED)?.fold({ restored ->
            when {
                restored == null -> frame.say(Words.of(R.string.work_stopped))
                (restored as Restored).code != null -> {
                    entry.typed.remove("code")
                    frame.app.recoveryCode = restored.code
                    frame.replace(CheckScreen.NEW_CODE)
                }
                else -> {
                    frame.back()
                    frame.say(Words.of(R.string.check_copy))
                }
            }
        }, { frame.say(Problem.of(it)) })
    }

    private companion object {
        const val FILE = "file"
        const val RESTORED = "restored"
        const val PIECE = 256 * 1024
    }
}
