package dunlog.app

import android.Manifest.permission
import android.app.Notification
import android.content.Intent
import dunlog.Cli
import dunlog.Evidence
import dunlog.Listener
import dunlog.Pdus
import dunlog.Waking
import dunlog.app.dossier.Dossiers
import dunlog.app.frame.Names
import dunlog.app.frame.Tab
import dunlog.app.share.ShareActivity
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter

/**
 * Three weeks of an invented borrower, 2 to 22 November 2026, by the app's own controls, and what the command line finds in the file that is
 * handed over at their end. What it must find stands in [expectedEvents], [expectedFlags], [expectedGaps] and [expectedExhibits], written before
 * the test was first run, each with its reason.
 */
@RunWith(RobolectricTestRunner::class)
class ThreeWeeksTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    private val phone get() = app.phone
    private val zone = ZoneId.of("Asia/Shanghai")
    private val service = "106900005678"
    private val caller = "13900000077"
    private val aunt = "13600136000"
    private val demand = "【乙消费金融】您的账单已逾期，请尽快还款。"

    /**
     * The events of the case, oldest first: when, how, who, strongest source, how many sightings.
     * A text that came in is seen as it arrives and once more in the phone's store; a call by its rings and in the call log.
     */
    private val expectedEvents = listOf(
        "11-02 10:00 sms $service captured 2", // A reminder.
        "11-03 22:31 call +86$caller captured 2", // At half past ten in the evening, answered.
        "11-05 09:10 call +86$caller captured 2", // Four answered calls of one day.
        "11-05 11:30 call +86$caller captured 2",
        "11-05 14:05 call +86$caller captured 2",
        "11-05 17:40 call +86$caller captured 2",
        "11-07 10:00 sms $service captured 2", // A threat against the wife.
        "11-09 19:30 visit $caller typed 1", // Two men at the door, in the borrower's words, the number as typed: nobody else saw it.
        "11-10 09:00 sms $service mirrored 1", // While the permission was off: only the phone's store has it.
        "11-13 14:00 sms +86$aunt captured 2", // The aunt, whom they called; in the case by her role.
        "11-16 15:00 sms $service relayed 1", // 5G消息 leaves only the notification of the program for texts.
    )

    /** The flags above `context`, oldest first. */
    private val expectedFlags = listOf(
        "quiet-hours sign 11-03 22:31", // In [22:05, 07:55), a consumer finance company's number: the standard's hours.
        "connected-calls sign 11-05 09:10", // Four answered calls of one day; three are allowed.
        "threat-family sign 11-07 10:00", // An ultimatum, and killing aimed at a wife.
        "threat-violence sign 11-07 10:00", // The same sentence, against a relative.
        "visit-manner review 11-09 19:30", // A crowd and a blocked door; only typed.
    )

    /** Channel, reason, from, to. A permission that was off for three hours; then a stop by force of eight hours, in every way that counts. */
    private val expectedGaps = listOf(
        "sms permission_off 11-10 08:00 11-10 11:00",
        "call force_stopped 11-20 12:00 11-20 20:00", // Calls as they ring.
        "call force_stopped 11-20 12:00 11-20 20:00", // The call log.
        "mms force_stopped 11-20 12:00 11-20 20:00", // Notices of picture messages.
        "mms force_stopped 11-20 12:00 11-20 20:00", // Their store.
        "sms force_stopped 11-20 12:00 11-20 20:00", // Texts as they come.
        "sms force_stopped 11-20 12:00 11-20 20:00", // Their store.
    ).sorted()

    /** Kind of record, kind of evidence, files. */
    private val expectedExhibits = listOf(
        "statement police_record 1", // With a photo of the receipt.
        "statement footage 0", // The keeper has it.
        "file recording 1", // From the folder of recordings, tied to the call at half past eleven.
        "statement witness_statement 0",
        "file document 1", // A letter that was picked.
    )

    private fun at(day: Int, hour: Int, minute: Int): Long = LocalDateTime.of(2026, 11, day, hour, minute).atZone(zone).toInstant().toEpochMilli()

    /** Goes to a time, with a look at the phone each twelve hours, as its jobs have it. */
    private fun until(day: Int, hour: Int, minute: Int = 0) {
        val goal = at(day, hour, minute)
        while (goal - phone.clocks.wall > 12 * HOUR) {
            phone.clocks.pass(12 * HOUR)
            phone.look()
        }
        phone.clocks.pass(goal - phone.clocks.wall)
    }

    private fun text(number: String, words: String) {
        val stamp = Instant.ofEpochMilli(phone.clocks.wall).atZone(zone).format(DateTimeFormatter.ofPattern("yyMMddHHmmss")) + "32"
        phone.text(Pdus.chinese(number, words, stamp))
        phone.smsRow(number, words, phone.clocks.wall + 200, sent = phone.clocks.wall / 1_000 * 1_000)
        phone.look()
    }

    private fun call(seconds: Int) {
        val begin = phone.clocks.wall
        phone.call("RINGING", "+86$caller")
        phone.clocks.pass(8_000)
        phone.call("OFFHOOK", "+86$caller")
        phone.clocks.pass(seconds * 1_000L)
        phone.call("IDLE", "+86$caller")
        phone.callRow("+86$caller", begin, 1, seconds)
        phone.look()
    }

    private fun select(tab: Tab) {
        app.frame.select(tab)
        if (app.frame.stack.canGoBack && app.screen.entry.address.screen != tab.screen) app.frame.select(tab)
        app.idle()
    }

    private fun add(screen: String, about: String) {
        select(Tab.ADD)
        person.touch("$screen $about".trim())
    }

    private fun pickFile(name: String, bytes: ByteArray, type: String) {
        app.tap(R.string.add_choose_file)
        person.give(person.documents.put(name, bytes, type))
    }

    @Test
    fun three_weeks_end_in_a_file_in_which_the_command_line_finds_what_must_be_there() {
        phone.clocks.wall = at(2, 9, 30)
        phone.program.start(Waking.OPENED)
        phone.program.stateOwnNumber(0, "+8613700000001")

        until(2, 10)
        text(service, demand)
        app.open()
        select(Tab.CASE)
        person.touch("new")
        app.type("creditor", "乙消费金融")
        person.choose("consumer_finance")
        app.type("amount", "12000")
        app.again(processEnds = true)
        person.touch("save")
        person.touch("c1")
        person.touch("who $service")
        person.choose("CREDITOR")
        app.type("basis", "短信签名")
        person.touch("save")

        until(3, 22, 31)
        call(48)
        until(4, 9)
        select(Tab.CASE)
        person.touch("c1")
        person.touch("who +86$caller")
        person.choose("AGENCY")
        app.type("basis", "来电自称受委托")
        person.touch("save")

        for ((hour, minute) in listOf(9 to 10, 11 to 30, 14 to 5, 17 to 40)) {
            until(5, hour, minute)
            call(40)
        }
        until(7, 10)
        text(service, "再不还钱，就弄死你老婆！")
        evidence()

        until(10, 8)
        phone.look()
        phone.refuse(permission.RECEIVE_SMS)
        phone.look()
        until(10, 9)
        phone.smsRow(service, demand, phone.clocks.wall, sent = phone.clocks.wall)
        phone.look()
        until(10, 11)
        phone.grant(permission.RECEIVE_SMS)
        phone.look()

        until(12, 12)
        text("95588", "您的验证码是 1234，请勿告诉他人。")
        until(13, 14)
        text("+86$aunt", "他们打电话找到我这里了，怎么回事？")
        select(Tab.CASE)
        person.touch("c1")
        person.touch("relative +86$aunt")
        person.touch("refused +86$aunt")
        until(14, 9)
        select(Tab.CASE)
        person.touch("c1")
        person.touch("agreed")

        until(15, 10)
        share("你好，请联系我们处理账单。")
        until(16, 15)
        notice(service, "【乙消费金融】请联系我们协商还款方案。")
        until(17, 20)
        recordings()

        until(20, 12)
        phone.look()
        phone.stopByForce()
        phone.clocks.pass(8 * HOUR)
        phone.program.start(Waking.OPENED)
        until(22, 21)
        verify(handOver())
    }

    /** What the borrower adds by hand: a police record with a photo's copy, a visit, footage, a witness, a letter. */
    private fun evidence() {
        until(7, 15)
        add(Names.EVIDENCE, Evidence.POLICE_RECORD.name)
        app.type("station", "某某派出所")
        app.type("receipt_number", "警情2026-0017")
        person.moment("when", LocalDate.of(2026, 11, 7), LocalTime.of(14, 20))
        pickFile("回执.jpg", byteArrayOf(0xff.toByte(), 0xd8.toByte(), 0xff.toByte()) + ByteArray(2_000), "image/jpeg")
        person.touch("save")

        until(9, 21)
        add(Names.CONTACT, "visit")
        person.moment("when", LocalDate.of(2026, 11, 9), LocalTime.of(19, 30))
        app.type("place", "家门口")
        app.type("people", "两人")
        app.type("party", caller)
        app.type("words", "两人堵在门口，不让我出去。")
        person.choose("manner.crowd")
        person.choose("manner.blocking")
        app.again(processEnds = true)
        person.touch("save")

        add(Names.EVIDENCE, Evidence.FOOTAGE.name)
        app.type("place", "某小区东门")
        app.type("keeper", "物业李某")
        person.day("overwritten_on", LocalDate.of(2026, 11, 24))
        person.touch("save")
        add(Names.EVIDENCE, Evidence.WITNESS_STATEMENT.name)
        app.type("who", "王某")
        app.type("relation", "邻居")
        app.type("words", "九日晚上看到两个人堵在他家门口。")
        person.touch("save")
        add(Names.EVIDENCE, Evidence.DOCUMENT.name)
        app.type("title", "催收函")
        pickFile("催收函.pdf", "%PDF-1.7 invented".toByteArray(), "application/pdf")
        person.touch("save")
    }

    /** A chat text is shared as a message; it has a name and no number, so it is in no case. */
    private fun share(words: String) {
        val sharing = Robolectric.buildActivity(ShareActivity::class.java, Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, words)).setup()
        app.idle()
        app.activity.onNewIntent(shadowOf(sharing.get()).nextStartedActivity)
        app.idle()
        sharing.pause().stop().destroy()
        app.type("sender", "催收小王")
        person.touch("message")
    }

    private fun notice(title: String, words: String) {
        val listener = Robolectric.setupService(Listener::class.java)
        val notification = Notification.Builder(phone.application, "c").setSmallIcon(android.R.drawable.ic_dialog_info).setContentTitle(title).setContentText(words).build()
        val key = shadowOf(listener).addActiveNotification("com.android.mms", 9, notification)
        listener.onNotificationPosted(listener.activeNotifications.single { it.key == key })
    }

    private fun recordings() {
        person.documents.docs.clear()
        person.documents.put("${caller}_20261105113008.amr", "#!AMR\ninvented".toByteArray(), "audio/amr")
        add(Names.RECORDINGS, "")
        person.touch("choose")
        person.answer(Intent().setData(FakeDocuments.TREE))
    }

    /** Export, preview, write: three taps and the system's own dialog. */
    private fun handOver(): File {
        select(Tab.EXPORT)
        person.touch("preview")
        val texts = app.texts()
        assertTrue("the aunt first: $texts", texts.indexOfFirst { aunt in it } in 0 until texts.indexOfFirst { service in it })
        person.touch("write")
        val target = person.documents.target("证据.zip")
        person.give(target)
        assertEquals("${app.texts()}", Names.HANDED, app.screen.entry.address.screen)
        return File(phone.application.filesDir, "handed.zip").also { person.documents.file(target).copyTo(it, overwrite = true) }
    }

    private fun verify(bundle: File) {
        val audit = Cli.verify(bundle, "--trust", "sha256:" + phone.vault.publicKey().fingerprint)
        val verdicts = audit.getJSONObject("verdicts")
        assertEquals("$audit", listOf("intact", "trusted", "self-declared"), listOf("integrity", "signer", "provenance").map(verdicts::getString))
        assertEquals("$audit", 0, audit.getJSONArray("issues").length())

        val shown = json("show", bundle.path, "--json")
        val events = shown.filter { it.getString("kind") == "event" }.sortedBy { it.getLong("time") }
        assertEquals(expectedEvents, events.map { "${day(it.getLong("time"))} ${it.getString("channel")} ${it.getString("party")} ${it.getString("source")} ${it.getInt("sightings")}" })
        val flags = json("findings", bundle.path, "--json").filter { it.getString("level") != "context" }.sortedWith(compareBy({ it.getLong("time") }, { it.getString("rule") }))
        assertEquals(expectedFlags, flags.map { "${it.getString("rule")} ${it.getString("level")} ${day(it.getLong("time"))}" })

        val lines = lines(bundle)
        val gaps = lines.filter { it.getString("kind") == "gap" }.map { "${it.getString("channel")} ${it.getString("reason")} ${day(it.getLong("from"))} ${day(it.getLong("to"))}" }
        assertEquals(expectedGaps, gaps.sorted())
        val exhibits = lines.filter { it.has("evidence") }.map { "${it.getString("kind")} ${it.getString("evidence")} ${it.optJSONArray("attachments")?.length() ?: 0}" }
        assertEquals(expectedExhibits.sorted(), exhibits.sorted())
        // The recording is tied to its call, and to that one only.
        val link = lines.single { it.getString("kind") == "link" }
        val half = events.single { day(it.getLong("time")) == "11-05 11:30" }
        val sightings = phone.vault.event(half.getString("record"))!!.records.map { it.leaf }
        assertTrue("$link", link.getJSONArray("targets").getString(1) in sightings)
        // What the borrower said of people, each one record.
        val said = phone.vault.recordsOf(Dossiers.KINDS).groupingBy { it.fact.kind.name }.eachCount()
        assertEquals(mapOf("CASE" to 1, "ROLE" to 3, "REFUSAL" to 1, "AGREEMENT" to 1), said)
        bundle.delete()
    }

    private fun day(time: Long): String = Instant.ofEpochMilli(time).atZone(zone).format(DateTimeFormatter.ofPattern("MM-dd HH:mm"))

    private fun json(vararg words: String): List<JSONObject> = Cli.run(*words).out.lines().filter { it.startsWith("{") }.map(::JSONObject)

    /** The lines of the log in a bundle, read without any code of the project. */
    private fun lines(bundle: File): List<JSONObject> = java.util.zip.ZipFile(bundle).use { zip ->
        val entry = zip.entries().asSequence().single { it.name.endsWith("data/records.jsonl") }
        zip.getInputStream(entry).bufferedReader().readLines().map(::JSONObject)
    }

    private companion object {
        const val HOUR = 3_600_000L
    }
}
