package dunlog.app.scenario

import dunlog.Level
import dunlog.Listed
import dunlog.Pack
import dunlog.Record
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import java.io.File

/** What every front end must know of the invented stories of tests/scenario: contacts and flags, as Rust's and Swift's players have them. */
@RunWith(ParameterizedRobolectricTestRunner::class)
class ScenarioTest(private val name: String) {
    @get:Rule
    val folder = TemporaryFolder()

    private val scenario = JSONObject(File(FOLDER, "$name.json").readText())

    @Test
    fun contacts_and_flags_are_as_the_story_says() = Player(scenario, folder.root).use { player ->
        val listed = player.vault.newest(null, null, 1_000U)
        assertEquals(scenario.getJSONArray("rows").objects().map(JSONObject::toMap), listed.map(::row))
        val findings = player.vault.findings(Pack.builtin(scenario.getString("pack")))
        val places = HashMap<String, Any>()
        for ((at, event) in listed.withIndex()) event.records.forEach { places[it.leaf] = at }
        for ((name, leaf) in player.ids) places.putIfAbsent(leaf, name)
        val records = listed.flatMap { it.records }.associateBy { it.leaf }
        val expected = scenario.getJSONArray("findings").objects()
        val left = findings.toMutableList()
        for (wanted in expected) {
            val match = left.firstOrNull { found ->
                found.rule == wanted.getString("rule") && found.level.name.lowercase() == wanted.getString("level") &&
                    found.records.map { places[it].toString() } == wanted.getJSONArray("records").let { list -> List(list.length()) { list.get(it).toString() } } &&
                    (wanted.optJSONArray("remarks")?.strings()?.let { it == found.remarks.sorted() } ?: true) &&
                    (wanted.text("words")?.let { it == words(found.span, records[found.records.first()]) } ?: true)
            }
            assertTrue("$wanted is not among $left", match != null)
            left -= match!!
        }
        assertEquals("nothing else above context", emptyList<Any>(), left.filter { it.level != Level.CONTEXT })
    }

    private fun words(span: dunlog.Span?, record: Record?): String? {
        val bytes = record?.body?.toByteArray() ?: return null
        return span?.let { bytes.copyOfRange(it.start.toInt(), it.end.toInt()).decodeToString() }
    }

    /** A row in the members of the story; what is not known is left out. */
    private fun row(event: Listed): Map<String, Any?> {
        val strongest = event.records.first()
        val fact = strongest.fact
        val party = strongest.party
        val row = linkedMapOf<String, Any?>(
            "time" to strongest.time, "local" to fact.local, "offset" to fact.offset?.minutes, "channel" to fact.channel?.name?.lowercase(),
            "direction" to fact.direction?.name?.lowercase(), "outcome" to fact.outcome?.name?.lowercase(), "seconds" to fact.duration,
            "shown" to party?.name?.shown, "number" to party?.name?.number, "members" to 1L + (party?.group?.size ?: 0), "body" to strongest.body,
            "files" to fact.attachments.count { it.sha256 != fact.bodyAttached }.toLong(), "contact" to event.records.firstNotNullOfOrNull { it.contact },
            "sources" to event.records.map { it.fact.source.name.lowercase() }, "disagrees" to event.disagrees,
        )
        return row.filterValues { it != null }.toSortedMap()
    }

    companion object {
        private val FOLDER = File(System.getProperty("dunlog.root")!!, "tests/scenario")

        @JvmStatic
        @ParameterizedRobolectricTestRunner.Parameters(name = "{0}")
        fun names(): List<Array<Any>> = FOLDER.list()!!.filter { it.endsWith(".json") }.sorted().map { arrayOf(it.removeSuffix(".json")) }
    }
}

/** As a map, with whole numbers as Long. */
private fun JSONObject.toMap(): Map<String, Any?> = keys().asSequence().associateWith { name ->
    when (val value = get(name)) {
        is Int -> value.toLong()
        is org.json.JSONArray -> value.strings()
        else -> value
    }
}.filterValues { it != JSONObject.NULL }.toSortedMap()
