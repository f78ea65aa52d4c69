package dunlog.app

import android.content.Context
import dunlog.FakeKeystore
import dunlog.app.event.EventFacts
import dunlog.app.frame.text
import dunlog.app.model.Knowledge
import dunlog.app.model.Row
import dunlog.app.model.Window
import dunlog.app.model.Words
import dunlog.createVault
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import java.io.File
import java.nio.file.Files

/** Every story of `tests/scenario`: the lines of the timeline and the head of events' screens, in three languages. */
@RunWith(RobolectricTestRunner::class)
class ScenarioTest {
    @Test
    fun every_story_reads_as_it_must() {
        assertTrue(Story.names.size > 10)
        val wrong = ArrayList<String>()
        for (name in Story.names) wrong += differences(name)
        assertEquals("", wrong.joinToString("\n"))
    }

    private fun differences(name: String): List<String> {
        val story = Story.named(name)
        val folder = Files.createTempDirectory("story").toFile()
        val wrong = ArrayList<String>()
        createVault(File(folder, "vault").path, FakeKeystore(), story.json.getJSONArray("steps").getJSONObject(0).getLong("now")).vault.use { vault ->
            story.play(vault, File(folder, "spool").apply { mkdirs() })
            val pack = dunlog.Pack.builtin("cn")
            val known = Knowledge { pack }.of(vault)
            val window = Window({ before, count -> vault.newest(null, before, count.toUInt()) }, known, story.now)
            while (!window.isAtEnd) window.older()
            val events = vault.newest(null, null, 1000U)
            for ((language, qualifiers) in LANGUAGES) {
                RuntimeEnvironment.setQualifiers(qualifiers)
                val context = RuntimeEnvironment.getApplication().createConfigurationContext(RuntimeEnvironment.getApplication().resources.configuration)
                val wanted = story.json.getJSONObject("timeline").getJSONArray(language).strings()
                val shown = window.rows().flatMap { lines(context, it) }
                if (shown != wanted) wrong += "$name $language\n  is     $shown\n  wanted $wanted"
                for (screen in story.json.getJSONArray("screens").objects()) {
                    val facts = EventFacts(events[screen.getInt("row")], known, pack)
                    val head = listOf(facts.what, facts.time, facts.party, Words.of(R.string.event_sightings, facts.sightings.size)) + facts.sightings + facts.sightingsSay
                    val texts = screen.getJSONObject("texts").getJSONArray(language).strings()
                    val said = head.map { plain(context.text(it)) }
                    if (said != texts) wrong += "$name $language screen\n  is     $said\n  wanted $texts"
                    val pieces = screen.getJSONArray("pieces").let { all -> (0 until all.length()).map(all::getJSONArray).map { it.getString(0) to it.getBoolean(1) } }
                    val cut = facts.pieces.map { it.text to it.isMarked }
                    if (cut != pieces) wrong += "$name pieces\n  is     $cut\n  wanted $pieces"
                }
            }
        }
        folder.deleteRecursively()
        return wrong
    }

    private fun lines(context: Context, row: Row): List<String> = when (row) {
        is Row.Day -> listOf(row.words)
        is Row.Remark -> listOf(row.words)
        is Row.Group -> listOfNotNull(row.words, row.counters)
        is Row.Event -> listOfNotNull(row.line.first, row.line.words) + row.line.flags.map { it.second } +
            listOfNotNull(Words.of(R.string.event_disagree).takeIf { row.line.disagrees })
    }.map { plain(context.text(it)) }

    /** The isolates are no part of what is compared. */
    private fun plain(text: String) = text.replace("\u2068", "").replace("\u2069", "")

    private companion object {
        val LANGUAGES = listOf("zh-Hans" to "zh-rCN", "zh-Hant" to "zh-rTW", "en" to "en-rUS")
    }
}
