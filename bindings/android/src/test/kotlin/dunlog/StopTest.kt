package dunlog

import android.app.ActivityManager
import android.app.ApplicationExitInfo
import android.content.Intent
import android.security.keystore.UserNotAuthenticatedException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowActivityManager.ApplicationExitInfoBuilder

/** Ends of the process, boots, days and clocks. */
@RunWith(RobolectricTestRunner::class)
class StopTest {
    @get:Rule
    val phone = TestPhone()

    private fun ended(reason: Int, at: Long) {
        val manager = phone.application.getSystemService(ActivityManager::class.java)!!
        shadowOf(manager).addApplicationExitInfo(ApplicationExitInfoBuilder.newBuilder().setReason(reason).setTimestamp(at).setProcessName(phone.application.packageName).build())
    }

    @Test
    fun a_stop_by_force_is_a_gap_of_every_open_way() {
        phone.alive()
        val at = phone.clocks.wall
        ended(ApplicationExitInfo.REASON_USER_REQUESTED, at)
        phone.stopByForce()
        phone.clocks.pass(5 * 3_600_000)
        phone.program.start(Waking.OPENED)
        val gaps = phone.stops()
        // Not screening and not notifications: nobody gave them.
        assertEquals(6, gaps.size)
        assertTrue(gaps.all { it.fact.from == at && it.fact.to == phone.clocks.wall })
        phone.kill()
        phone.clocks.pass(3_600_000)
        phone.program.start(Waking.OPENED)
        assertEquals(6, phone.stops().size)
    }

    @Test
    fun without_the_systems_word_a_stop_is_told_from_the_last_sign_of_life() {
        phone.alive()
        val alive = phone.clocks.wall - 60_000
        phone.stopByForce()
        phone.clocks.pass(3_600_000)
        phone.program.start(Waking.OPENED)
        assertEquals(6, phone.stops().size)
        assertTrue(phone.stops().all { it.fact.from == alive && it.fact.to == phone.clocks.wall })
    }

    @Test
    fun a_swipe_from_the_recent_programs_is_no_gap() {
        phone.alive()
        ended(ApplicationExitInfo.REASON_USER_REQUESTED, phone.clocks.wall)
        phone.kill()
        phone.clocks.pass(3_600_000)
        phone.program.start(Waking.OPENED)
        assertEquals(0, phone.stops().size)
    }

    @Test
    fun while_the_keystore_is_locked_the_sign_of_a_stop_waits() {
        phone.alive()
        phone.stopByForce()
        phone.clocks.pass(3_600_000)
        phone.keystore.fault = UserNotAuthenticatedException()
        phone.program.start(Waking.OPENED)
        phone.kill()
        phone.keystore.fault = null
        phone.clocks.pass(60_000)
        phone.program.start(Waking.OPENED)
        assertEquals(6, phone.stops().size)
    }

    @Test
    fun a_process_that_only_died_is_no_gap() {
        phone.alive()
        ended(ApplicationExitInfo.REASON_LOW_MEMORY, phone.clocks.wall)
        ended(ApplicationExitInfo.REASON_SIGNALED, phone.clocks.wall)
        phone.kill()
        phone.clocks.pass(3_600_000)
        phone.program.start(Waking.OPENED)
        assertEquals(0, phone.stops().size)
    }

    @Test
    fun a_reboot_goes_on_where_it_stopped() {
        phone.alive()
        phone.text(Pdus.chinese("106900001234", "一"))
        phone.kill()
        phone.clocks.reboot(600_000)
        phone.system(Intent.ACTION_LOCKED_BOOT_COMPLETED)
        phone.text(Pdus.chinese("106900001234", "二"))
        phone.system(Intent.ACTION_BOOT_COMPLETED)
        assertEquals(listOf("一", "二"), phone.records(Kind.EVENT).map { it.body })
        assertEquals(listOf("boot-1", "boot-2"), phone.records(Kind.EVENT).map { it.fact.seen?.boot })
        assertTrue(phone.records(Kind.HEARTBEAT).any { it.fact.reason == "boot" || it.detail!!.contains("boot") })
        assertEquals(0, phone.stops().size)
    }

    @Test
    fun every_day_has_a_sign_of_life() {
        phone.alive()
        val before = phone.records(Kind.HEARTBEAT).size
        repeat(3 * 96) {
            phone.clocks.pass(15 * 60_000)
            phone.look()
        }
        assertEquals(before + 3, phone.records(Kind.HEARTBEAT).size)
    }

    @Test
    fun a_clock_set_to_1970_and_back_is_told_and_loses_nothing() {
        phone.alive()
        phone.text(Pdus.chinese("106900001234", "前"))
        val right = phone.clocks.wall
        phone.clocks.wall = 1_000
        phone.system(Intent.ACTION_TIME_CHANGED)
        phone.clocks.pass(60_000)
        phone.text(Pdus.chinese("106900001234", "中"))
        phone.look(Waking.JOB)
        phone.clocks.wall = right + 120_000
        phone.system(Intent.ACTION_TIME_CHANGED)
        phone.clocks.pass(60_000)
        phone.text(Pdus.chinese("106900001234", "后"))
        assertEquals(listOf("前", "中", "后"), phone.records(Kind.EVENT).map { it.body })
        val clocks = phone.records(Kind.CLOCK)
        assertEquals(1, clocks.count { it.fact.reason == "out_of_range" && it.fact.delta == 0L })
        val jumps = clocks.mapNotNull { it.fact.delta }.filter { it != 0L }
        assertTrue("$jumps", jumps.size >= 2 && jumps.first() < 0 && jumps.last() > 0)
        assertEquals(emptyList<VaultIssue>(), phone.vault.check())
    }

    @Test
    fun a_change_of_zone_is_told() {
        phone.alive()
        phone.clocks.offset = 540
        phone.clocks.zone = "Asia/Tokyo"
        phone.system(Intent.ACTION_TIMEZONE_CHANGED)
        assertEquals("Asia/Tokyo", phone.records(Kind.ZONE).last().fact.offset?.zone)
    }

    @Test
    fun a_self_test_says_in_which_ways_each_trial_was_seen() {
        phone.alive()
        val ordinary = phone.program.selfTest(Trial.ORDINARY_TEXT)!!
        phone.clocks.pass(5_000)
        phone.text(Pdus.chinese("+8613900000009", "测试"))
        phone.smsRow("+8613900000009", "测试", phone.clocks.wall)
        phone.clocks.pass(5_000)
        assertEquals(mapOf(Way.SMS_BROADCAST to true, Way.SMS_STORE to true, Way.NOTIFICATIONS to false), ordinary.end().associate { it.way to it.seen })
        phone.clocks.pass(60_000)
        // The vendor hides texts of service numbers from programs: granted is not seeing.
        val service = phone.program.selfTest(Trial.SERVICE_TEXT)!!
        phone.clocks.pass(5_000)
        assertTrue(service.end().none { it.seen })
        val call = phone.program.selfTest(Trial.CALL)!!
        phone.clocks.pass(5_000)
        phone.call("RINGING", "+8613900000009")
        phone.call("IDLE", "+8613900000009")
        assertEquals(listOf(Way.PHONE_STATE), call.end().filter { it.seen }.map { it.way })
        assertEquals(3, phone.records(Kind.SELF_TEST).size)
    }

    @Test
    fun the_own_number_of_a_slot_stands_beside_what_comes_through_it() {
        phone.program.stateOwnNumber(1, "+8613700000001")
        phone.text(Pdus.chinese("106900001234", "还款"), slot = 1)
        phone.text(Pdus.chinese("106900001234", "还款二"), slot = 0)
        assertEquals(listOf("+8613700000001", null), phone.records(Kind.EVENT).map { it.own?.name?.number })
    }
}
