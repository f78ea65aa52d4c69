package dunlog.app

import dunlog.Arrival
import dunlog.Contact
import dunlog.EnclosedFile
import dunlog.Entry
import dunlog.ImportOptions
import dunlog.Offset
import dunlog.OffsetFrom
import dunlog.Outcome
import dunlog.PduFormat
import dunlog.PhoneClock
import dunlog.Sim
import dunlog.Store
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.Vault
import dunlog.When
import dunlog.party
import org.json.JSONArray
import org.json.JSONObject
import java.io.File

/** An invented story of `tests/scenario` (docs/spec/scenario.md), played into a vault. */
class Story private constructor(val json: JSONObject) {
    val now: Long get() = json.getLong("now")
    private val country: String? get() = json.optString("country").ifEmpty { null }

    /** Plays every step; `spool` is a folder of its own. */
    fun play(vault: Vault, spool: File) {
        val ids = HashMap<String, String>()
        vault.openSpool(spool.path).use { open ->
            for (step in json.getJSONArray("steps").objects()) {
                val now = step.getLong("now")
                if (step.has("entry")) {
                    open.push(entry(step.getJSONObject("entry")))
                    check(vault.ingest(open, country, now).entries == 1UL) { "one entry is taken" }
                } else if (step.has("import")) {
                    import(vault, step.getJSONObject("import"), File(spool, "import").apply { mkdirs() }, now)
                } else {
                    check(step.has("enter")) { "no step is $step" }
                    val enter = step.getJSONObject("enter")
                    val leaf = vault.enter(typed(enter), details(enter, ids), now).leaf
                    if (step.has("id")) ids[step.getString("id")] = leaf
                }
            }
        }
    }

    private fun import(vault: Vault, json: JSONObject, folder: File, now: Long) {
        val file = File(folder, json.getString("name")).apply { writeText(json.getString("text")) }
        val imported = checkNotNull(vault.importFile(EnclosedFile(file.path), ImportOptions(country = country), null, now))
        check(imported.skippedTotal == 0UL) { "nothing is left out" }
        file.delete()
    }

    private fun entry(json: JSONObject): Entry {
        val clock = json.getJSONObject("clock")
        return Entry(
            PhoneClock(
                clock.getLong("wall"), clock.getLong("monotonic"), clock.getString("boot"), clock.getInt("offset_minutes"),
                clock.word("zone"),
            ),
            arrival(json.getJSONObject("arrival")),
        )
    }

    private fun arrival(json: JSONObject): Arrival = when (val kind = json.getString("kind")) {
        "call_state" -> Arrival.CallState(one(json.getString("state")), json.word("number"), sim(json))
        "sms" -> Arrival.Sms(
            if (json.getString("format") == "3gpp2") PduFormat.CDMA else PduFormat.GSM, json.getJSONArray("pdus").strings().map(::bytes), sim(json),
        )
        "rows" -> Arrival.Rows(one<Store>(json.getString("store")), json.number("read_before"), json.getJSONArray("rows").strings())
        "gap" -> Arrival.Gap(one(json.getString("way")), json.getLong("from"), json.getLong("to"), one(json.getString("reason")))
        "notification" -> Arrival.Notification(
            json.getString("package"), json.getString("key"), one(json.getString("channel")), json.word("title"), json.word("text"),
            json.number("cut_from"), json.getLong("posted"),
        )
        else -> throw AssertionError("no arrival is a $kind")
    }

    private fun sim(json: JSONObject): Sim = json.optJSONObject("sim").let { Sim(it?.number("slot")?.toUByte(), it?.number("subscription"), it?.word("account")) }

    private fun typed(json: JSONObject): Typed = when (val what = json.getString("what")) {
        "contact" -> Typed.Contact(
            Contact(
                one(json.getString("channel")), one(json.getString("direction")), json.word("outcome")?.let { one<Outcome>(it) },
                json.number("seconds"), json.word("words"),
            ),
        )
        "note" -> Typed.Note(json.getString("words"))
        "statement" -> Typed.Statement(one(json.getString("evidence")))
        "case" -> Typed.Case
        "role" -> Typed.Role(one(json.getString("role")))
        "refusal" -> Typed.Refusal
        "agreement" -> Typed.Agreement
        "withdrawal" -> Typed.Withdrawal
        "check_result" -> Typed.CheckResult
        "tag" -> Typed.Tag
        else -> throw AssertionError("nothing is entered as $what")
    }

    private fun details(json: JSONObject, ids: Map<String, String>): TypedEntry {
        val offset = json.number("offset")?.let { Offset(it, null, OffsetFrom.OPTION) }
        val detail = json.optJSONObject("detail") ?: JSONObject()
        return TypedEntry(
            `when` = json.number("at")?.let { When.At(it, offset) } ?: json.word("local")?.let { When.Local(it) },
            party = json.word("number")?.let { party(it, country) },
            case = json.word("case"),
            about = json.optJSONArray("about")?.strings().orEmpty().map(ids::getValue),
            from = json.number("from"),
            to = json.number("to"),
            detail = detail.keys().asSequence().associateWith(detail::getString),
        )
    }

    companion object {
        private val folder = File(System.getProperty("dunlog.root")!!, "tests/scenario")

        /** The names of all stories. */
        val names: List<String> = folder.listFiles { file -> file.extension == "json" }!!.map { it.nameWithoutExtension }.sorted()

        /** A story by its name; another version is refused. */
        fun named(name: String) = Story(JSONObject(File(folder, "$name.json").readText())).also { check(it.json.getInt("scenario") == 1) }

        /** Plays several into one vault, in order; gives the time of the last. */
        fun play(vault: Vault, spools: File, vararg names: String): Long {
            for (name in names) named(name).play(vault, File(spools, name).apply { mkdirs() })
            return named(names.last()).now
        }

        private inline fun <reified E : Enum<E>> one(word: String): E = enumValueOf(word.uppercase())

        private fun bytes(hex: String) = hex.chunked(2).map { it.toInt(16).toByte() }.toByteArray()

        private fun JSONObject.word(name: String): String? = if (has(name)) getString(name) else null

        private fun JSONObject.number(name: String): Long? = if (has(name)) getLong(name) else null
    }
}

/** The objects of an array. */
fun JSONArray.objects(): List<JSONObject> = (0 until length()).map(::getJSONObject)

/** The strings of an array. */
fun JSONArray.strings(): List<String> = (0 until length()).map(::getString)
