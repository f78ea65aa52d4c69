package dunlog.app.model

import dunlog.Listed
import dunlog.Place
import java.time.LocalDate

/** What the timeline is read from: the newest events before a place, newest first. */
fun interface Source {
    fun newest(before: Place?, count: Int): List<Listed>
}

/**
 * The days that are held of a timeline of any length: read one by one as somebody scrolls, and let go at the other end.
 *
 * Not for the main thread, but for [rows]. A day is found by asking what is newest before it, so that no list of days is needed.
 */
class Window(private val source: Source, private val known: Known, private val now: Long, private val filter: Filter = Filter.OPEN, private val most: Int = MOST) {
    /** A day that is held. */
    private class Held(val date: LocalDate, val rows: List<Row>, val before: LocalDate?)

    private val today = Clock.dateOf(now)
    private val held = ArrayDeque<Held>()

    /** Days newer than those that are held, nearest last: dates only. */
    private val newer = ArrayList<LocalDate>()

    /** How many events were looked through. */
    @Volatile
    var looked: Long = 0
        private set

    /** Whether the oldest day is held. */
    val isAtEnd: Boolean get() = next == null

    /** Whether newer days were let go. */
    val hasNewer: Boolean get() = newer.isNotEmpty()

    /** The day to be read next, going back. */
    private var next: LocalDate? = newest()

    /** All rows that are held, newest first. */
    fun rows(): List<Row> = held.flatMap { it.rows }

    /** How many rows are held. */
    val size: Int get() = held.sumOf { it.rows.size }

    /** What a step changed: rows that came to one end, and rows that were let go at the other. */
    data class Change(val added: Int, val dropped: Int)

    /** Reads older days until some rows came or there are none; `goesOn` is asked between days. */
    fun older(goesOn: () -> Boolean = { true }): Change {
        var added = 0
        while (added < STEP && goesOn()) {
            val date = next ?: break
            val day = read(date)
            next = day.before
            if (day.rows.isEmpty()) continue
            held += day
            added += day.rows.size
        }
        var dropped = 0
        while (size > most && held.size > 1) {
            val first = held.removeFirst()
            newer += first.date
            dropped += first.rows.size
        }
        return Change(added, dropped)
    }

    /** Reads the days again that were let go at the new end. */
    fun newer(): Change {
        var added = 0
        while (added < STEP && newer.isNotEmpty()) {
            val day = read(newer.removeAt(newer.lastIndex))
            held.addFirst(day)
            added += day.rows.size
        }
        var dropped = 0
        while (size > most && held.size > 1) {
            val last = held.removeLast()
            next = last.date
            dropped += last.rows.size
        }
        return Change(added, dropped)
    }

    private fun newest(): LocalDate {
        val first = source.newest(null, 1).firstOrNull()?.let(::dateOfPlace)
        return listOfNotNull(today, first, known.gaps.lastOrNull()?.fact?.from?.let(Clock::dateOf)).max()
    }

    /** A clock time without a zone stands in the log as if it were UTC, so up to 8 hours behind its day. */
    private fun read(date: LocalDate): Held {
        val (start, end) = Clock.startOf(date) to Clock.startOf(date.plusDays(1)) + BEHIND
        val events = ArrayList<Listed>()
        var before: Place? = Place(end, 0UL)
        var spills = false
        var older: Listed? = null
        while (older == null) {
            val page = source.newest(before, PAGE)
            for (event in page) {
                if (event.place.time < start) {
                    older = event
                    break
                }
                val day = Clock.dateOf(event.records[0])
                if (day == date) events += event
                if (day == date.minusDays(1)) spills = true
            }
            before = page.lastOrNull()?.place ?: break
            if (page.size < PAGE && older == null) break
        }
        looked += events.size
        return Held(date, DayRows.of(date, today, events, known, filter), before(date, spills, older))
    }

    /** The next day back that may have something to show. */
    private fun before(date: LocalDate, spills: Boolean, older: Listed?): LocalDate? = listOfNotNull(
        date.minusDays(1).takeIf { spills },
        older?.let(::dateOfPlace),
        known.gaps.lastOrNull { Clock.dateOf(it.fact.from!!) < date }?.fact?.from?.let(Clock::dateOf),
        today.takeIf { it < date },
    ).maxOrNull()

    private fun dateOfPlace(event: Listed): LocalDate = Clock.dateOf(event.place.time)

    companion object {
        /** How many rows are held at most, but for a day that alone has more. */
        const val MOST = 600

        /** How many rows a step reads at least, where there are so many. */
        const val STEP = 60
        private const val PAGE = 64
        private const val BEHIND = 8L * 3_600_000
    }
}
