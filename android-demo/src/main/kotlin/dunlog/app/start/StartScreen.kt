package dunlog.app.start

import android.os.Build
import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** The first thing that is ever seen: what the app does and does not prove, in five sentences, and one button. */
class StartScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(if (isHarmony) R.string.start_harmony_title else R.string.start_title)
    override val hasTabs: Boolean get() = false

    private val isHarmony = First.isHarmony(Build.DISPLAY.orEmpty())

    override fun create(): View = Page.scrolled(frame, entry) {
        if (isHarmony) {
            text(R.string.start_harmony_body)
            return@scrolled
        }
        for (sentence in SENTENCES) text(sentence)
        notice(R.string.app_no_network, Tone.GOOD)
        notice(R.string.start_in_danger, Tone.REVIEW)
        button(R.string.start_begin, ::begin)
        choice(R.string.start_have_backup) { frame.open(Names.RESTORE) }
        note(R.string.start_harmony_body)
    }

    private fun begin() = frame.work({ frame.program.create() }) { code ->
        frame.app.recoveryCode = code
        frame.cover(First.CODE)
    }

    private companion object {
        val SENTENCES = listOf(
            R.string.start_does_keep, R.string.start_does_flag, R.string.start_does_export, R.string.start_not_verdict, R.string.start_not_alone,
        )
    }
}
