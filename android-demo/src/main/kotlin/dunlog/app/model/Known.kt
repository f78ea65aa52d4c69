package dunlog.app.model

import dunlog.Finding
import dunlog.Kind
import dunlog.Level
import dunlog.Listed
import dunlog.Party
import dunlog.Record
import dunlog.Role
import dunlog.RuleInfo
import org.json.JSONException
import org.json.JSONObject

/** What compares equal where two records name the same other side: the number, else what was shown. */
val Party.key: String get() = name.number ?: name.shown

/** The member of a record's typed detail; none where it has none or its detail is closed. */
fun Record.told(member: String): String? = try {
    detail?.let { JSONObject(it).optString(member, "").ifEmpty { null } }
} catch (_: JSONException) {
    null
}

/** A flag on an event: a rule by its highest level. */
data class Flag(val rule: String, val level: Level)

/**
 * What the log says about its events as a whole: who numbers are, to which case an event belongs, what is flagged, when nothing was
 * seen (docs/app.md, 2.3 to 2.5). Made anew when the log has grown; everything in it is computed, nothing stored.
 */
class Known(records: List<Record>, findings: List<Finding>, rules: List<RuleInfo>) {
    private val roles = records.filter { it.fact.kind == Kind.ROLE && it.party != null && it.fact.role != null }
        .groupBy { it.party!!.key }
    private val tags = HashMap<String, MutableSet<String>>().apply {
        for (tag in records) if (tag.fact.kind == Kind.TAG) tag.fact.case?.let { case -> for (leaf in tag.fact.targets) getOrPut(leaf, ::sortedSetOf) += case }
    }
    private val creditors = HashMap<String, String>().apply {
        for (case in records) if (case.fact.kind == Kind.CASE) case.told("creditor")?.let { put(case.fact.case ?: return@let, it) }
    }
    private val byLeaf: Map<String, List<Finding>> = HashMap<String, MutableList<Finding>>().apply {
        for (finding in findings) for (leaf in finding.records) getOrPut(leaf, ::ArrayList) += finding
    }
    private val ruleOf = rules.associateBy { it.id }

    /** The gaps, oldest first. */
    val gaps: List<Record> = records.filter { it.fact.kind == Kind.GAP && it.fact.from != null && it.fact.to != null }.sortedBy { it.fact.from }

    /** The cases by their ids, each by its creditor's name or else its id. */
    val cases: Map<String, String> = records.filter { it.fact.kind == Kind.CASE }.mapNotNull { it.fact.case }.distinct().sorted()
        .associateWith { creditors[it] ?: it }

    /** The name that a person gave a number; the last one counts. */
    fun nameOf(party: Party): String? = roles[party.key]?.lastOrNull()?.told("name")

    /** Who a number is, by the last word on it; none where nobody said. */
    fun roleOf(party: Party): Role? = roles[party.key]?.lastOrNull()?.fact?.role

    private fun rolesOf(party: Party?, time: Long?): Map<String, Role> {
        val of = party?.let { roles[it.key] } ?: return emptyMap()
        val holding = of.filter { record ->
            val (from, to) = record.fact.from to record.fact.to
            if (time == null) from == null && to == null else (from == null || from <= time) && (to == null || time < to)
        }
        return holding.mapNotNull { record -> record.fact.case?.let { it to record.fact.role!! } }.toMap()
    }

    /** The cases that an event belongs to. */
    fun casesOf(event: Listed): Set<String> = tagged(event).ifEmpty { rolesOf(event.records[0].party, event.records[0].time).keys }

    private fun tagged(event: Listed): Set<String> = event.records.flatMapTo(sortedSetOf<String>()) { tags[it.leaf].orEmpty() }

    /** The creditor of an event, several joined; none where it is not known. */
    fun creditorOf(event: Listed): String? {
        val tagged = tagged(event)
        val roles = rolesOf(event.records[0].party, event.records[0].time)
        val known = if (tagged.isNotEmpty()) tagged else roles.filterValues { it == Role.CREDITOR || it == Role.AGENCY }.keys
        return known.sorted().map { creditors[it] ?: it }.distinct().joinToString("、").ifEmpty { null }
    }

    /** The findings that name a sighting of an event, as they came. */
    fun findingsOf(event: Listed): List<Finding> = event.records.flatMap { byLeaf[it.leaf].orEmpty() }.distinct()

    /** The flags of an event: levels falling, then rules. */
    fun flagsOf(event: Listed): List<Flag> {
        val highest = HashMap<String, Level>()
        for (finding in findingsOf(event)) if (finding.level != Level.CONTEXT) highest.merge(finding.rule, finding.level, ::maxOf)
        return highest.map { (rule, level) -> Flag(rule, level) }.sortedWith(compareByDescending(Flag::level).thenBy(Flag::rule))
    }

    /** Whether a finding on contact hours names the event. */
    fun isOutsideHours(event: Listed): Boolean = findingsOf(event).any { it.`class` == "hours" && it.level >= Level.BORDERLINE }

    /** What a rule is called; its id where the pack has it no more. */
    fun titleOf(rule: String): Words = ruleOf[rule]?.title?.let { Words.of(it) } ?: Words.exact(rule)

    /** A rule as the pack has it. */
    fun rule(id: String): RuleInfo? = ruleOf[id]

    companion object {
        /** Before anything was read. */
        val NOTHING = Known(emptyList(), emptyList(), emptyList())
    }
}
