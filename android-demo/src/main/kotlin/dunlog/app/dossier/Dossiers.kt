package dunlog.app.dossier

import dunlog.Kind
import dunlog.Record
import dunlog.Role
import dunlog.Vault
import org.json.JSONObject

/** A case as its records tell it: the last word on each detail. */
data class Dossier(
    /** Its short id, which says nothing: it stands in every bundle. */
    val id: String,
    /** The details, by their keys. */
    val facts: Map<String, String>,
    /** Who belongs to it, in the order in which they were named. */
    val people: List<Person>,
)

/** A number or name in a case. */
data class Person(
    /** As shown. */
    val shown: String,
    /** The form in which it compares. */
    val key: String,
    /** Who it is, by the last word. */
    val role: Role,
    /** Who it is in the borrower's own words. */
    val name: String?,
    /** Whether this person refused further contact and did not take it back. */
    val hasRefused: Boolean,
)

/** Reads the cases out of the log's records. */
object Dossiers {
    /** The kinds that tell of cases. */
    val KINDS = listOf(Kind.CASE, Kind.ROLE, Kind.REFUSAL, Kind.AGREEMENT, Kind.WITHDRAWAL)

    /** The records that tell of cases; the others of the log are not read. Throws `VaultException`. */
    fun read(vault: Vault): List<Record> = vault.logLevel(0U).filter { it.fact.kind in KINDS }

    /** The cases of these records, in the order in which they were begun; a person of no case belongs to each. */
    fun of(records: List<Record>): List<Dossier> {
        val ids = records.filter { it.fact.kind == Kind.CASE }.mapNotNull { it.fact.case }.distinct()
        return ids.map { id ->
            val facts = LinkedHashMap<String, String>()
            records.filter { it.fact.kind == Kind.CASE && it.fact.case == id }.forEach { facts += detail(it) }
            Dossier(id, facts, people(records.filter { it.fact.case == null || it.fact.case == id }))
        }
    }

    /** Everybody that these records name a role or a refusal of. */
    fun people(records: List<Record>): List<Person> {
        val people = LinkedHashMap<String, Person>()
        val withdrawn = records.filter { it.fact.kind == Kind.WITHDRAWAL }.flatMap { it.fact.targets }.toSet()
        for (record in records) {
            val party = record.party?.name ?: continue
            val key = party.number ?: party.shown
            val known = people[key] ?: Person(party.shown, key, Role.UNKNOWN, null, false)
            val detail = detail(record)
            people[key] = when (record.fact.kind) {
                Kind.ROLE -> known.copy(role = record.fact.role ?: known.role, name = detail["name"] ?: known.name)
                Kind.REFUSAL -> known.copy(hasRefused = known.hasRefused || record.leaf !in withdrawn)
                else -> continue
            }
        }
        return people.values.toList()
    }

    /** A short id that no case has yet. */
    fun freshId(dossiers: List<Dossier>): String = generateSequence(1) { it + 1 }.map { "c$it" }.first { id -> dossiers.none { it.id == id } }

    /** The details of a record. */
    fun detail(record: Record): Map<String, String> {
        val json = JSONObject(record.detail ?: return emptyMap())
        return json.keys().asSequence().associateWith(json::getString)
    }
}
