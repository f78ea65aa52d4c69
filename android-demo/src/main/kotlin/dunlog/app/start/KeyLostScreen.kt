package dunlog.app.start

import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page

/** The phone's key is gone: the recovery code opens the records again, and what waited is taken in. */
class KeyLostScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.start_key_lost_title)
    override val hasTabs: Boolean get() = false

    override fun create(): View = Page.scrolled(frame, entry) {
        text(R.string.start_key_lost_body)
        field(CODE, R.string.start_restore_code)
        button(R.string.start_restore_do) {
            val code = entry.typed[CODE].orEmpty()
            frame.work({
                frame.program.recover(code)
                frame.program.start(dunlog.Waking.OPENED)
            }) { frame.uncover() }
        }
        heading(R.string.start_key_lost_no_code)
        text(R.string.start_key_lost_new)
    }

    private companion object {
        const val CODE = "code"
    }
}
