package dunlog.app.evidence

import android.provider.MediaStore
import dunlog.Evidence
import dunlog.Kind
import dunlog.Source
import dunlog.app.AppPhone
import dunlog.app.Borrower
import dunlog.app.dossier.Dossiers
import dunlog.app.form.Input
import dunlog.app.frame.Names
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.InputStream
import java.time.LocalDate
import java.time.LocalTime
import java.util.concurrent.CountDownLatch

/** The five forms by their own controls: what is typed, photographed and picked becomes what a lawyer asks for, and nothing typed is lost. */
@RunWith(RobolectricTestRunner::class)
class EvidenceFormsTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    /** Fills every line of a form with its own key. */
    private fun fill(kind: Evidence): Map<String, String> = EvidenceForms.of(kind).fields.filter { it.input == Input.LINE || it.input == Input.TEXT || it.input == Input.PARTY }
        .associate { it.key to "${it.key} of $kind" }.onEach { (key, text) -> app.type(key, text) }

    @Test
    fun turning_the_phone_and_the_end_of_the_process_lose_no_typed_text() {
        val forms = EvidenceForms.all.map { (kind, _) -> Names.EVIDENCE to kind.name } + listOf("visit", "contact", "note").map { Names.CONTACT to it }
        for ((screen, about) in forms) {
            app.open(screen, about)
            val fields = app.views().filterIsInstance<android.widget.EditText>().mapNotNull { it.tag as? String }
            assertTrue("$about", fields.isNotEmpty())
            for (field in fields) app.type(field, "$field 一二三\n四")
            person.moment("when", LocalDate.of(2026, 11, 1), LocalTime.of(22, 31))
            val before = app.screen.entry.typed.toMap()
            for (processEnds in listOf(false, true)) {
                app.again(processEnds)
                assertEquals("$about", before, app.screen.entry.typed)
                for (field in fields) assertEquals("$about $field", before[field], app.field(field).text.toString())
            }
            app.frame.back()
        }
    }

    @Test
    fun a_police_record_says_station_officer_receipt_time_and_shows_its_photo() {
        app.open(Names.EVIDENCE, Evidence.POLICE_RECORD.name)
        app.type("station", "某某派出所")
        app.type("officer", "012345")
        app.type("receipt_number", "警情2026-0017")
        person.moment("when", LocalDate.of(2026, 11, 3), LocalTime.of(9, 5))
        photograph("receipt".toByteArray())
        person.touch("save")
        val record = person.records(Kind.STATEMENT).single()
        assertEquals(Evidence.POLICE_RECORD, record.fact.evidence)
        assertEquals(mapOf("station" to "某某派出所", "officer" to "012345", "receipt_number" to "警情2026-0017"), Dossiers.detail(record))
        assertEquals(Source.TYPED, record.fact.source)
        val zone = java.time.ZoneId.of("Asia/Shanghai")
        assertEquals(LocalDate.of(2026, 11, 3).atTime(9, 5).atZone(zone).toInstant().toEpochMilli(), record.fact.seen?.wall)
        assertEquals(listOf("receipt".length.toLong()), record.fact.attachments.map { it.size })
        assertTrue(record.names.single(), record.names.single().endsWith(".jpg"))
        assertEquals("nothing waits any more", emptyList<HeldFile>(), CameraProvider.held(app.activity)!!.all())
    }

    /** The camera is asked, and writes a photo into the address that it was given. */
    private fun photograph(bytes: ByteArray) {
        val (pipe, sink) = testPipe()
        CameraProvider.pipes = { pipe }
        app.tap(dunlog.app.R.string.add_take_photo)
        val asked = shadowOf(app.activity).peekNextStartedActivityForResult().intent
        assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, asked.action)
        @Suppress("DEPRECATION")
        val uri: android.net.Uri = asked.getParcelableExtra(MediaStore.EXTRA_OUTPUT)!!
        val provider = org.robolectric.Robolectric.buildContentProvider(CameraProvider::class.java).create(uri.authority).get()
        provider.openFile(uri, "w")
        sink(bytes)
        person.answer(android.content.Intent())
        app.idle()
    }

    /** Android's tests have no real pipe: what is sunk comes out of the source once it is all there. */
    private fun testPipe(): Pair<CameraProvider.Pipe, (ByteArray) -> Unit> {
        val written = CountDownLatch(1)
        var bytes = ByteArray(0)
        val source = object : InputStream() {
            private val real by lazy {
                written.await()
                ByteArrayInputStream(bytes)
            }

            override fun read(): Int = real.read()
        }
        val nowhere = File.createTempFile("pipe", ".none").apply { deleteOnExit() }
        val pipe = CameraProvider.Pipe(android.os.ParcelFileDescriptor.open(nowhere, android.os.ParcelFileDescriptor.MODE_READ_WRITE)) { source }
        return pipe to { given: ByteArray ->
            bytes = given
            written.countDown()
        }
    }

    @Test
    fun a_photo_leaves_no_plain_file_and_its_address_takes_one_photo_only() {
        val secret = "a photo that nobody else sees".repeat(400)
        app.open(Names.EVIDENCE, Evidence.DOCUMENT.name)
        photograph(secret.toByteArray())
        assertEquals(listOf(secret.length.toLong()), CameraProvider.held(app.activity)!!.all().map { it.size })
        val roots = listOf(app.activity.filesDir.parentFile!!, app.phone.program.folder.parentFile!!)
        for (root in roots) for (file in root.walk().filter { it.isFile }) assertFalse(file.path, secret.take(29) in file.readBytes().decodeToString())
        val uri = android.net.Uri.parse("content://${app.activity.packageName}.camera/00")
        val provider = org.robolectric.Robolectric.buildContentProvider(CameraProvider::class.java).create(uri.authority).get()
        assertNull(runCatching { provider.openFile(uri, "w") }.getOrNull())
        assertNull(provider.query(uri, null, null, null, null))
    }

    @Test
    fun a_witness_speaks_in_own_words() {
        app.open(Names.EVIDENCE, Evidence.WITNESS_STATEMENT.name)
        val said = fill(Evidence.WITNESS_STATEMENT)
        person.touch("save")
        val record = person.records(Kind.STATEMENT).single()
        assertEquals(said, Dossiers.detail(record))
        assertEquals(setOf("who", "relation", "contact", "words"), said.keys)
    }

    @Test
    fun footage_that_its_keeper_holds_says_where_and_until_when() {
        app.open(Names.EVIDENCE, Evidence.FOOTAGE.name)
        app.type("place", "某小区东门")
        app.type("keeper", "物业李某")
        person.day("overwritten_on", app.phone.program.today().plusDays(2))
        person.touch("save")
        val record = person.records(Kind.STATEMENT).single()
        assertEquals(Evidence.FOOTAGE, record.fact.evidence)
        assertEquals(app.phone.program.today().plusDays(2).toString(), Dossiers.detail(record)["overwritten_on"])
        app.frame.select(dunlog.app.frame.Tab.CHECK)
        app.idle()
        assertTrue("${app.texts()}", app.sees("某小区东门"))
    }

    @Test
    fun a_recording_and_a_paper_that_were_picked_are_exhibits() {
        app.open(Names.EVIDENCE, Evidence.RECORDING.name)
        person.touch("save")
        assertEquals("a recording without a file is none", emptyList<Any>(), person.records(Kind.FILE))
        app.tap(dunlog.app.R.string.add_choose_file)
        person.give(person.documents.put("20261101_223100_in_13900000077.m4a", ByteArray(70_000) { it.toByte() }, "audio/mp4"))
        app.type("maker", "本人")
        person.touch("save")
        app.open(Names.EVIDENCE, Evidence.DOCUMENT.name)
        app.type("title", "催收函")
        app.tap(dunlog.app.R.string.add_choose_file)
        person.give(person.documents.put("函.pdf", "%PDF-1.7 invented".toByteArray(), "application/pdf"))
        person.touch("save")
        val files = person.records(Kind.FILE)
        assertEquals(listOf(Evidence.RECORDING, Evidence.DOCUMENT), files.map { it.fact.evidence })
        assertEquals(listOf(70_000L, 17L), files.map { it.fact.attachments.single().size })
        assertEquals("+8613900000077".takeLast(11), files[0].party?.name?.shown)
        assertEquals("催收函", Dossiers.detail(files[1])["title"])
        // Byte for byte what was picked.
        val out = File.createTempFile("kept", ".m4a").apply { delete() }
        app.phone.vault.saveAttachment(files[0].fact.attachments.single().sha256, out.path)
        assertTrue(out.readBytes().contentEquals(ByteArray(70_000) { it.toByte() }))
        out.delete()
    }

    @Test
    fun a_visit_says_how_they_behaved() {
        app.open(Names.CONTACT, "visit")
        person.touch("save")
        assertTrue(app.sees(app.activity.getString(dunlog.app.R.string.app_required)))
        person.moment("when", LocalDate.of(2026, 11, 4), LocalTime.of(19, 30))
        app.type("place", "家门口")
        app.type("words", "两人在门口等候，未进门。")
        person.choose("manner.blocking")
        person.choose("manner.crowd")
        person.touch("save")
        val record = person.records(Kind.EVENT).single()
        assertEquals("两人在门口等候，未进门。", record.body)
        assertEquals(mapOf("place" to "家门口", "manner" to "crowd blocking"), Dossiers.detail(record))
    }

    @Test
    fun a_sealed_file_is_read_back_whole_and_a_change_of_it_is_found() {
        val holding = CameraProvider.held(app.phone.application)!!
        for (size in listOf(0, 1, 262_143, 262_144, 262_145, 600_000)) {
            val bytes = ByteArray(size) { (it * 7).toByte() }
            val held = holding.put(ByteArrayInputStream(bytes), "x", isRelayed = false, modified = null, dunlog.app.work.Unwatched)!!
            val out = ByteArrayOutputStream()
            holding.open(held).use { it.copyTo(out) }
            assertTrue("$size", out.toByteArray().contentEquals(bytes))
            val file = File(app.phone.program.folder.parentFile, "holding/${held.id}")
            val sealed = file.readBytes()
            for (changed in listOf(sealed.copyOf(sealed.size - 1), sealed.copyOf(sealed.size / 2), sealed.also { it[it.size - 1] = (it[it.size - 1] + 1).toByte() })) {
                file.writeBytes(changed)
                assertTrue("$size", runCatching { holding.open(held).use { it.copyTo(ByteArrayOutputStream()) } }.exceptionOrNull() is HeldFileLost)
            }
            holding.drop(held)
        }
    }
}
