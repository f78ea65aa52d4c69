package dunlog.app.model

import dunlog.Channel
import dunlog.Direction
import dunlog.Field
import dunlog.Level
import dunlog.Listed
import dunlog.Outcome
import dunlog.Party
import dunlog.Record
import dunlog.app.R

/** An event as a list shows it. */
data class Line(
    /** The id of the sighting that decides. */
    val leaf: String,
    /** Time, other side, what it was. */
    val first: Words,
    /** The beginning of the words. */
    val words: Words?,
    /** The flags, each with its level. */
    val flags: List<Pair<Level, Words>>,
    /** Whether its sightings have different words. */
    val disagrees: Boolean,
) {
    companion object {
        private const val SHORT = 80

        /** The line of an event; without the other side where the group names it already (docs/app.md, 2.5). */
        fun of(event: Listed, known: Known, isAlone: Boolean): Line {
            val record = event.records[0]
            val parts = listOfNotNull(Clock.inList(record), if (isAlone) null else Said.party(event, known), Said.what(record), Said.files(record))
            return Line(
                leaf = record.leaf,
                first = Words.joined(parts),
                words = beginning(record),
                flags = known.flagsOf(event).map { it.level to Said.flag(it, known) },
                disagrees = event.disagrees,
            )
        }

        private fun beginning(record: Record): Words? {
            if (record.fact.bodyAttached != null) return Words.of(R.string.event_words_long)
            val body = record.body ?: return if (Field.BODY in record.withheld) Words.of(R.string.line_words_withheld) else null
            val count = body.codePointCount(0, body.length)
            val short = if (count > SHORT) body.substring(0, body.offsetByCodePoints(0, SHORT)) + "…" else body
            return Words.foreign(short.replace(BREAKS, " "))
        }

        private val BREAKS = Regex("[\r\n]+")
    }
}

/** Parts of a line that other screens say too (docs/app.md, 2.3 and 2.5). */
object Said {
    /** The other side. */
    fun party(event: Listed, known: Known): Words {
        val record = event.records[0]
        val party = record.party
        if (party == null) return Words.of(if (Field.PARTY in record.withheld) R.string.line_party_withheld else R.string.line_party_none)
        val contact = event.records.firstNotNullOfOrNull { it.contact }
        return party(party, contact, known.nameOf(party))
    }

    /** A party with the name in the phone's contacts and the one that a person gave. */
    fun party(party: Party, contact: String?, given: String?): Words {
        val (shown, number) = party.name.shown to party.name.number
        return when {
            party.group.isNotEmpty() ->
                Words.of(R.string.line_party_group, Words.foreign(number(party)), (1 + party.group.size).toString())
            shown.isEmpty() && number == null -> Words.of(R.string.line_party_hidden)
            contact != null && number != null -> Words.of(R.string.line_party_contact, Words.foreign(contact), number(party))
            number == null -> Words.of(R.string.line_party_name_only, Words.foreign(shown))
            given != null -> Words.of(R.string.line_party_named, Words.foreign(given), number(party))
            else -> Words.foreign(number(party))
        }
    }

    /** A number as people read it. */
    fun number(party: Party): String = party.name.number?.removePrefix("+86") ?: party.name.shown

    /** What it was. */
    fun what(record: Record): Words {
        val fact = record.fact
        val isIn = fact.direction == Direction.IN
        return when (fact.channel) {
            Channel.CALL -> call(record, isIn)
            Channel.SMS -> Words.of(if (isIn) R.string.line_sms_in else R.string.line_sms_out)
            Channel.MMS -> Words.of(if (isAnnounced(record)) R.string.line_mms_announced else if (isIn) R.string.line_mms_in else R.string.line_mms_out)
            Channel.CHAT -> Words.of(if (isIn) R.string.line_chat_in else R.string.line_chat_out)
            Channel.VISIT -> Words.of(R.string.line_visit)
            Channel.LETTER -> Words.of(R.string.line_letter)
            else -> Words.of(if (fact.direction == null) R.string.line_note else R.string.line_other)
        }
    }

    /** Whether it is only the notice that something waits. */
    fun isAnnounced(record: Record): Boolean = record.fact.service == "announced"

    private fun call(record: Record, isIn: Boolean): Words {
        val (outcome, duration) = record.fact.outcome to record.fact.duration
        if (!isIn) return when (outcome) {
            null -> Words.of(R.string.line_call_out_unknown)
            Outcome.CONNECTED -> Words.of(R.string.line_call_out_connected, length(duration))
            else -> Words.of(R.string.line_call_out_other)
        }
        if ((outcome == null || outcome == Outcome.CONNECTED) && duration == 0L) return Words.of(R.string.line_call_in_unanswered)
        return when (outcome) {
            null -> Words.of(R.string.line_call_in_unknown)
            Outcome.CONNECTED -> Words.of(R.string.line_call_in_connected, length(duration))
            Outcome.MISSED -> Words.of(R.string.line_call_in_missed)
            Outcome.REJECTED -> Words.of(R.string.line_call_in_rejected)
            Outcome.BLOCKED -> Words.of(R.string.line_call_in_blocked)
            Outcome.VOICEMAIL -> Words.of(R.string.line_call_in_voicemail)
            Outcome.ANSWERED_BY_ASSISTANT -> Words.of(R.string.line_call_in_answered_by_assistant)
        }
    }

    /** How long a call was, in seconds. */
    fun length(seconds: Long?): Words = when {
        seconds == null -> Words.of(R.string.line_length_unknown)
        seconds < 60 -> Words.of(R.string.line_seconds, seconds)
        seconds < 3600 -> Words.of(R.string.line_minutes, (seconds / 60).toString(), (seconds % 60).toString())
        else -> Words.of(R.string.line_hours, (seconds / 3600).toString(), (seconds % 3600 / 60).toString())
    }

    /** How many files it has, without one that only holds a long body; none where it has none. */
    fun files(record: Record): Words? {
        val count = record.fact.attachments.count { it.sha256 != record.fact.bodyAttached }
        return if (count == 0) null else Words.counted(R.plurals.line_files, count.toLong())
    }

    /** A flag in words: its level and its rule. */
    fun flag(flag: Flag, known: Known): Words = Words.of(R.string.line_flag, level(flag.level), known.titleOf(flag.rule))

    /** A level in words. */
    fun level(level: Level): Words = Words.keyed("word_level_${level.name.lowercase()}")
}
