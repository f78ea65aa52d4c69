package dunlog.app.safety

import android.text.InputType
import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** A new PIN, typed twice; where there is one, the old one first. */
class PinScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val lock get() = frame.app.lock
    private val hasOld = lock.isSet

    override val title: Words get() = Words.of(if (hasOld) R.string.safety_pin_change else R.string.safety_pin_set)

    override fun create(): View = Page.scrolled(frame, entry) {
        if (hasOld) field(OLD, Words.of(R.string.safety_pin_enter), kind = NUMBERS)
        field(NEW, Words.of(R.string.safety_pin_new, Pin.DIGITS.toString()), kind = NUMBERS)
        field(AGAIN, Words.of(R.string.safety_pin_again), kind = NUMBERS)
        val says = notice(R.string.safety_pin_differs, Tone.SIGN)
        says.visibility = View.GONE
        button(R.string.app_save) {
            val (old, new, again) = listOf(OLD, NEW, AGAIN).map { entry.typed[it].orEmpty() }
            fun say(words: Words) {
                says.text = frame.text(words)
                says.visibility = View.VISIBLE
            }
            when {
                !Pin.isLongEnough(new) -> say(Words.of(R.string.safety_pin_short, Pin.DIGITS.toString()))
                new != again -> say(Words.of(R.string.safety_pin_differs))
                else -> frame.work({ if (hasOld && !lock.open(old)) lock.wait() else null.also { lock.set(new) } }) { wait ->
                    if (wait == null) {
                        entry.typed.clear()
                        frame.back()
                    } else say(if (wait > 0) Words.of(R.string.safety_pin_wait, (wait / 1000 + 1).toString()) else Words.of(R.string.safety_pin_wrong))
                }
            }
        }
    }

    private companion object {
        const val OLD = "old"
        const val NEW = "new"
        const val AGAIN = "again"
        const val NUMBERS = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_VARIATION_PASSWORD
    }
}
