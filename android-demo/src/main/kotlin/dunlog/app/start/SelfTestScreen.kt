package dunlog.app.start

import android.os.Handler
import android.os.Looper
import android.view.View
import android.widget.ScrollView
import dunlog.SelfTest
import dunlog.Trial
import dunlog.TrialSeen
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Clock
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** Three trials with a second phone: in which ways is each seen? A trial goes on while the person looks elsewhere. */
class SelfTestScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.selftest_title)
    override val hasTabs: Boolean get() = false

    /** A trial that runs or ran in this process. */
    class Running(val test: SelfTest, val begin: Long, var seen: List<TrialSeen> = emptyList(), var isOver: Boolean = false)

    private val page = Page(frame, entry)
    private val main = Handler(Looper.getMainLooper())
    private val look = Runnable { look() }

    override fun create(): View {
        Look.pad(page.column, Look.EDGE, Look.EDGE)
        build()
        return ScrollView(frame.activity).apply {
            isFillViewport = true
            addView(page.column)
        }
    }

    override fun shown() {
        if (running.values.any { !it.isOver }) look()
    }

    override fun hidden() = main.removeCallbacks(look)

    private fun build() = with(page) {
        clear()
        text(R.string.selftest_body)
        for (trial in TestRun.trials) card { show(trial) }
        if (TestRun.isServiceBlind(outcome(Trial.ORDINARY_TEXT), outcome(Trial.SERVICE_TEXT))) notice(R.string.selftest_service_blind, Tone.SIGN)
        button(R.string.start_to_timeline) { frame.uncover() }
    }

    private fun outcome(trial: Trial) = running[trial]?.takeIf { it.isOver }?.seen

    private fun Page.show(trial: Trial) {
        text(TestRun.task(trial), bold = true)
        val run = running[trial]
        if (run != null && !run.isOver) {
            notice(Words.of(R.string.selftest_waiting, "3"))
            for (way in run.seen) note(seen(way))
            choice(R.string.work_stop) { end(run) }
            return
        }
        if (run != null) {
            notice(TestRun.outcome(run.seen), if (run.seen.any { it.seen }) Tone.GOOD else Tone.SIGN)
            for (way in run.seen) note(seen(way))
            note(R.string.selftest_recorded)
        } else {
            val last = frame.app.settings.number(key(trial))
            note(if (last == null) Words.of(R.string.selftest_never) else Words.of(R.string.selftest_last, Clock.dateOf(last).toString()))
        }
        if (running.values.all { it.isOver }) choice(R.string.selftest_start) { begin(trial) }
    }

    private fun seen(way: TrialSeen): Words =
        Words.joined(listOf(Words.keyed("word_way_${way.way.name.lowercase()}"), Words.of(if (way.seen) R.string.selftest_seen else R.string.selftest_not_seen)))

    private fun key(trial: Trial) = "selftest.${trial.name}"

    private fun begin(trial: Trial) = frame.work({ frame.program.selfTest(trial) ?: throw dunlog.VaultException.Locked() }) { test ->
        running[trial] = Running(test, frame.app.now())
        build()
        main.postDelayed(look, PAUSE)
    }

    private fun look() {
        main.removeCallbacks(look)
        val run = running.values.firstOrNull { !it.isOver } ?: return
        frame.work({ run.test.soFar() }) { seen ->
            run.seen = seen
            if (TestRun.isOver(seen, run.begin, frame.app.now())) return@work end(run)
            build()
            main.postDelayed(look, PAUSE)
        }
    }

    private fun end(run: Running) = frame.work({ run.test.end() }) { seen ->
        run.seen = seen
        run.isOver = true
        frame.app.settings.keep(key(run.test.trial), frame.app.now())
        build()
    }

    private val running get() = frame.app.trials

    private companion object {
        const val PAUSE = 2_000L
    }
}
