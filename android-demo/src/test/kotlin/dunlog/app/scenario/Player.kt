package dunlog.app.scenario

import dunlog.Arrival
import dunlog.CallState
import dunlog.Channel
import dunlog.Contact
import dunlog.Direction
import dunlog.EnclosedFile
import dunlog.Entry
import dunlog.Evidence
import dunlog.FakeKeystore
import dunlog.GapReason
import dunlog.ImportOptions
import dunlog.Offset
import dunlog.OffsetFrom
import dunlog.Outcome
import dunlog.PduFormat
import dunlog.PhoneClock
import dunlog.Role
import dunlog.Sim
import dunlog.Store
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.Vault
import dunlog.Way
import dunlog.When
import dunlog.createVault
import dunlog.party
import org.json.JSONArray
import org.json.JSONObject
import java.io.File

/** Plays a scenario of docs/spec/scenario.md into a new vault. */
class Player(val scenario: JSONObject, folder: File) : AutoCloseable {
    /** The ids of the records that named steps gave. */
    val ids = HashMap<String, String>()

    /** The vault, when all was played. */
    val vault: Vault

    init {
        check(scenario.getInt("scenario") == 1) { "another version" }
        val steps = scenario.getJSONArray("steps").objects()
        val country = scenario.getString("country")
        vault = createVault(File(folder, "vault").path, FakeKeystore(), steps.firstOrNull()?.getLong("now") ?: scenario.getLong("now")).vault
        val spool = vault.openSpool(File(folder, "spool").path)
        for (step in steps) {
            val unknown = step.keys().asSequence().toSet() - setOf("now", "id", "entry", "enter", "import")
            check(unknown.isEmpty()) { "unknown members: $unknown" }
            val now = step.getLong("now")
            if (step.has("entry")) {
                spool.push(entry(step.getJSONObject("entry")))
                val taken = vault.ingest(spool, country, now)
                check(taken.entries == 1UL && taken.asideTotal == 0UL) { "$taken" }
            } else if (step.has("import")) {
                val given = step.getJSONObject("import")
                val file = File(folder, "import-$now").apply { writeText(given.getString("text")) }
                val taken = vault.importFile(EnclosedFile(file.path, given.getString("name")), ImportOptions(country = country), null, now)!!
                check(taken.skippedTotal == 0UL) { "$taken" }
            } else {
                val record = enter(step.getJSONObject("enter"), country, now)
                step.optString("id").takeIf { it.isNotEmpty() }?.let { ids[it] = record }
            }
        }
        spool.close()
    }

    private fun entry(json: JSONObject): Entry {
        val clock = json.getJSONObject("clock")
        val read = PhoneClock(clock.getLong("wall"), clock.getLong("monotonic"), clock.getString("boot"), clock.getInt("offset_minutes"), clock.text("zone"))
        return Entry(read, arrival(json.getJSONObject("arrival")))
    }

    private fun arrival(json: JSONObject): Arrival = when (val kind = json.getString("kind")) {
        "sms" -> Arrival.Sms(if (json.getString("format") == "3gpp") PduFormat.GSM else PduFormat.CDMA, json.getJSONArray("pdus").strings().map(::bytes), sim(json))
        "call_state" -> Arrival.CallState(word<CallState>(json.getString("state")), json.text("number"), sim(json))
        "notification" -> Arrival.Notification(
            json.getString("package"), json.getString("key"), word<Channel>(json.getString("channel")), json.text("title"), json.text("text"), null, json.getLong("posted"),
        )
        "rows" -> Arrival.Rows(word<Store>(json.getString("store")), if (json.has("read_before")) json.getLong("read_before") else null, json.getJSONArray("rows").strings())
        "gap" -> Arrival.Gap(word<Way>(json.getString("way")), json.getLong("from"), json.getLong("to"), word<GapReason>(json.getString("reason")))
        else -> error("unknown arrival $kind")
    }

    private fun sim(json: JSONObject): Sim {
        val sim = json.getJSONObject("sim")
        return Sim(sim.optInt("slot", -1).takeIf { it >= 0 }?.toUByte(), sim.optLong("subscription", -1).takeIf { it >= 0 }, sim.text("account"))
    }

    private fun enter(json: JSONObject, country: String, now: Long): String {
        val at = if (json.has("at")) When.At(json.getLong("at"), if (json.has("offset")) Offset(json.getLong("offset"), null, OffsetFrom.OPTION) else null) else null
        val entry = TypedEntry(
            `when` = at ?: json.text("local")?.let { When.Local(it) },
            party = json.text("number")?.let { party(it, country) },
            case = json.text("case"),
            about = json.optJSONArray("about")?.strings().orEmpty().map(ids::getValue),
            from = if (json.has("from")) json.getLong("from") else null,
            to = if (json.has("to")) json.getLong("to") else null,
            detail = json.optJSONObject("detail")?.let { detail -> detail.keys().asSequence().associateWith(detail::getString) }.orEmpty(),
        )
        return vault.enter(typed(json), entry, now).leaf
    }

    private fun typed(json: JSONObject): Typed = when (val what = json.getString("what")) {
        "contact" -> Typed.Contact(
            Contact(
                word<Channel>(json.getString("channel")), word<Direction>(json.getString("direction")), json.text("outcome")?.let { word<Outcome>(it) },
                if (json.has("seconds")) json.getLong("seconds") else null, json.text("words"),
            ),
        )
        "note" -> Typed.Note(json.getString("words"))
        "statement" -> Typed.Statement(word<Evidence>(json.getString("evidence")))
        "case" -> Typed.Case
        "role" -> Typed.Role(word<Role>(json.getString("role")))
        "refusal" -> Typed.Refusal
        "agreement" -> Typed.Agreement
        "withdrawal" -> Typed.Withdrawal
        "check_result" -> Typed.CheckResult
        "tag" -> Typed.Tag
        else -> error("unknown entry $what")
    }

    override fun close() = vault.close()

    companion object {
        private inline fun <reified E : Enum<E>> word(word: String): E = enumValues<E>().firstOrNull { it.name.replace("_", "") == word.uppercase().replace("_", "") }
            ?: error("unknown word $word, but: ${enumValues<E>().toList()}")

        private fun bytes(hex: String) = ByteArray(hex.length / 2) { hex.substring(2 * it, 2 * it + 2).toInt(16).toByte() }
    }
}

/** A text, or none. */
fun JSONObject.text(name: String): String? = if (has(name) && !isNull(name)) getString(name) else null

/** The objects of a list. */
fun JSONArray.objects(): List<JSONObject> = List(length(), ::getJSONObject)

/** The texts of a list. */
fun JSONArray.strings(): List<String> = List(length(), ::getString)
