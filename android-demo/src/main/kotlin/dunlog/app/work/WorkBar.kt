package dunlog.app.work

import android.view.View
import android.widget.ProgressBar
import android.widget.TextView
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.text
import dunlog.app.model.Words
import dunlog.app.widget.Buttons
import dunlog.app.widget.Look

/** Shows how far [Work] is, with a button that stops it; nothing where none is going on. */
class WorkBar(private val frame: Frame, private val ended: () -> Unit) {
    private val context = frame.activity
    private val words: TextView = Look.words(context, "")
    private val bar = ProgressBar(context, null, android.R.attr.progressBarStyleHorizontal).apply { max = WHOLE }
    private val stop = Buttons.other(context, context.text(Words.of(R.string.work_stop))) { Work.stop() }
    private val told = ::tell
    private var wasGoing = false

    /** All of it. */
    val view: View = Look.box(context).apply {
        visibility = View.GONE
        Look.pad(this, 14, 12)
        background = Look.ground(context, R.color.card, R.color.line)
        words.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        addView(words, Look.below(context))
        addView(bar, Look.below(context, 8))
        addView(stop, Look.below(context, 8))
    }

    /** The screen is seen: from now on it is told. */
    fun shown() {
        Work.watch(told)
        wasGoing = true
        tell()
    }

    /** The screen is not seen any more. */
    fun hidden() = Work.unwatch(told)

    private fun tell() {
        val going = Work.going
        view.visibility = if (going == null) View.GONE else View.VISIBLE
        if (going != null) {
            wasGoing = true
            val percent = going.percent
            words.text = context.text(Words.of(if (going.isStopping) R.string.work_stopping else going.job.words))
            bar.isIndeterminate = percent == null
            bar.progress = percent ?: 0
            bar.contentDescription = "${percent ?: 0} %"
            stop.isEnabled = !going.isStopping
        } else if (wasGoing) {
            wasGoing = false
            ended()
        }
    }

    private companion object {
        const val WHOLE = 100
    }
}
