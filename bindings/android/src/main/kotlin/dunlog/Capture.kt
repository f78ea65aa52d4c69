package dunlog

import java.util.concurrent.ConcurrentHashMap

/**
 * The way of everything the phone sees: into the spool, then from the spool into the vault.
 *
 * [push] is durable when it returns and needs no key. [ingest] needs an open vault, and where there is none,
 * or it fails, the spool keeps what it has. Two boundary calls for an arrival, no more. `country` (ISO 3166-1
 * alpha-2) is where national numbers belong.
 */
class Capture internal constructor(private val spool: Spool, private val clocks: Clocks, private val country: () -> String?) {
    /** The vault, once it could be opened. */
    @Volatile
    var vault: Vault? = null

    /** When something was last seen in a way, by the wall clock, in this process. */
    internal val seen = ConcurrentHashMap<Way, Long>()

    private val failing = ConcurrentHashMap<Way, Failing>()

    /** Seals one arrival with the phone's clocks into the spool. */
    fun push(arrival: Arrival) {
        val clock = clocks.read()
        spool.push(Entry(clock, arrival))
        wayOf(arrival)?.let { seen[it] = clock.wall }
    }

    /**
     * [push] where nobody can be told of a fault: false where it failed. The span in which it could not be written, for
     * want of room or for another reason, becomes a gap with the next arrival that can.
     */
    internal fun keep(arrival: Arrival): Boolean {
        try {
            push(arrival)
        } catch (fault: VaultException) {
            val reason = if (fault is VaultException.StorageFull) GapReason.STORAGE_FULL else GapReason.UNKNOWN
            wayOf(arrival)?.let { failing.putIfAbsent(it, Failing(now(), reason)) }
            return false
        }
        for (way in failing.keys) {
            val (since, reason) = failing.remove(way) ?: continue
            if (keep(Arrival.Gap(way, since, maxOf(since, now()), reason))) continue
            failing[way] = Failing(since, reason)
            break
        }
        return true
    }

    /** Since when a way cannot be written, and why. */
    private data class Failing(val since: Long, val reason: GapReason)

    /** Takes what is in the spool into the vault; false where there is no open vault or it could not. */
    fun ingest(): Boolean {
        val open = vault ?: return false
        return try {
            open.ingest(spool, country(), clocks.read().wall)
            true
        } catch (_: VaultException) {
            false
        }
    }

    /** Minutes east of UTC in the phone's zone at an instant. */
    internal fun offsetAt(instant: Long): Int = clocks.offsetAt(instant)

    /** The wall clock, in milliseconds. */
    internal fun now(): Long = clocks.read().wall
}

/** The way in which an arrival was seen; rows tell by what is new among them. */
private fun wayOf(arrival: Arrival): Way? = when (arrival) {
    is Arrival.Sms -> Way.SMS_BROADCAST
    is Arrival.MmsPush -> Way.MMS_PUSH
    is Arrival.CallState -> Way.PHONE_STATE
    is Arrival.Screening -> Way.SCREENING
    is Arrival.Notification -> Way.NOTIFICATIONS
    else -> null
}
