package dunlog.app.check

import android.content.Intent
import android.net.Uri
import android.view.View
import dunlog.Pack
import dunlog.VaultIssue
import dunlog.app.R
import dunlog.app.dossier.Dossiers
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.handover.UriTarget
import dunlog.app.model.Entry
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone
import dunlog.app.work.Job
import dunlog.app.work.Work
import dunlog.app.work.WorkBar
import java.io.File
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

/** Whether the log is whole, what was last seen, what is to be done: and the sealed copy, the head, the recovery code. */
class CheckScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val bar = WorkBar(frame, ::ended)
    private val zone: ZoneId get() = frame.program.zone()
    private lateinit var page: Page
    private var state: LogState? = null

    override val title: Words get() = Words.of(R.string.check_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        page = this
        add(bar.view)
        text(R.string.app_loading)
    }

    override fun shown() {
        bar.shown()
        ended()
        read()
        ReminderJob.arm(frame.activity)
    }

    private fun read() = frame.work({ LogState.read(frame.program, frame.vault(), Pack.builtin(PACK), zone, frame.program.now()) }) {
        state = it
        show(it)
    }

    override fun hidden() = bar.hidden()

    private fun show(state: LogState) {
        page.clear()
        page.add(bar.view)
        reminders(state)
        log(state)
        head(state)
        backup(state)
        recovery()
        seen(state)
        gaps(state)
        page.heading(R.string.check_restore_heading)
        page.choice(R.string.start_restore_title) { frame.open(Names.RESTORE) }.tag = "restore"
    }

    private fun reminders(state: LogState) {
        page.heading(R.string.check_reminders)
        if (state.reminders.isEmpty()) page.text(R.string.reminder_none)
        for (reminder in state.reminders) page.notice(ReminderWords.whole(reminder), Tone.REVIEW)
    }

    private fun log(state: LogState) {
        page.heading(R.string.check_log)
        page.text(Words.Counted(R.plurals.check_size, state.size))
        if (state.isCopy) page.notice(R.string.check_copy)
        if (state.damage != null) {
            page.notice(R.string.check_read_only, Tone.SIGN)
            page.button(R.string.check_begin_next, ::goOn).tag = "next"
        }
        entry.typed["checked"]?.let { page.notice(Words.exact(it), if (entry.typed["checked.whole"] == "1") Tone.GOOD else Tone.SIGN) }
        page.choice(R.string.check_run, ::check).tag = "check"
        if (state.aside > 0) page.notice(Words.of(R.string.check_aside, state.aside), Tone.REVIEW)
    }

    private fun head(state: LogState) {
        page.heading(R.string.check_head)
        val left = state.done?.head
        if (left == null) page.notice(R.string.check_head_never, Tone.REVIEW)
        else page.text(Words.of(R.string.check_head_left, day(left), state.done.headSize.toString()))
        page.choice(R.string.check_head_share, ::shareHead).tag = "head"
    }

    private fun backup(state: LogState) {
        page.heading(R.string.check_backup)
        val last = state.done?.backup
        if (last == null) page.notice(R.string.check_backup_never, Tone.REVIEW) else page.text(Words.of(R.string.check_backup_last, day(last)))
        page.choice(R.string.check_backup, ::save).tag = "backup"
        page.note(R.string.check_backup_note)
    }

    private fun recovery() {
        page.heading(R.string.check_recovery_test)
        page.field("code", R.string.start_restore_code)
        page.choice(R.string.check_recovery_test, ::tryCode).tag = "try"
    }

    private fun seen(state: LogState) {
        page.heading(R.string.check_seen)
        for (seen in state.lastSeen) {
            val value = seen.at?.let { Words.exact(moment(it)) } ?: Words.of(R.string.check_seen_never)
            val shut = state.shut[seen.way]?.let { Words.of(ReminderWords.of(it)) }
            page.fact(Words.of(ReminderWords.of(seen.way)), if (shut == null) value else Words.Joined(listOf(value, shut), " · "))
        }
    }

    private fun gaps(state: LogState) {
        page.heading(R.string.check_gaps)
        if (state.gaps.isEmpty()) page.text(R.string.check_gaps_none)
        for (gap in state.gaps) {
            val (from, to) = (gap.fact.from ?: continue) to (gap.fact.to ?: continue)
            val reason = gap.fact.reason?.let(ReminderWords::gap)?.let { Words.of(it) } ?: Words.exact(gap.fact.reason.orEmpty())
            val line = Words.of(R.string.check_gap_line, moment(from), moment(to), reason)
            val way = ReminderWords.way(Dossiers.detail(gap)["way"].orEmpty())
            page.text(if (way == null) line else Words.Joined(listOf(Words.of(way), line), " · "))
        }
    }

    private fun check() {
        Work.begin(frame.activity, Job.CHECK, CHECKED) { frame.vault().check() }
    }

    private fun save() {
        val name = frame.activity.getString(R.string.check_backup_file, frame.program.today().toString())
        val intent = Intent(Intent.ACTION_CREATE_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("application/octet-stream").putExtra(Intent.EXTRA_TITLE, name)
        if (!frame.ask(WHERE, intent)) frame.say(Words.of(R.string.form_no_picker))
    }

    override fun answered(question: String, data: Intent?) {
        val uri: Uri = data?.data?.takeIf { question == WHERE } ?: return
        val context = frame.activity.applicationContext
        Work.begin(context, Job.BACKUP, SAVED) {
            val vault = frame.vault()
            val size = vault.head().size.toLong()
            Backup(File(context.cacheDir, "backup"), vault).save(UriTarget(context, uri), it) to size
        }
    }

    private fun shareHead() = frame.work({ frame.vault().let { it.checkpoint() to it.head() } }) { (text, head) ->
        val intent = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)
        if (frame.go(Intent.createChooser(intent, null))) {
            frame.program.kept(DoneBefore.NAME)?.let { DoneBefore(it).headLeft(head, frame.program.now()) }
            state?.let(::show)
        }
    }

    private fun tryCode() {
        val code = entry.typed["code"].orEmpty().trim()
        frame.work({ frame.vault().testRecovery(code) }) {
            // A code that is right is not kept on the screen.
            entry.typed.remove("code")
            state?.let(::show)
            frame.say(Words.of(R.string.check_recovery_right))
        }
    }

    private fun goOn() = frame.work({ frame.program.goOn() }) {
        frame.app.recoveryCode = it
        frame.refresh()
        frame.open(NEW_CODE)
    }

    private fun ended() {
        Work.take(CHECKED)?.fold({ checked(it as List<*>) }, { frame.say(Problem.of(it)) })
        Work.take(SAVED)?.fold({ saved(it as Pair<*, *>) }, { frame.say(Problem.of(it)) })
    }

    private fun checked(issues: List<*>) {
        val lines = issues.map { issue ->
            val found = issue as VaultIssue
            found.place?.let { Words.of(R.string.check_fault_at, it.toString(), found.code) } ?: Words.of(R.string.check_fault_whole, found.code)
        }
        val words = if (issues.isEmpty()) Words.of(R.string.check_whole) else Words.Joined(listOf(Words.Counted(R.plurals.check_fault, issues.size.toLong())) + lines.take(FAULTS), "\n")
        entry.typed["checked"] = frame.text(words)
        entry.typed["checked.whole"] = if (issues.isEmpty()) "1" else ""
        // A fault makes the log read-only.
        if (issues.isEmpty()) state?.let(::show) else read()
    }

    private fun saved(outcome: Pair<*, *>) {
        when (outcome.first) {
            Saved.DONE -> {
                frame.program.kept(DoneBefore.NAME)?.let { DoneBefore(it).backupSaved(outcome.second as Long, frame.program.now()) }
                state?.let(::show)
                frame.say(Words.of(R.string.check_backup_done))
            }
            Saved.STOPPED -> frame.say(Words.of(R.string.work_stopped))
            else -> frame.say(Problem(Words.of(R.string.check_backup_differs), null))
        }
    }

    private fun day(time: Long): String = Instant.ofEpochMilli(time).atZone(zone).toLocalDate().toString()

    /** A time of the log, in Beijing. */
    private fun moment(time: Long): String = Instant.ofEpochMilli(time).atOffset(ZoneOffset.ofHours(8)).toLocalDateTime().toString().take(MOMENT).replace('T', ' ') + " UTC+8"

    companion object {
        /** The screen that shows a new recovery code and asks it back. */
        const val NEW_CODE = "code"
        private const val PACK = "cn"
        private const val CHECKED = "checked"
        private const val SAVED = "backup"
        private const val WHERE = "backup where"
        private const val FAULTS = 20
        private const val MOMENT = 16
    }
}
