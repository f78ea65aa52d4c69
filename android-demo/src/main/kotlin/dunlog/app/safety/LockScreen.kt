package dunlog.app.safety

import android.content.Intent
import android.text.InputType
import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** What is seen of the app while it is locked: a field for the PIN, and nothing of what was kept. What is typed here is kept nowhere. */
class LockScreen(frame: Frame) : Screen(frame, Entry(dunlog.app.model.Address("lock"))) {
    override val title: Words get() = Words.of(R.string.safety_locked_title)
    override val hasTabs: Boolean get() = false

    private val lock get() = frame.app.lock

    override fun create(): View = Page.scrolled(frame, entry) {
        field(PIN, Words.of(R.string.safety_pin_enter), kind = NUMBERS)
        val says = notice(R.string.safety_pin_wrong, Tone.SIGN)
        says.visibility = View.GONE
        fun say(words: Words) {
            says.text = frame.text(words)
            says.visibility = View.VISIBLE
        }
        button(R.string.app_next) {
            val wait = lock.wait()
            if (wait > 0) return@button say(Words.of(R.string.safety_pin_wait, (wait / 1000 + 1).toString()))
            frame.work({ lock.open(entry.typed[PIN].orEmpty()) }) { isOpen ->
                if (isOpen) frame.refresh() else say(Words.of(R.string.safety_pin_wrong))
            }
        }
        if (lock.usesBiometrics && Biometrics.isThere(frame.activity)) choice(R.string.safety_biometrics, ::ask)
        if (entry.typed[LOST] != "1") {
            choice(R.string.safety_pin_lost) {
                entry.typed[LOST] = "1"
                frame.refresh(this@LockScreen)
            }
        } else {
            field(CODE, R.string.start_restore_code)
            choice(R.string.start_restore_do) {
                frame.work({ frame.vault().testRecovery(entry.typed[CODE].orEmpty()) }) {
                    lock.remove()
                    frame.refresh()
                }
            }
        }
    }

    override fun shown() {
        if (lock.usesBiometrics && Biometrics.isThere(frame.activity) && frame.question == null) ask()
    }

    private fun ask() = Biometrics.ask(frame) {
        lock.open()
        frame.refresh()
    }

    override fun answered(question: String, data: Intent?) {
        if (question != Biometrics.QUESTION) return
        lock.open()
        frame.refresh()
    }

    private companion object {
        const val PIN = "pin"
        const val LOST = "lost"
        const val CODE = "code"
        const val NUMBERS = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_VARIATION_PASSWORD
    }
}
