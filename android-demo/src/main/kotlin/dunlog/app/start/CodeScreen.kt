package dunlog.app.start

import android.graphics.Typeface
import android.text.InputType
import android.view.Gravity
import android.view.View
import android.widget.ScrollView
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.frame.text
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.widget.Tone
import java.security.SecureRandom

/**
 * The recovery code: shown, and two groups of it asked back. It is held in memory only; where the process ended before it was asked
 * back, another one takes its place.
 */
class CodeScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.start_code_title)
    override val hasTabs: Boolean get() = false

    private val page = Page(frame, entry)

    override fun create(): View {
        Look.pad(page.column, Look.EDGE, Look.EDGE)
        frame.app.recoveryCode?.let { build(CodeGroups(it)) } ?: renew()
        return ScrollView(frame.activity).apply {
            isFillViewport = true
            addView(page.column)
        }
    }

    private fun renew() {
        page.note(R.string.app_loading)
        entry.typed.clear()
        frame.work({ frame.program.renewRecovery() ?: throw dunlog.VaultException.Locked() }) { code ->
            frame.app.recoveryCode = code
            build(CodeGroups(code))
        }
    }

    private fun build(code: CodeGroups) {
        page.clear()
        if (entry.typed[ASKED] == null) show(code) else ask(code)
    }

    private fun show(code: CodeGroups) = with(page) {
        text(R.string.start_code_why)
        card {
            for (pair in code.groups.withIndex().chunked(2)) {
                val row = Look.box(frame.activity, vertical = false)
                for ((index, group) in pair) {
                    val words = Look.words(frame.activity, "${index + 1}  $group", Look.TITLE, bold = true)
                    words.typeface = Typeface.MONOSPACE
                    words.gravity = Gravity.START
                    words.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
                    row.addView(words, Look.rest())
                }
                add(row, 6)
            }
        }.contentDescription = frame.activity.text(Words.of(R.string.start_code_label)) + ": " + code.spelt
        button(R.string.start_code_written) {
            val random = SecureRandom()
            val (first, second) = code.draw { random.nextInt(it) }
            entry.typed[ASKED] = "$first $second"
            build(code)
        }
    }

    private fun ask(code: CodeGroups) = with(page) {
        val (first, second) = entry.typed.getValue(ASKED).split(' ').map(String::toInt)
        text(Words.of(R.string.start_code_ask, (first + 1).toString(), (second + 1).toString()))
        for ((key, index) in listOf(FIRST to first, SECOND to second)) {
            field(key, Words.of(R.string.start_code_group, (index + 1).toString()), kind = GROUP)
        }
        val wrong = notice(R.string.start_code_wrong, Tone.SIGN)
        wrong.visibility = View.GONE
        button(R.string.app_next) {
            val isRight = code.isGroup(first, entry.typed[FIRST].orEmpty()) && code.isGroup(second, entry.typed[SECOND].orEmpty())
            wrong.visibility = if (isRight) View.GONE else View.VISIBLE
            if (isRight) done()
        }
        choice(R.string.start_code_again) {
            entry.typed.clear()
            build(code)
        }
    }

    private fun done() {
        frame.app.recoveryCode = null
        frame.app.settings.keep(WRITTEN, true)
        entry.typed.clear()
        if (frame.app.settings.flag(DONE)) frame.back() else frame.cover(First.PERMISSION, Grant.first.name)
        frame.say(Words.of(R.string.start_code_right))
    }

    companion object {
        /** The setting that says that the code was asked back. */
        const val WRITTEN = "start.code"

        /** The setting that says that the start is behind. */
        const val DONE = "start.done"
        private const val ASKED = "asked"
        private const val FIRST = "first"
        private const val SECOND = "second"
        private const val GROUP = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_VISIBLE_PASSWORD or InputType.TYPE_TEXT_FLAG_CAP_CHARACTERS
    }
}
