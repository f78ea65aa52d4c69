package dunlog.app.start

import dunlog.Trial
import dunlog.TrialSeen
import dunlog.app.R
import dunlog.app.model.Words

/** A trial of the self-test: how it runs and what its outcome means. */
object TestRun {
    /** The longest that one waits, in milliseconds. */
    const val LONGEST = 3L * 60_000

    /** The three, in their order. */
    val trials: List<Trial> = listOf(Trial.ORDINARY_TEXT, Trial.SERVICE_TEXT, Trial.CALL)

    /** What the person does for it. */
    fun task(trial: Trial): Words = Words.keyed("selftest_trial_${trial.name.lowercase()}")

    /** Whether a trial that began at `begin` is over at `now`: every way saw it, or the time is up. */
    fun isOver(seen: List<TrialSeen>, begin: Long, now: Long): Boolean = seen.all { it.seen } || now - begin >= LONGEST || now < begin

    /** What was seen, in words. */
    fun outcome(seen: List<TrialSeen>): Words {
        val ways = seen.filter { it.seen }.map { Words.keyed("word_way_${it.way.name.lowercase()}") }
        return if (ways.isEmpty()) Words.of(R.string.selftest_nothing) else Words.of(R.string.selftest_seen_by, Words.joined(ways, "、"))
    }

    /** Whether ordinary texts are seen and those of service numbers are not. */
    fun isServiceBlind(ordinary: List<TrialSeen>?, service: List<TrialSeen>?): Boolean =
        ordinary != null && service != null && ordinary.any { it.seen } && service.none { it.seen }
}
