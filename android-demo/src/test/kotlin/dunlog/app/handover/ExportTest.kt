package dunlog.app.handover

import android.content.Intent
import dunlog.Cli
import dunlog.Kind
import dunlog.Role
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.app.AppPhone
import dunlog.app.Borrower
import dunlog.app.R
import dunlog.app.check.DoneBefore
import dunlog.app.frame.Names
import dunlog.app.frame.Tab
import dunlog.app.work.Step
import dunlog.party
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.InputStream

/** A bundle by the app's own controls, and the command line's word on it. */
@RunWith(RobolectricTestRunner::class)
class ExportTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    private val collector = "106900005678"
    private val aunt = "13600136000"

    /** A case with a collector and an aunt, a threat, and a text of somebody else. */
    private fun case() {
        val phone = app.phone
        val now = phone.clocks.wall
        phone.program.stateOwnNumber(0, "+8613700000001")
        phone.vault.enter(Typed.Case, TypedEntry(case = "c1", detail = mapOf("creditor" to "乙消费金融", "creditor_kind" to "consumer_finance")), now)
        phone.vault.enter(Typed.Role(Role.AGENCY), TypedEntry(party = party(collector, "CN"), case = "c1"), now)
        phone.vault.enter(Typed.Role(Role.THIRD_PERSON), TypedEntry(party = party(aunt, "CN"), case = "c1"), now)
        phone.text(dunlog.Pdus.chinese(collector, "再不还钱，就弄死你老婆！"))
        phone.text(dunlog.Pdus.chinese("+86$aunt", "他们打电话找到我这里了"))
        phone.text(dunlog.Pdus.chinese("95588", "您的验证码是 1234"))
    }

    @Test
    fun three_taps_hand_over_one_case_and_the_command_line_verifies_the_file() {
        case()
        app.open()
        app.frame.select(Tab.EXPORT)
        app.idle()
        person.touch("preview")
        // The aunt stands first, and before the collector.
        val texts = app.texts()
        val (third, other) = texts.indexOfFirst { aunt in it } to texts.indexOfFirst { collector in it }
        assertTrue("$texts", third in 0 until other)
        assertFalse("what is not of the case is not shown: $texts", texts.any { "95588" in it })
        person.touch("write")
        val asked = shadowOf(app.activity).peekNextStartedActivityForResult().intent
        assertEquals(Intent.ACTION_CREATE_DOCUMENT, asked.action)
        val target = person.documents.target("证据.zip")
        person.give(target)
        assertEquals("${app.texts()}", Names.HANDED, app.screen.entry.address.screen)
        assertTrue("${app.texts()}", app.sees(app.activity.getString(R.string.export_done)))
        assertTrue("it was read again", person.documents.reads > 0)

        val shown = app.views().single { it.tag == "fingerprint" } as android.widget.TextView
        val trust = "sha256:" + shown.text.toString().replace('\n', ' ')
        assertEquals("sha256:" + app.phone.vault.publicKey().fingerprint, trust)
        assertEquals(trust.trim(), Code.of(trust).let { trust })
        val bundle = File(app.phone.application.cacheDir, "handed.zip")
        person.documents.file(target).copyTo(bundle, overwrite = true)
        val audit = Cli.verify(bundle, "--trust", trust)
        val verdicts = audit.getJSONObject("verdicts")
        assertEquals("$audit", listOf("intact", "trusted"), listOf("integrity", "signer").map(verdicts::getString))
        assertEquals("$audit", 0, audit.getJSONArray("issues").length())
        val content = Cli.run("show", bundle.path, "--json").out
        assertTrue(content, "弄死你老婆" in content)
        assertFalse("another's text stays hidden", "验证码" in content)
        assertFalse("the own number is masked", "13700000001" in content)
        bundle.delete()

        // What left the phone is known, and no plain copy is.
        val done = DoneBefore(app.phone.program.kept(DoneBefore.NAME)!!)
        assertEquals(app.phone.vault.head().size.toLong(), done.headSize)
        assertEquals(0, File(app.phone.application.cacheDir, "export").listFiles().orEmpty().size)
    }

    @Test
    fun a_choice_is_kept_over_turning_and_the_end_of_the_process() {
        case()
        app.open()
        app.frame.select(Tab.EXPORT)
        app.idle()
        person.choose("mask.PARTY")
        person.choose("own")
        person.day("from", java.time.LocalDate.of(2026, 11, 1))
        val typed = app.screen.entry.typed.toMap()
        app.again(processEnds = true)
        assertEquals(typed, app.screen.entry.typed)
        person.touch("preview")
        assertTrue(app.texts().toString(), app.sees(app.activity.getString(R.string.preview_masked_party)))
        val address = app.screen.entry.address
        app.again(processEnds = true)
        assertEquals(address, app.screen.entry.address)
    }

    /** A target that changes what is written to it. */
    private class Lying(private val bytes: ByteArrayOutputStream = ByteArrayOutputStream(), private val lie: (ByteArray) -> ByteArray) : Target {
        override fun write() = bytes

        override fun read(): InputStream = lie(bytes.toByteArray()).inputStream()
    }

    private fun hand(target: Target, step: Step = dunlog.app.work.Unwatched) = Handover(File(app.phone.application.cacheDir, "export"), app.phone.vault)
        .hand(Choice("c1").selection(java.time.ZoneId.of("Asia/Shanghai")), dunlog.Pack.builtin("cn"), "test 1", target, step, app.phone.clocks.wall)

    @Test
    fun nothing_is_said_to_be_done_that_does_not_lie_there_whole() {
        case()
        assertTrue(hand(Lying { it }) is Handed.Done)
        assertTrue("cut", hand(Lying { it.copyOf(it.size - 1) }) is Handed.Unsound)
        assertTrue("changed", hand(Lying { bytes -> bytes.also { it[it.size / 2] = (it[it.size / 2] + 1).toByte() } }) is Handed.Unsound)
        assertTrue("appended", hand(Lying { it + 0 }) is Handed.Unsound)
        assertTrue("empty", hand(Lying { ByteArray(0) }) is Handed.Unsound)
        assertEquals(0, File(app.phone.application.cacheDir, "export").listFiles().orEmpty().size)
    }

    @Test
    fun a_stop_leaves_no_file() {
        case()
        var left = 2
        val stopping = object : Step {
            override val isStopped get() = left <= 0
            override fun step(done: ULong, total: ULong) = --left > 0
        }
        assertEquals(Handed.Stopped, hand(Lying { it }, stopping))
        assertEquals(0, File(app.phone.application.cacheDir, "export").listFiles().orEmpty().size)
        assertEquals("a stop is no record", 0, person.records(Kind.GAP).size)
    }
}
