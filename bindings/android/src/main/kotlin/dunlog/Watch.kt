package dunlog

import android.content.Context

/**
 * Looks after the ways in which the phone lets us see something: which are shut and since when, whether a day
 * went by, whether the program was stopped by force. What it finds goes through the spool as gaps and signs of life.
 *
 * A gap is written when its way opens again, when its reason changes, and once a day while it lasts; a kill between
 * the writing and the remembering of it writes it twice, never not at all.
 */
class Watch internal constructor(private val context: Context, private val capture: Capture, private val kept: Kept) {
    private val mirror = Mirror(context.contentResolver, capture, kept)

    /** One look: copies the stores, then says what is shut, and that the program lives if a day went by or `waking` says so. */
    @Synchronized
    fun look(waking: Waking?) {
        stopped()
        sync()
        val now = capture.now()
        if (now >= SANE) {
            val isDaily = now - (kept.number("heartbeat") ?: 0) !in 0 until DAY
            Permissions.noteBinding(kept, now)
            for (way in Way.entries) settle(way, now, isDaily)
            if (isDaily || waking != null) heartbeat(waking ?: Waking.DAILY, now)
            kept.note("alive" to now)
        }
        for ((way, at) in capture.seen) kept.note("seen.$way" to at)
        kept.save()
        capture.ingest()
    }

    /** Copies what is new in the stores that may be read. */
    @Synchronized
    fun sync() {
        for (form in StoreForm.entries) {
            val reason = if (Permissions.isOpen(context, form.way)) mirror.read(form.store) else null
            kept.note("fault.${form.way}" to reason?.name)
        }
        capture.ingest()
    }

    /** The clock was set: no time in the call log can be relied on until it was read as a whole. */
    @Synchronized
    fun clockSet() {
        mirror.distrust()
        look(null)
    }

    /** When something was last seen in each way, by the wall clock; none where nothing ever was. */
    @Synchronized
    fun lastSeen(): List<LastSeen> =
        Way.entries.map { LastSeen(it, capture.seen[it] ?: kept.number("seen.$it")) }

    /** Why a way is shut now; none where it is open. */
    @Synchronized
    fun shut(way: Way): GapReason? = Permissions.shut(context, way, kept, capture.now()) ?: kept.word("fault.$way")?.let(GapReason::valueOf)

    private fun heartbeat(waking: Waking, now: Long) {
        if (capture.keep(Arrival.Heartbeat(waking, lastSeen()))) kept.note("heartbeat" to now)
    }

    /** Opens, closes or goes on with the gap of one way. */
    private fun settle(way: Way, now: Long, isDaily: Boolean) {
        val why = shut(way)
        val before = kept.word("shut.$way")?.let(GapReason::valueOf)
        if (before != null && (why != before || isDaily)) {
            val from = kept.number("shut.$way.from") ?: now
            if (from != now && !capture.keep(Arrival.Gap(way, from, now, before))) return
            kept.note("shut.$way" to null, "shut.$way.from" to now)
        }
        if (why == null) {
            if (Permissions.isUnknown(way)) return
            kept.note("shut.$way" to null, "shut.$way.from" to null, "open.$way" to now)
        } else if (kept.word("shut.$way") == null) {
            // It was shut at some time since it was last seen open.
            val from = kept.number("shut.$way.from") ?: kept.number("open.$way") ?: now
            kept.note("shut.$way" to why.name, "shut.$way.from" to from)
        }
    }

    /** Once in a process: whether it was stopped by force before, so that nothing reached it. */
    private fun stopped() {
        if (checked) return
        checked = true
        if (!kept.flag("armed")) return
        val alive = kept.number("alive") ?: return
        val now = capture.now()
        val from = Stops(context).since(alive, now) ?: return
        for (way in Way.entries) {
            if (kept.word("shut.$way") != null || !Permissions.isExpected(way, kept)) continue
            capture.keep(Arrival.Gap(way, from, now, GapReason.FORCE_STOPPED))
        }
    }

    /** The periodic job is armed from here on, so that its loss tells of a stop. */
    @Synchronized
    fun armed() {
        if (!kept.flag("armed")) kept.set("armed" to true)
    }

    private var checked = false

    private companion object {
        /** 2020: a clock before it has not been set yet, and no span is told by it. */
        const val SANE = 1_577_836_800_000L
    }
}
