package dunlog.app.recordings

import android.content.Intent
import dunlog.Kind
import dunlog.Relation
import dunlog.Typed
import dunlog.Contact
import dunlog.Channel
import dunlog.Direction
import dunlog.Outcome
import dunlog.TypedEntry
import dunlog.Offset
import dunlog.OffsetFrom
import dunlog.VaultException
import dunlog.When
import dunlog.app.AppPhone
import dunlog.app.Borrower
import dunlog.app.FakeDocuments
import dunlog.app.frame.Names
import dunlog.app.work.Step
import dunlog.app.work.Unwatched
import dunlog.party
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The folder of recordings: one call, none, a tie that is asked, and files that go away while they are read. */
@RunWith(RobolectricTestRunner::class)
class RecordingsTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    /** 2026-11-03, 21:00 in Shanghai. */
    private val evening = 1_793_710_800_000L

    private fun call(number: String, at: Long, seconds: Long): String = app.phone.vault.enter(
        Typed.Contact(Contact(Channel.CALL, Direction.IN, Outcome.CONNECTED, seconds, null)),
        TypedEntry(`when` = When.At(at, Offset(480, "Asia/Shanghai", OffsetFrom.PHONE)), party = party(number, "CN")),
        at + seconds * 1_000,
    ).leaf

    private fun folder() = RecordingFolder(app.phone.application.contentResolver, FakeDocuments.TREE)

    @Test
    fun one_call_is_tied_a_tie_is_asked_and_none_is_kept_all_the_same() {
        val first = call("13900000077", evening, 60)
        val second = call("13900000088", evening + 10_000, 30)
        val later = call("13900000099", evening + 3_600_000, 20)
        person.documents.put("13900000099_20261103220000.amr", "#!AMR\nlater".toByteArray(), "audio/amr")
        // Its name says nothing, and its time lies in two calls.
        person.documents.put("录音.m4a", "sound".toByteArray(), "audio/mp4", modified = evening + 5_000)
        person.documents.put("13900000011_20261104101500.amr", "#!AMR\nnobody".toByteArray(), "audio/amr")
        person.documents.put("readme.txt", "not a recording".toByteArray(), "text/plain")
        app.open(Names.RECORDINGS)
        person.touch("choose")
        person.answer(Intent().setData(FakeDocuments.TREE))
        val links = person.records(Kind.LINK)
        assertEquals("${app.texts()}", listOf(later), links.map { it.fact.targets[1] })
        assertEquals(listOf(Relation.RECORDING_OF), links.map { it.fact.relation })
        assertEquals(2, person.records(Kind.FILE).size)
        assertTrue("${person.tags()}", setOf(first, second, "none").all { it in person.tags() })
        person.touch(second)
        assertEquals(listOf(later, second), person.records(Kind.LINK).map { it.fact.targets[1] })
        assertEquals("asked once", emptyList<String>(), person.tags().filter { it == first })
        // A second look takes nothing twice.
        person.touch("look")
        assertEquals(3, person.records(Kind.FILE).size)
    }

    @Test
    fun a_recording_that_is_deleted_while_it_is_hashed_leaves_nothing_and_is_told() {
        val uri = person.documents.put("13900000077_20261103210000.amr", ByteArray(3 shl 20), "audio/amr")
        val doc = person.documents.docs.values.single()
        val found = folder().list(Unwatched).single()
        var steps = 0
        // It is cut to nothing, as by a cleaner, when a part of it went through already.
        val deleting = object : Step {
            override val isStopped = false
            override fun step(done: ULong, total: ULong): Boolean {
                if (++steps == 3) java.io.RandomAccessFile(doc.file, "rw").use { it.setLength(0) }
                return true
            }
        }
        val before = app.phone.vault.head()
        val fault = runCatching { folder().keep(found, null, app.phone.vault, "CN", evening, deleting) }.exceptionOrNull()
        assertEquals("content-cut", (fault as VaultException.BadInput).code)
        person.documents.file(uri).delete()
        val gone = runCatching { folder().keep(found, null, app.phone.vault, "CN", evening, Unwatched) }.exceptionOrNull()
        assertEquals("content-unreadable", (gone as VaultException.BadInput).code)
        assertEquals("no record of it", before, app.phone.vault.head())
        assertEquals(emptyList<Any>(), app.phone.vault.check())
    }

    @Test
    fun the_usual_folder_is_that_of_the_maker() {
        assertEquals(listOf("MIUI/sound_recorder/call_rec"), UsualFolders.of(app.phone.application, "Xiaomi"))
        assertEquals(listOf("Recordings/Call"), UsualFolders.of(app.phone.application, "samsung"))
        assertEquals(emptyList<String>(), UsualFolders.of(app.phone.application, "nobody"))
    }
}
