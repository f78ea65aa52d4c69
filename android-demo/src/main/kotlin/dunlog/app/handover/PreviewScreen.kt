package dunlog.app.handover

import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.DocumentsContract
import android.text.format.Formatter
import android.view.View
import dunlog.Pack
import dunlog.app.R
import dunlog.app.check.DoneBefore
import dunlog.app.form.FormLabels
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone
import dunlog.app.work.Job
import dunlog.app.work.Work
import dunlog.app.work.WorkBar
import java.io.File
import java.io.FileNotFoundException
import java.io.InputStream
import java.io.OutputStream

/** What the file will show, third persons first; only from here it is written. The address is the choice. */
class PreviewScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val choice = Choice.restored(entry.address.about)
    private val bar = WorkBar(frame, ::ended)
    private lateinit var page: Page

    override val title: Words get() = Words.of(R.string.preview_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        text(R.string.app_loading)
    }

    override fun shown() {
        bar.shown()
        ended()
        frame.work({ Shown.of(frame.vault().preview(choice.selection(frame.program.zone()))) }) { show(it) }
    }

    override fun hidden() = bar.hidden()

    private fun show(lines: List<Shown>) {
        page.clear()
        val counts = lines.filterIsInstance<Shown.Counts>().single()
        if (counts.shown == 0L) {
            page.text(R.string.preview_empty)
            return
        }
        page.heading(R.string.preview_third_persons)
        val third = lines.filterIsInstance<Shown.ThirdPerson>()
        if (third.isEmpty()) page.text(R.string.preview_third_none)
        third.forEach { page.notice(party(it.shown, it.role, it.records), Tone.REVIEW) }
        lines.filterIsInstance<Shown.Speaking>().forEach { page.notice(Words.Counted(R.plurals.preview_speaking, it.records), Tone.REVIEW) }
        page.heading(R.string.preview_parties)
        lines.filterIsInstance<Shown.Collector>().forEach { page.text(party(it.shown, it.role, it.records)) }
        lines.filterIsInstance<Shown.Unmatched>().forEach { page.notice(Words.of(R.string.preview_unmatched, it.name), Tone.REVIEW) }
        page.text(Words.Counted(R.plurals.preview_shown, counts.shown))
        page.text(Words.Counted(R.plurals.preview_hidden, counts.hidden))
        if (counts.redacted > 0) page.text(Words.Counted(R.plurals.preview_redacted, counts.redacted))
        if (counts.fieldsClosed > 0) page.text(Words.of(R.string.preview_fields_closed, counts.fieldsClosed))
        lines.filterIsInstance<Shown.Files>().forEach { page.text(Words.of(R.string.preview_files, it.count.toLong(), Formatter.formatFileSize(frame.activity, it.bytes))) }
        val masked = lines.filterIsInstance<Shown.Masked>()
        if (masked.isEmpty()) page.text(R.string.preview_no_masks)
        else page.text(Words.of(R.string.preview_masks, Words.Joined(masked.map { Words.of(MaskWords.of(it.field)) }, "、")))
        page.text(R.string.preview_own_texts)
        closed(lines)
        page.add(bar.view)
        page.button(R.string.preview_accept, ::ask).tag = "write"
    }

    private fun closed(lines: List<Shown>) {
        val kinds = lines.filterIsInstance<Shown.Lines>()
        val others = lines.filterIsInstance<Shown.OtherCase>()
        if (kinds.isEmpty() && others.isEmpty()) return
        page.heading(R.string.preview_closed_title)
        page.note(R.string.preview_closed_note)
        kinds.forEach { page.text(Words.of(R.string.preview_closed_kind, Words.of(MaskWords.of(it.kind)), it.count)) }
        if (others.isNotEmpty()) page.text(Words.of(R.string.preview_other_cases, others.joinToString("、") { it.id }))
    }

    private fun party(shown: String?, role: dunlog.Role, records: Long): Words =
        Words.of(R.string.preview_party, shown?.let { Words.foreign(it) } ?: Words.of(R.string.preview_masked_party), FormLabels.role(role), records)

    private fun ask() {
        val name = frame.activity.getString(R.string.export_file_name, frame.program.today().toString())
        val intent = Intent(Intent.ACTION_CREATE_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("application/zip").putExtra(Intent.EXTRA_TITLE, name)
        if (!frame.ask(WHERE, intent)) frame.say(Words.of(R.string.form_no_picker))
    }

    override fun answered(question: String, data: Intent?) {
        val uri = data?.data?.takeIf { question == WHERE } ?: return
        val context = frame.activity.applicationContext
        val zone = frame.program.zone()
        entry.typed[WHERE] = uri.toString()
        Work.begin(context, Job.EXPORT, WRITTEN) { step ->
            val vault = frame.vault()
            val version = context.packageManager.getPackageInfo(context.packageName, 0).versionName ?: "0"
            Handover(File(context.cacheDir, "export"), vault)
                .hand(choice.selection(zone), Pack.builtin(PACK), "Dunlog Android $version", UriTarget(context, uri), step, frame.program.now())
        }
    }

    private fun ended() {
        val outcome = Work.take(WRITTEN) ?: return
        val uri = entry.typed.remove(WHERE)?.let(Uri::parse)
        outcome.fold({ handed ->
            when (handed) {
                is Handed.Done -> {
                    frame.program.kept(DoneBefore.NAME)?.let { DoneBefore(it).headLeft(handed.head, frame.program.now()) }
                    frame.replace(Names.HANDED, listOf(handed.trust, uri.toString(), handed.size.toString(), handed.audit.notProved.joinToString(" ")).joinToString("|"))
                }
                is Handed.Unsound -> frame.say(left(uri, Words.of(R.string.export_not_intact)))
                else -> frame.say(left(uri, Words.of(R.string.export_stopped)))
            }
        }, { fault ->
            left(uri, Words.exact(""))
            frame.say(Problem.of(fault))
        })
    }

    /** Deletes what is no bundle, where the system lets us; else asks the borrower to. */
    private fun left(uri: Uri?, words: Words): Words {
        val isGone = uri == null || try {
            DocumentsContract.deleteDocument(frame.activity.contentResolver, uri)
        } catch (_: RuntimeException) {
            false
        } catch (_: FileNotFoundException) {
            true
        }
        return if (isGone) words else Words.Joined(listOf(words, Words.of(R.string.export_left_over)), "\n")
    }

    private companion object {
        const val WHERE = "where"
        const val WRITTEN = "written"
        const val PACK = "cn"
    }
}

/** A file that the system's dialog gave, which may lie anywhere: on the phone, on a stick, at another app. */
class UriTarget(private val context: Context, private val uri: Uri) : Target {
    override fun write(): OutputStream = open { context.contentResolver.openOutputStream(uri, "wt") }

    override fun read(): InputStream = open { context.contentResolver.openInputStream(uri) }

    private fun <T> open(open: () -> T?): T = try {
        open() ?: throw FileNotFoundException("nothing there")
    } catch (_: SecurityException) {
        throw FileNotFoundException("taken back")
    }
}
