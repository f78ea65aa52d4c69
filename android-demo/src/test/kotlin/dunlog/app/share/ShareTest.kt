package dunlog.app.share

import android.content.Intent
import android.net.Uri
import dunlog.Channel
import dunlog.Evidence
import dunlog.Kind
import dunlog.Source
import dunlog.app.AppPhone
import dunlog.app.Borrower
import dunlog.app.R
import dunlog.app.evidence.CameraProvider
import dunlog.app.frame.Names
import dunlog.app.work.Work
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.io.InputStream

/** What other apps share: a text, a picture, a sound, an exported chat, several at once, and what cannot be read. */
@RunWith(RobolectricTestRunner::class)
class ShareTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    /** Another app shares; the borrower sees what came. False where nothing was taken. */
    private fun share(intent: Intent): Boolean {
        val sharing = Robolectric.buildActivity(ShareActivity::class.java, intent).setup()
        app.idle()
        val next = shadowOf(sharing.get()).nextStartedActivity
        assertTrue(sharing.get().isFinishing)
        sharing.pause().stop().destroy()
        // From here on the right to read is gone.
        person.documents.isTakenBack = true
        if (next == null) return false
        app.open()
        app.activity.onNewIntent(next)
        app.idle()
        return true
    }

    private fun send(type: String, uri: Uri? = null, words: String? = null) = Intent(Intent.ACTION_SEND).setType(type).apply {
        if (uri != null) putExtra(Intent.EXTRA_STREAM, uri)
        if (words != null) putExtra(Intent.EXTRA_TEXT, words)
    }

    private fun held() = CameraProvider.held(app.phone.application)!!.all()

    @Test
    fun a_text_becomes_a_message_that_another_program_handed_over() {
        val words = "【某某催收】再不还款\u202E就上门，<b>x</b>"
        assertTrue(share(send("text/plain", words = words)))
        app.type("sender", "13900000077")
        person.touch("message")
        val record = app.phone.events().single().records.single()
        assertEquals(words, record.body)
        assertEquals(Source.RELAYED, record.fact.source)
        assertEquals(Channel.CHAT, record.fact.channel)
        assertEquals("13900000077", record.party?.name?.shown)
        assertEquals(emptyList<Any>(), held())
    }

    @Test
    fun a_text_becomes_a_note_of_ones_own() {
        assertTrue(share(send("text/plain", words = "今天他们又来了")))
        person.touch("note")
        val record = app.phone.events().single().records.single()
        assertEquals(Source.TYPED, record.fact.source)
        assertEquals("今天他们又来了", record.body)
    }

    @Test
    fun a_picture_is_copied_before_the_right_to_read_it_dies() {
        val picture = person.documents.put("截图.png", byteArrayOf(0x89.toByte(), 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa) + ByteArray(5_000), "image/png")
        assertTrue(share(send("image/png", picture)))
        person.touch(Evidence.DOCUMENT.name)
        assertEquals(Names.EVIDENCE, app.screen.entry.address.screen)
        app.type("title", "聊天截图")
        // The form holds it over the end of the process.
        app.again(processEnds = true)
        assertTrue("${app.texts()}", app.sees("截图.png"))
        person.touch("save")
        val record = person.records(Kind.FILE).single()
        assertEquals(listOf("image/png"), record.fact.attachments.map { it.mediaType })
        assertEquals(Source.RELAYED, record.fact.source)
        assertEquals(listOf("截图.png"), record.names)
    }

    @Test
    fun several_sounds_become_recordings() {
        val sounds = ArrayList(List(3) { person.documents.put("录音 $it.amr", "#!AMR\n".toByteArray() + ByteArray(100 + it), "audio/amr") })
        assertTrue(share(Intent(Intent.ACTION_SEND_MULTIPLE).setType("audio/amr").putParcelableArrayListExtra(Intent.EXTRA_STREAM, sounds)))
        person.touch(Evidence.RECORDING.name)
        person.touch("save")
        val records = person.records(Kind.FILE)
        assertEquals(listOf("录音 0.amr", "录音 1.amr", "录音 2.amr"), records.map { it.names.single() })
        assertEquals(listOf("audio/amr"), records.map { it.fact.attachments.single().mediaType }.distinct())
    }

    @Test
    fun an_exported_chat_is_read_as_messages() {
        val chat = """
            [2026/11/3 21:05:11] 催收小王: 你好，今天还款吗
            [2026/11/3 21:06:02] 我: 月底发工资就还
            [2026/11/3 21:07:40] 催收小王: 再不还就去你单位
        """.trimIndent() + "\n"
        assertTrue(share(send("text/plain", person.documents.put("WhatsApp Chat with 催收小王.txt", chat.toByteArray(), "text/plain"))))
        person.touch("import")
        // Which name is the borrower's is asked, not guessed.
        person.touch("save")
        assertTrue("${app.texts()}", app.sees("me-unknown") || app.sees(app.activity.getString(R.string.error_code_me_unknown)))
        app.type("me", "我")
        app.again()
        person.touch("save")
        val events = app.phone.events().map { it.records.single() }
        assertEquals("${app.texts()}", listOf("再不还就去你单位", "月底发工资就还", "你好，今天还款吗"), events.map { it.body })
        assertTrue(events.all { it.fact.source == Source.IMPORTED })
        assertEquals(emptyList<Any>(), held())
        assertTrue("no plain copy is left", File(app.phone.application.cacheDir, "import").walk().none { it.isFile })
    }

    @Test
    fun what_cannot_be_read_is_not_half_taken() {
        val good = person.documents.put("good.png", ByteArray(10), "image/png")
        person.documents.docs.values.last().size = 11
        assertTrue("cut", !share(send("image/png", good)))
        person.documents.isTakenBack = true
        assertTrue("taken back", !share(send("image/png", good)))
        assertTrue("a file of our own", !share(send("image/png", Uri.fromFile(File(app.phone.application.filesDir, "x")))))
        assertTrue("nothing", !share(send("text/plain")))
        assertEquals(emptyList<Any>(), held())
    }

    @Test
    fun a_stream_of_two_gigabytes_goes_through_in_bounded_memory() {
        val size = 2L shl 30
        val endless = object : InputStream() {
            private var left = size

            override fun read(): Int = throw AssertionError("one byte at a time")

            override fun read(out: ByteArray, offset: Int, length: Int): Int {
                if (left == 0L) return -1
                val read = minOf(left, length.toLong()).toInt()
                left -= read
                return read
            }
        }
        val holding = CameraProvider.held(app.phone.application)!!
        // The heap of these tests is smaller than the stream: what was held whole would end them.
        assertTrue(Runtime.getRuntime().maxMemory() < size)
        val held = holding.put(endless, "film.mp4", isRelayed = true, modified = null, dunlog.app.work.Unwatched)!!
        assertEquals(size, held.size)
        var read = 0L
        holding.open(held).use { source ->
            val piece = ByteArray(1 shl 20)
            while (true) {
                val count = source.read(piece)
                if (count < 0) break
                read += count
            }
        }
        assertEquals(size, read)
        holding.drop(held)
    }

    @Test
    fun a_stop_while_copying_holds_nothing() {
        val stopping = object : dunlog.app.work.Step {
            override val isStopped get() = true
            override fun step(done: ULong, total: ULong) = false
        }
        val holding = CameraProvider.held(app.phone.application)!!
        assertNull(holding.put(ByteArray(1_000_000).inputStream(), "x", isRelayed = true, modified = null, stopping))
        assertEquals(emptyList<Any>(), held())
        assertEquals(0, File(app.phone.program.folder.parentFile, "holding").list().orEmpty().size)
        assertNull(Work.going)
    }
}
