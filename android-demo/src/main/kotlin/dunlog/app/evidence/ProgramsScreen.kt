package dunlog.app.evidence

import android.content.Intent
import android.content.pm.PackageManager
import android.provider.Settings
import android.view.View
import dunlog.Channel
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** Whose notifications are taken: the phone's own program for texts, its dialler, chats. Each can be taken out, and others added. */
class ProgramsScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.programs_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        text(R.string.programs_body)
        notice(R.string.programs_weight)
        val programs = frame.program.chosen.all().associateBy { it.name }
        for (channel in listOf(Channel.SMS, Channel.CALL, Channel.CHAT)) {
            heading(HEADINGS.getValue(channel))
            val own = programs.values.filter { it.channel == channel }
            val here = own.filter { installed(it.name) != null }
            // What is not on this phone is not worth a line, unless nothing is.
            for (program in here) {
                tick("program.${program.name}", Words.exact(installed(program.name)!!), program.isTaken) { frame.program.chosen.choose(program.name, it) }
            }
            if (here.isEmpty()) note(R.string.programs_none_here)
        }
        heading(R.string.programs_other)
        text(R.string.programs_other_body)
        field("package", Words.of(R.string.programs_package))
        choice(R.string.programs_add, ::add)
        choice(R.string.programs_settings) { frame.go(Intent(Settings.ACTION_NOTIFICATION_LISTENER_SETTINGS)) }
        notice(R.string.programs_hidden, Tone.REVIEW)
    }

    private fun add() {
        val name = entry.typed["package"].orEmpty().trim()
        if (!NAME.matches(name)) return frame.say(Words.of(R.string.programs_package_wrong))
        frame.program.chosen.choose(name, true)
        entry.typed["package"] = ""
        entry.typed.remove("program.$name")
        frame.refresh()
        frame.say(Words.of(R.string.app_saved))
    }

    /** The name of a program on this phone; none where it is not on it. One that was added by its package counts as here. */
    private fun installed(name: String): String? {
        val packages = frame.activity.packageManager
        return try {
            packages.getApplicationInfo(name, 0).loadLabel(packages).toString().ifEmpty { name }
        } catch (_: PackageManager.NameNotFoundException) {
            name.takeIf { frame.program.chosen.isAdded(name) }
        }
    }

    private companion object {
        val NAME = Regex("[a-zA-Z][a-zA-Z0-9_]*(\\.[a-zA-Z][a-zA-Z0-9_]*)+")
        val HEADINGS = mapOf(Channel.SMS to R.string.programs_texts, Channel.CALL to R.string.programs_calls, Channel.CHAT to R.string.programs_chats)
    }
}
