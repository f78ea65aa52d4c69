package dunlog

import android.Manifest.permission
import android.app.Notification
import android.content.Intent
import android.security.keystore.UserNotAuthenticatedException
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
import java.util.zip.ZipFile

/** One day of one borrower, from the morning to the next one, and what a lawyer reads of it. */
@RunWith(RobolectricTestRunner::class)
class DayTest {
    @get:Rule
    val phone = TestPhone()

    private val collector = "106900005678"
    private val caller = "+8613900000077"

    /** Goes to a time of the day, in minutes since midnight in Shanghai, with a job every 15 minutes. */
    private fun until(hour: Int, minute: Int, day: Int = 0) {
        val goal = MIDNIGHT + day * DAY + (hour * 60L + minute) * MINUTE
        while (goal - phone.clocks.wall > 15 * MINUTE) {
            phone.clocks.pass(15L * MINUTE)
            phone.program.watch()?.look(null)
        }
        phone.clocks.pass(goal - phone.clocks.wall)
    }

    /** A text comes in, and the phone's own program writes it into the store. */
    private fun text(words: String) {
        phone.text(Pdus.chinese(collector, words, time()))
        phone.smsRow(collector, words, phone.clocks.wall + 200, sent = phone.clocks.wall / 1_000 * 1_000)
    }

    /** The service centre's time stamp of this moment. */
    private fun time(): String {
        val local = java.time.Instant.ofEpochMilli(phone.clocks.wall).atOffset(java.time.ZoneOffset.ofHours(8))
        return local.format(java.time.format.DateTimeFormatter.ofPattern("yyMMddHHmmss")) + "32"
    }

    private fun missed() {
        phone.call("RINGING", caller)
        phone.clocks.pass(25_000)
        phone.call("IDLE", caller)
        phone.callRow(caller, phone.clocks.wall - 25_000, 3, 0)
    }

    @Test
    fun a_day_ends_in_a_bundle_that_the_command_line_verifies() {
        phone.clocks.wall = MIDNIGHT + 8 * 60 * MINUTE
        phone.program.start(Waking.OPENED)
        phone.program.stateOwnNumber(0, "+8613700000001")
        // Who the number is, only the borrower knows: without it nothing is said of the hours.
        phone.vault.enter(Typed.Role(Role.AGENCY), TypedEntry(party = party(collector, "CN")), phone.clocks.wall)

        until(9, 10)
        text("【某某消金】您的借款今日到期，请及时还款。")
        until(10, 5)
        missed()
        until(10, 20)
        missed()
        until(11, 0)
        val listener = Robolectric.setupService(Listener::class.java)
        val notification = Notification.Builder(phone.application, "c").setSmallIcon(android.R.drawable.ic_dialog_info).setContentTitle("催收小王").setContentText("在吗").build()
        val key = shadowOf(listener).addActiveNotification("com.tencent.mm", 1, notification)
        listener.onNotificationPosted(listener.activeNotifications.single { it.key == key })

        // A permission is withdrawn; a text comes in meanwhile and only the store has it.
        until(14, 0)
        phone.look()
        val off = phone.clocks.wall
        phone.refuse(permission.RECEIVE_SMS)
        until(14, 40)
        phone.smsRow(collector, "再不还钱就打死你", phone.clocks.wall)
        until(16, 0)
        phone.grant(permission.RECEIVE_SMS)
        phone.look()
        val on = phone.clocks.wall

        // The phone is switched off and on.
        until(18, 0)
        phone.kill()
        phone.clocks.reboot(300_000)
        phone.system(Intent.ACTION_LOCKED_BOOT_COMPLETED)

        // Its clock is set two hours forward and back.
        until(20, 0)
        phone.clocks.wall += 2 * HOUR
        phone.system(Intent.ACTION_TIME_CHANGED)
        phone.clocks.pass(60_000)
        phone.clocks.wall -= 2 * HOUR
        phone.system(Intent.ACTION_TIME_CHANGED)

        // At night the keystore is locked and the process ends more than once.
        until(22, 30)
        phone.kill()
        phone.keystore.fault = UserNotAuthenticatedException()
        until(23, 40)
        text("逾期不还，让你全家不得安宁，弄死你")
        phone.kill()
        until(23, 59)
        text("请今日还款")
        until(7, 30, day = 1)
        phone.keystore.fault = null
        phone.program.start(Waking.OPENED)

        val file = phone.folder("day.zip")
        val audit = Bundles.audit(phone.vault, file, phone.clocks.wall)
        val verdicts = audit.getJSONObject("verdicts")
        assertEquals("$audit", listOf("intact", "trusted", "self-declared"), listOf("integrity", "signer", "provenance").map(verdicts::getString))
        assertEquals("$audit", 0, audit.getInt("hidden"))

        val lines = lines(file)
        val sources = lines.filter { it.getString("kind") == "event" }.groupingBy { it.getString("source") }.eachCount()
        // Three texts and two calls as they came; rows of these and of the text that only the store has; one notification.
        assertEquals(mapOf("captured" to 5, "mirrored" to 6, "relayed" to 1), sources)
        val gap = lines.single { it.getString("kind") == "gap" }
        assertEquals(listOf("sms", "permission_off", off, on), listOf("channel", "reason", "from", "to").map(gap::get))
        val jumps = lines.filter { it.getString("kind") == "clock" }.map { it.getLong("delta") / HOUR }
        assertEquals(listOf(2L, -2L), jumps)
        // A row tells the time that its store gave it, and what a person enters that of no clock.
        val seen = lines.filter { it.optString("source") in setOf("captured", "relayed", "program") && it.has("seen") }.map { it.getJSONObject("seen") }
        assertEquals(setOf("boot-1", "boot-2"), seen.map { it.getString("boot") }.toSet())

        assertEquals(7, json("show", file.path, "--json").count { it.getString("kind") == "event" })
        val findings = json("findings", file.path, "--json")
        val found = findings.filter { it.getString("level") in setOf("sign", "review", "borderline") }.map { it.getString("rule") }.toSet()
        assertTrue("$findings", found.containsAll(setOf("threat-violence", "quiet-hours")))
    }

    private fun json(vararg words: String): List<JSONObject> = Cli.run(*words).out.lines().filter { it.startsWith("{") }.map(::JSONObject)

    /** The lines of the log in a bundle, read without any code of the project. */
    private fun lines(bundle: File): List<JSONObject> = ZipFile(bundle).use { zip ->
        val entry = zip.entries().asSequence().single { it.name.endsWith("data/records.jsonl") }
        zip.getInputStream(entry).bufferedReader().readLines().map(::JSONObject)
    }

    private companion object {
        /** 2026-12-01, midnight in Shanghai. */
        const val MIDNIGHT = 1_796_054_400_000L
        const val HOUR = 3_600_000L
    }
}
