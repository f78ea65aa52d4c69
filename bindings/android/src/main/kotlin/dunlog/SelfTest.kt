package dunlog

/**
 * A test by a person with a second phone: one ordinary text, one text from a service number, one call. In which
 * ways is each seen? Granted is not seeing, and only a test tells.
 *
 * Nothing is decoded here: whatever is seen in a way between [begin] and [end] counts, so the person keeps other texts away.
 */
class SelfTest internal constructor(private val watch: Watch, private val capture: Capture, val trial: Trial, private val begin: Long) {
    /** The ways in which this trial can be seen, and whether it was so far. */
    fun soFar(): List<TrialSeen> {
        watch.sync()
        val last = watch.lastSeen().associate { it.way to it.at }
        return WAYS.getValue(trial).map { way -> TrialSeen(way, (last[way] ?: 0) >= begin) }
    }

    /** Writes the outcome into the log and gives it. */
    fun end(): List<TrialSeen> = soFar().also {
        capture.keep(Arrival.SelfTest(trial, it))
        capture.ingest()
    }

    private companion object {
        val TEXT = listOf(Way.SMS_BROADCAST, Way.SMS_STORE, Way.NOTIFICATIONS)
        val WAYS = mapOf(
            Trial.ORDINARY_TEXT to TEXT,
            Trial.SERVICE_TEXT to TEXT,
            Trial.CALL to listOf(Way.PHONE_STATE, Way.SCREENING, Way.CALL_LOG, Way.NOTIFICATIONS),
        )
    }
}
