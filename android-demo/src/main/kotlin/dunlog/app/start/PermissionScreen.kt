package dunlog.app.start

import android.content.Intent
import android.os.Build
import android.view.View
import android.widget.ScrollView
import dunlog.Waking
import dunlog.app.App
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** One thing that the app may be allowed, with the reason; [Entry.address] names it. Refusing goes on like allowing. */
class PermissionScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.start_permissions_title)
    override val hasTabs: Boolean get() = false

    private val grant = Grant.entries.firstOrNull { it.name == entry.address.about } ?: Grant.first
    private val page = Page(frame, entry)
    private val level = Build.VERSION.SDK_INT

    override fun create(): View {
        Look.pad(page.column, Look.EDGE, Look.EDGE)
        build()
        return ScrollView(frame.activity).apply {
            isFillViewport = true
            addView(page.column)
        }
    }

    override fun shown() = build()

    private fun build(): Unit = with(page) {
        clear()
        val isGranted = Grants.isGranted(frame.activity, grant)
        val all = Grant.of(level)
        note(Words.exact("${all.indexOf(grant) + 1} / ${all.size}"))
        heading(grant.title)
        if (grant == Grant.first) text(R.string.start_permissions_body)
        text(grant.why)
        if (isGranted == true) notice(R.string.start_allowed, Tone.GOOD)
        else if (wasAsked()) notice(R.string.start_refused, Tone.REVIEW)
        if (grant.isRestricted(level, Grants.isSideloaded(frame.activity), wasAsked(), isGranted == true)) restricted()
        if (isGranted == true) {
            button(R.string.app_next, ::next)
            return
        }
        button(R.string.start_allow, ::allow)
        choice(if (wasAsked()) R.string.app_next else R.string.start_refuse, ::next)
    }

    private fun Page.restricted() = card {
        heading(R.string.permission_restricted_title)
        text(R.string.permission_restricted_why)
        for (step in STEPS) text(step)
        choice(R.string.permission_restricted_open_info) { Grants.openInfo(frame) }
    }

    private fun wasAsked() = frame.app.settings.flag(asked())

    private fun asked() = "asked.${grant.name}"

    private fun allow() {
        frame.app.settings.keep(asked(), true)
        if (!Grants.ask(frame, grant)) build()
    }

    override fun permissionsAnswered(question: String) = answered()

    override fun answered(question: String, data: Intent?) = answered()

    private fun answered() {
        // What was granted opens a way; the library looks at once.
        val program = frame.program
        App.executor.execute { program.start(Waking.OPENED) }
        if (Grants.isGranted(frame.activity, grant) == true) next() else build()
    }

    private fun next() {
        val next = grant.next(level)
        if (next != null) return frame.replace(First.PERMISSION, next.name)
        if (frame.app.settings.flag(CodeScreen.DONE)) return frame.back()
        frame.app.settings.keep(CodeScreen.DONE, true)
        frame.replace(First.SETUP)
    }

    private companion object {
        val STEPS = listOf(
            R.string.permission_restricted_step_try, R.string.permission_restricted_step_info,
            R.string.permission_restricted_step_menu, R.string.permission_restricted_step_back,
        )
    }
}
