package dunlog.app.evidence

import android.content.Context
import android.content.Intent
import android.view.View
import dunlog.Chat
import dunlog.DateOrder
import dunlog.EnclosedFile
import dunlog.ImportOptions
import dunlog.Imported
import dunlog.Program
import dunlog.Source
import dunlog.Vault
import dunlog.VaultException
import dunlog.ZoneTable
import dunlog.app.R
import dunlog.app.check.DoneBefore
import dunlog.app.form.Zones
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.frame.text
import dunlog.app.model.Entry
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone
import dunlog.app.work.Job
import dunlog.app.work.Step
import dunlog.app.work.Work
import dunlog.app.work.WorkBar
import java.io.File
import java.time.ZoneId

/** A backup, an exported chat or an operator's list becomes records, each row of it; what it does not say is asked. */
class ImportScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val files = FilesPart(frame, entry)
    private val bar = WorkBar(frame, ::ended)

    override val title: Words get() = Words.of(R.string.import_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        text(R.string.import_body)
        files.build(this, withCamera = false)
        options("zone", Words.of(R.string.import_zone), listOf("phone" to Words.of(R.string.import_zone_phone), "beijing" to Words.of(R.string.import_zone_beijing), "" to Words.of(R.string.import_zone_unknown)), byDefault = "phone")
        field("me", Words.of(R.string.form_optional, Words.of(R.string.import_me)))
        tick("me.none", Words.of(R.string.import_me_none))
        field("own", Words.of(R.string.form_optional, Words.of(R.string.import_own)))
        options("app", Words.of(R.string.form_optional, Words.of(R.string.import_app)), listOf("" to Words.of(R.string.import_zone_unknown)) + Chat.entries.map { it.name to Words.exact(APPS.getValue(it)) }, byDefault = "")
        add(bar.view)
        entry.typed["outcome"]?.let { told(it) }
        button(R.string.import_begin, ::begin).tag = "save"
    }

    override fun shown() {
        bar.shown()
        ended()
    }

    override fun hidden() = bar.hidden()

    override fun answered(question: String, data: Intent?) {
        files.answered(question, data)
    }

    private fun begin() {
        val held = files.files()
        if (held.isEmpty()) return frame.say(Words.of(R.string.form_no_file))
        val said = options()
        val context = frame.activity.applicationContext
        Work.begin(context, Job.IMPORT, DONE + entry.address) { step -> held.map { import(context, frame.vault(), it, said, step) } }
    }

    private fun options(): ImportOptions {
        val typed = { key: String -> entry.typed[key].orEmpty().trim().ifEmpty { null } }
        val me = typed("me")?.split('，', ',', '、')?.map(String::trim)?.filter(String::isNotEmpty)
        return ImportOptions(
            zone = when (entry.typed["zone"] ?: "phone") {
                "phone" -> Zones.table(frame.program.zone())
                "beijing" -> Zones.table(ZoneId.of("Asia/Shanghai"))
                else -> null
            },
            country = frame.program.country(),
            me = if (entry.typed["me.none"] == "1") emptyList() else me,
            app = typed("app")?.let(Chat::valueOf),
            own = typed("own"),
        )
    }

    private fun ended() {
        files.settle()
        val outcome = Work.take(DONE + entry.address) ?: return
        outcome.fold({ done ->
            entry.typed["outcome"] = (done as List<*>).joinToString("\n\n") { summary(it as Imported?) }
            frame.refresh()
        }, { frame.say(Problem.of(it)) })
    }

    private fun Page.told(outcome: String) {
        notice(Words.exact(outcome), Tone.GOOD)
        choice(R.string.app_tab_timeline) { frame.select(dunlog.app.frame.Tab.TIMELINE) }
    }

    /** What was taken and what was not, in sentences. */
    private fun summary(imported: Imported?): String {
        val text = { words: Words -> frame.activity.text(words) }
        if (imported == null || imported.cancelled) return text(Words.of(R.string.import_cancelled))
        val lines = ArrayList<Words>()
        lines += Words.of(R.string.import_done)
        lines += Words.Counted(R.plurals.import_appended, imported.appended.toLong())
        if (imported.duplicates > 0u) lines += Words.Counted(R.plurals.import_duplicates, imported.duplicates.toLong())
        if (imported.skippedTotal > 0u) lines += Words.Counted(R.plurals.import_skipped, imported.skippedTotal.toLong())
        if (imported.losses > 0u) lines += Words.Counted(R.plurals.import_losses, imported.losses.toLong())
        imported.lostBy.values.sumOf { it.toLong() }.takeIf { it > 0 }?.let { lines += Words.Counted(R.plurals.import_lost, it) }
        if (imported.clockTimes > 0u) lines += Words.Counted(R.plurals.import_clock_times, imported.clockTimes.toLong())
        lines += Words.of(if (imported.kept) R.string.import_kept else R.string.import_not_kept)
        return lines.joinToString("\n") { text(it) }
    }

    companion object {
        private const val DONE = "imported "
        private val APPS = mapOf(Chat.LINE to "LINE", Chat.QQ to "QQ", Chat.TELEGRAM to "Telegram", Chat.WE_CHAT to "微信 WeChat", Chat.WHATS_APP to "WhatsApp")

        /**
         * Imports one held file. The vault reads it more than once, so it lies plain in the app's own cache for that time; whatever happens, it is
         * deleted, and what a kill left of it is deleted before the next one.
         */
        fun import(context: Context, vault: Vault, file: HeldFile, said: ImportOptions, step: Step): Imported? {
            val holding = CameraProvider.held(context) ?: throw VaultException.Locked()
            val folder = File(context.cacheDir, "import").apply { deleteRecursively() }
            folder.mkdirs()
            try {
                val plain = File(folder, "file")
                holding.open(file).use { source -> plain.outputStream().use(source::copyTo) }
                val imported = vault.importFile(EnclosedFile(plain.path, file.name), said, step, Program.of(context).now())
                if (imported != null && !imported.cancelled) holding.drop(file)
                imported?.let { remember(context, vault, it) }
                return imported
            } finally {
                folder.deleteRecursively()
            }
        }

        /** Up to when an operator's list reaches is remembered, for the reminder of the next one. */
        private fun remember(context: Context, vault: Vault, imported: Imported) {
            val (first, to) = (imported.first ?: return) to (imported.to ?: return)
            if (vault.record(first.index).fact.source != Source.OPERATOR) return
            Program.of(context).kept(DoneBefore.NAME)?.let { DoneBefore(it).operatorListTaken(to) }
        }
    }
}
