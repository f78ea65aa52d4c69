package dunlog.app.event

import dunlog.Citation
import dunlog.Finding
import dunlog.Level
import dunlog.Listed
import dunlog.Pack
import dunlog.Record
import dunlog.Source
import dunlog.app.R
import dunlog.app.model.Clock
import dunlog.app.model.Known
import dunlog.app.model.Piece
import dunlog.app.model.Pieces
import dunlog.app.model.Said
import dunlog.app.model.Words
import org.json.JSONException
import org.json.JSONObject

/** What a finding says of an event, for a person. */
data class Explained(
    val rule: String,
    val level: Level,
    val title: Words,
    /** What the level means. */
    val means: Words,
    /** The words that it means; none where it means no words of this event. */
    val words: String?,
    /** Each ground: what it is, since when it holds, what force it has, whether it was checked. */
    val grounds: List<Words>,
    /** Why it may be innocent. */
    val innocent: List<Words>,
    /** What was found besides. */
    val remarks: List<Words>,
    /** How many other events count with it. */
    val others: Long,
)

/** A name and what it is. */
data class Fact(val name: Words, val value: Words)

/** A file of an event. */
data class FileOf(val sha256: String, val name: String?, val size: Long, val mediaType: String) {
    /** Whether it can be played. */
    val isSound: Boolean get() = mediaType.startsWith("audio/") || mediaType.startsWith("video/")
}

/** Everything that the event's screen shows, before anybody knows in which language. */
class EventFacts(val event: Listed, known: Known, pack: Pack) {
    private val record = event.records[0]

    val what: Words = Said.what(record)
    val time: Words = Clock.whole(record)
    val party: Words = Said.party(event, known)
    val creditor: Words? = known.creditorOf(event)?.let { Words.foreign(it) }
    val pieces: List<Piece> = Pieces.of(event, known.findingsOf(event))
    val isLong: Boolean = record.fact.bodyAttached != null
    val isWithheld: Boolean = dunlog.Field.BODY in record.withheld && record.body == null && !isLong

    /** Levels falling, then rules. */
    val explained: List<Explained> = known.findingsOf(event)
        .sortedWith(compareByDescending(Finding::level).thenBy(Finding::rule)).map { explained(it, known, pack) }

    /** The sightings, the strongest first. */
    val sightings: List<Words> = event.records.map(::sighting)

    /** What the sightings together are worth. */
    val sightingsSay: Words = Words.of(
        if (event.disagrees) R.string.event_disagree else if (event.records.size > 1) R.string.event_sightings_note else R.string.event_one_sighting,
    )

    val facts: List<Fact> = facts(known)

    val files: List<FileOf> = record.fact.attachments.filter { it.sha256 != record.fact.bodyAttached }.map { file ->
        FileOf(file.sha256, record.names.getOrNull(record.fact.attachments.indexOf(file)), file.size, file.mediaType)
    }

    private fun explained(finding: Finding, known: Known, pack: Pack) = Explained(
        rule = finding.rule,
        level = finding.level,
        title = known.titleOf(finding.rule),
        means = Words.keyed("word_level_means_${finding.level.name.lowercase()}"),
        words = Pieces.meant(event, finding),
        grounds = finding.texts.mapNotNull(pack::citation).map(::ground),
        innocent = known.rule(finding.rule)?.innocent.orEmpty().map(Words::of),
        remarks = finding.remarks.mapNotNull { pack.explain(it, finding.records.size.toUInt()) }.map(Words::of),
        others = (finding.records.size - 1).toLong(),
    )

    private fun ground(text: Citation): Words {
        val (from, to) = Clock.dateOfDay(text.from).toString() to text.to?.let { Clock.dateOfDay(it).toString() }
        val inForce = if (to == null) Words.of(R.string.event_in_force_from, from) else Words.of(R.string.event_in_force_span, from, to)
        return Words.joined(
            listOf(
                Words.of(text.title), Words.keyed("word_force_${text.force.name.lowercase()}"), inForce,
                Words.of(if (text.settled) R.string.event_settled else R.string.event_unsettled),
            ),
        )
    }

    /** What a person typed, member by member; the program's own detail is not shown. */
    private fun typed(record: Record): List<Pair<String, String>> {
        if (record.fact.source != Source.TYPED) return emptyList()
        val detail = try {
            JSONObject(record.detail ?: return emptyList())
        } catch (_: JSONException) {
            return emptyList()
        }
        return detail.keys().asSequence().map { it to detail.optString(it) }.toList()
    }

    private fun sighting(record: Record): Words {
        val source = record.fact.source.name.lowercase()
        return Words.joined(listOf(Words.keyed("word_source_$source"), Words.keyed("word_weight_$source")))
    }

    private fun facts(known: Known): List<Fact> = buildList {
        val fact = record.fact
        if (record.party != null && creditor != null) add(Fact(Words.of(R.string.timeline_filter_creditor), creditor))
        record.own?.let { add(Fact(Words.of(R.string.event_own), Words.foreign(Said.number(it)))) }
        fact.slot?.let { add(Fact(Words.of(R.string.event_own), Words.of(R.string.event_slot, (it + 1).toString()))) }
        fact.network?.let { add(Fact(Words.of(R.string.event_network_time), Clock.ofLog(it))) }
        fact.seen?.let { add(Fact(Words.of(R.string.event_phone_time), Clock.ofLog(it.wall))) }
        add(Fact(Words.of(R.string.event_recorded_time), Clock.ofLog(record.recorded)))
        fact.duration?.let { add(Fact(Words.of(R.string.event_duration), Said.length(it))) }
        fact.service?.let { add(Fact(Words.of(R.string.event_service), Words.foreign(it))) }
        for ((member, value) in typed(record)) add(Fact(Words.joined(listOf(Words.of(R.string.event_detail), Words.exact(member))), Words.foreign(value, breaks = true)))
        val closed = record.withheld
        if (closed.isNotEmpty()) {
            add(Fact(Words.of(R.string.event_withheld, Words.joined(closed.map { Words.keyed("word_field_${it.name.lowercase()}") }, "、")), Words.exact("")))
        }
        for (case in known.casesOf(event)) add(Fact(Words.of(R.string.app_tab_case), Words.foreign(known.cases[case] ?: case)))
        if (fact.repaired.isNotEmpty()) {
            val fields = Words.joined(fact.repaired.map { Words.keyed("word_field_${it.name.lowercase()}") }, "、")
            add(Fact(Words.of(R.string.event_repaired, fields), Words.exact("")))
        }
    }

    /** Whether no live sighting is among them although the phone could have had one. */
    val isLate: Boolean = event.records.none { it.fact.source == Source.CAPTURED } && event.records.any { it.fact.source == Source.MIRRORED }

    /** Where the record stands in the log, and its id. */
    val place: Words = Words.of(R.string.event_place, record.index.toString())
    val id: String = record.leaf
}
