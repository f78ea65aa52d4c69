package dunlog.app.safety

import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** The lock, the name, and what the app does by itself so that others see nothing. */
class SafetyScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.safety_title)

    private val lock get() = frame.app.lock

    override fun create(): View = Page.scrolled(frame, entry) {
        notice(R.string.safety_watched, Tone.REVIEW)
        heading(R.string.safety_lock)
        note(R.string.safety_lock_note)
        if (!lock.isSet) {
            text(R.string.safety_lock_off)
            button(R.string.safety_pin_set) { frame.open(Names.PIN) }
        } else locked()
        heading(R.string.safety_name)
        val name = if (Disguise.isNeutral(frame.activity)) NEUTRAL else OWN
        entry.typed[NAME] = name
        options(NAME, Words.of(R.string.safety_name), listOf(OWN to Words.of(R.string.safety_name_own), NEUTRAL to Words.of(R.string.safety_name_neutral))) {
            Disguise.choose(frame.activity, it == NEUTRAL)
        }
        note(R.string.safety_name_note)
        heading(R.string.safety_quick_exit)
        text(R.string.safety_quick_exit_note)
        for (says in SAYS) text(says)
        notice(R.string.app_no_network, Tone.GOOD)
        notice(R.string.safety_original, Tone.REVIEW)
    }

    private fun Page.locked() {
        choice(R.string.safety_pin_change) { frame.open(Names.PIN) }
        choice(R.string.safety_pin_remove) {
            lock.remove()
            frame.refresh()
        }
        if (Biometrics.isThere(frame.activity)) tick(BIOMETRICS, Words.of(R.string.safety_biometrics), lock.usesBiometrics) { lock.usesBiometrics = it }
        else note(R.string.safety_biometrics_none)
        val times = MINUTES.map { it.toString() to if (it == 0L) Words.of(R.string.safety_lock_at_once) else Words.counted(R.plurals.safety_lock_minutes, it) }
        options(AFTER, Words.of(R.string.safety_lock_after), times, lock.minutes.toString()) { lock.minutes = it.toLong() }
    }

    private companion object {
        const val NAME = "name"
        const val OWN = "own"
        const val NEUTRAL = "neutral"
        const val BIOMETRICS = "biometrics"
        const val AFTER = "after"
        val MINUTES = listOf(0L, 1L, 5L)
        val SAYS = listOf(R.string.safety_recents, R.string.safety_notifications, R.string.safety_backup)
    }
}
