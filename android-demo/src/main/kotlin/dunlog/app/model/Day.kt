package dunlog.app.model

import dunlog.Channel
import dunlog.Direction
import dunlog.Listed
import dunlog.Outcome
import dunlog.app.R
import java.time.LocalDate

/** A row of the timeline. */
sealed interface Row {
    /** The heading of a day. */
    data class Day(val words: Words) : Row

    /** Something said about a day: a gap, or that there was nothing. */
    data class Remark(val words: Words, val isGap: Boolean) : Row

    /** The heading of a group: a creditor, or a number. */
    data class Group(val words: Words, val counters: Words?) : Row

    /** An event. */
    data class Event(val line: Line) : Row
}

/** What of a day is shown; nothing chosen shows all. */
data class Filter(val kind: Kind = Kind.ALL, val creditor: String? = null, val search: String = "") {
    /** What a filter lets through. */
    enum class Kind { ALL, FLAGGED, CALLS, MESSAGES, TYPED }

    /** Whether nothing is left out. */
    val isOpen: Boolean get() = this == OPEN

    /** Whether an event is shown. The search looks at numbers, names and words, without regard to case. */
    fun takes(event: Listed, known: Known): Boolean {
        val record = event.records[0]
        val takesKind = when (kind) {
            Kind.ALL -> true
            Kind.FLAGGED -> known.flagsOf(event).isNotEmpty()
            Kind.CALLS -> record.fact.channel == Channel.CALL
            Kind.MESSAGES -> record.fact.channel in MESSAGES
            Kind.TYPED -> event.records.any { it.fact.source == dunlog.Source.TYPED }
        }
        return takesKind && (creditor == null || known.creditorOf(event) == creditor) && (search.isBlank() || finds(event, known))
    }

    private fun finds(event: Listed, known: Known): Boolean {
        val wanted = search.trim()
        val digits = wanted.filterNot { it == ' ' || it == '-' }
        return event.records.any { record ->
            val texts = listOfNotNull(
                record.body, record.subject, record.contact, record.party?.name?.shown, record.party?.name?.number,
                record.party?.let(known::nameOf), known.creditorOf(event),
            ) + record.party?.group.orEmpty().flatMap { listOfNotNull(it.shown, it.number) }
            texts.any { it.contains(wanted, ignoreCase = true) || digits.isNotEmpty() && digits.all(Char::isDigit) && it.contains(digits) }
        }
    }

    companion object {
        /** Shows all. */
        val OPEN = Filter()
        val MESSAGES = setOf(Channel.SMS, Channel.MMS, Channel.CHAT)
    }
}

/** The rows of one day (docs/app.md, 2.2 to 2.5). */
object DayRows {
    /** `events` are those of the date, newest first; the day of `today` is there also without any. */
    fun of(date: LocalDate, today: LocalDate, events: List<Listed>, known: Known, filter: Filter = Filter.OPEN): List<Row> {
        val groups = groups(events, known)
        val shown = groups.mapNotNull { group -> group.events.filter { filter.takes(it, known) }.takeIf { it.isNotEmpty() }?.let { group to it } }
        if (shown.isEmpty() && !filter.isOpen) return emptyList()
        return buildList {
            add(Row.Day(heading(date, today)))
            if (filter.isOpen) addAll(gaps(date, known))
            if (date == today && events.isEmpty()) add(Row.Remark(Words.of(R.string.timeline_today_none), false))
            for ((group, taken) in shown) {
                add(Row.Group(group.heading, Counters.of(group.events, known, date == today, group.isCreditor)))
                for (event in taken) add(Row.Event(Line.of(event, known, isAlone = !group.isCreditor)))
            }
        }
    }

    private fun heading(date: LocalDate, today: LocalDate): Words = when (date) {
        today -> Words.of(R.string.timeline_today, date.toString())
        today.minusDays(1) -> Words.of(R.string.timeline_yesterday, date.toString())
        else -> Words.exact(date.toString())
    }

    private fun gaps(date: LocalDate, known: Known): List<Row> = buildList {
        val (start, end) = Clock.startOf(date) to Clock.startOf(date.plusDays(1))
        for (gap in known.gaps) {
            val from = gap.fact.from!!
            if (Clock.dateOf(from) != date) continue
            val way = gap.told("way")?.let { Words.keyed("word_way_$it") } ?: Words.keyed("word_channel_${gap.fact.channel?.name?.lowercase() ?: "other"}")
            val reason = Words.keyed("word_gap_${gap.fact.reason ?: "unknown"}")
            val to = gap.fact.to!!
            add(Row.Remark(Words.of(R.string.timeline_gap, Clock.endOfGap(from), Clock.endOfGap(to), way, reason), true))
        }
        if (known.gaps.any { it.fact.from!! < end && it.fact.to!! > start }) add(Row.Remark(Words.of(R.string.timeline_gap_day), true))
    }

    private class Group(val heading: Words, val isCreditor: Boolean, val events: List<Listed>)

    private fun groups(events: List<Listed>, known: Known): List<Group> {
        val found = LinkedHashMap<Pair<Boolean, String?>, MutableList<Listed>>()
        for (event in events) {
            val creditor = known.creditorOf(event)
            found.getOrPut((creditor != null) to (creditor ?: event.records[0].party?.key), ::ArrayList) += event
        }
        return found.map { (key, members) ->
            val (isCreditor, name) = key
            Group(if (isCreditor) Words.foreign(name!!) else party(members[0], known), isCreditor, members)
        }
    }

    private fun party(event: Listed, known: Known): Words {
        val words = Said.party(event, known)
        val role = event.records[0].party?.let(known::roleOf)?.takeIf { it != dunlog.Role.UNKNOWN } ?: return words
        return Words.joined(listOf(words, Words.keyed("word_role_${role.name.lowercase()}")))
    }
}

/** How many of what a group had on a day; no word on any limit (docs/app.md, 2.4). */
object Counters {
    /** One line, or none where there is nothing to count. */
    fun of(events: List<Listed>, known: Known, isToday: Boolean, isCreditor: Boolean): Words? {
        val calls = events.map { it.records[0] }.filter { it.fact.channel == Channel.CALL && it.fact.direction == Direction.IN }
        val answered = calls.map(::isConnected)
        val messages = events.map { it.records[0] }
            .count { it.fact.channel in Filter.MESSAGES && it.fact.direction == Direction.IN && !Said.isAnnounced(it) }
        val isAlways = isToday && isCreditor
        val counters = listOf(
            Triple(if (isToday) R.plurals.timeline_connected_today else R.plurals.timeline_connected_day, answered.count { it == true }, isAlways),
            Triple(R.plurals.timeline_attempts_day, answered.count { it == false }, false),
            Triple(R.plurals.timeline_unknown_day, answered.count { it == null }, false),
            Triple(R.plurals.timeline_messages_day, messages, false),
            Triple(R.plurals.timeline_outside_hours, events.count(known::isOutsideHours), isAlways),
            Triple(R.plurals.timeline_flagged, events.count { known.flagsOf(it).isNotEmpty() }, false),
        )
        val shown = counters.filter { (_, count, always) -> count > 0 || always }
        if (shown.isEmpty()) return null
        return Words.joined(shown.map { (id, count) -> Words.counted(id, count.toLong()) })
    }

    /** Whether a call in was answered; none where that is not known. */
    private fun isConnected(record: dunlog.Record): Boolean? {
        val (outcome, duration) = record.fact.outcome to record.fact.duration
        return when (outcome) {
            Outcome.CONNECTED -> duration?.let { it >= 1 }
            null -> if (duration == 0L) false else null
            else -> false
        }
    }
}
