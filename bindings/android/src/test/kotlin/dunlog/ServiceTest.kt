package dunlog

import android.app.Notification
import android.content.ComponentName
import android.content.Intent
import android.net.Uri
import android.provider.Settings
import android.telecom.Call
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowCallScreeningService

/** The services that the system binds: screening, notifications, jobs. */
@RunWith(RobolectricTestRunner::class)
class ServiceTest {
    @get:Rule
    val phone = TestPhone()

    private fun call(number: String, direction: Int) = Call.Details(
        Call.STATE_RINGING, "c1", Uri.fromParts("tel", number, null), 1, null, 0, null, 0, 0, null, 0L, null, 0, null, null, null, 0L, null, direction, 0, null,
    )

    @Test
    fun a_screened_call_is_captured_and_let_through() {
        val service = Robolectric.setupService(ScreeningService::class.java)
        service.onScreenCall(call("+8613900000004", Call.Details.DIRECTION_INCOMING))
        val answer = Shadow.extract<ShadowCallScreeningService>(service).lastRespondToCallInput.get().callResponse
        assertFalse(answer.disallowCall)
        assertFalse(answer.rejectCall)
        // Whether it rang is not known before a minute is over.
        phone.clocks.pass(61_000)
        phone.look(Waking.JOB)
        val record = phone.records(Kind.EVENT).single()
        assertEquals(Source.CAPTURED, record.fact.source)
        assertEquals("+8613900000004", record.party?.name?.number)
        assertEquals(Direction.IN, record.fact.direction)
        assertTrue(record.detail, record.detail!!.contains("\"rang\":false"))
    }

    private fun notice(listener: Listener, program: String, id: Int, title: CharSequence?, text: CharSequence?, flags: Int = 0) {
        val notification = Notification.Builder(phone.application, "c").setSmallIcon(android.R.drawable.ic_dialog_info).setContentTitle(title).setContentText(text).build()
        notification.flags = notification.flags or flags
        val key = shadowOf(listener).addActiveNotification(program, id, notification)
        listener.onNotificationPosted(listener.activeNotifications.single { it.key == key })
    }

    @Test
    fun notifications_of_chosen_programs_are_relayed() {
        val listener = Robolectric.setupService(Listener::class.java)
        notice(listener, "com.tencent.mm", 1, "催收小王", "再不还钱就上门")
        notice(listener, "org.example.weather", 2, "晴", "25 度")
        notice(listener, "com.tencent.mm", 3, "微信", "2 条新消息", Notification.FLAG_GROUP_SUMMARY)
        notice(listener, "com.android.mms", 4, "10690000", "half \uD83D of a pair")
        val records = phone.records(Kind.EVENT)
        assertEquals(listOf("再不还钱就上门", "half \uFFFD of a pair"), records.map { it.body })
        assertTrue(records.all { it.fact.source == Source.RELAYED })
        assertEquals(listOf(Channel.CHAT, Channel.SMS), records.map { it.fact.channel })
    }

    /** A person allows the listener in the settings. */
    private fun allow() {
        val own = ComponentName(phone.application, Listener::class.java).flattenToString()
        Settings.Secure.putString(phone.application.contentResolver, "enabled_notification_listeners", own)
    }

    @Test
    fun a_listener_that_is_not_bound_after_a_start_is_a_gap() {
        allow()
        Robolectric.setupService(Listener::class.java).onListenerConnected()
        val from = phone.clocks.wall
        // Soon bound again: no gap.
        phone.kill()
        phone.clocks.pass(60_000)
        phone.look()
        Robolectric.setupService(Listener::class.java).onListenerConnected()
        val last = phone.clocks.wall
        assertEquals(60_000L, last - from)
        // Not bound, and the process ends each time soon after a job has started it.
        repeat(3) {
            phone.kill()
            phone.clocks.pass(15L * MINUTE)
            phone.look()
        }
        Robolectric.setupService(Listener::class.java).onListenerConnected()
        val gap = phone.records(Kind.GAP).single().fact
        assertEquals(listOf<Any?>("listener_unbound", last, phone.clocks.wall), listOf(gap.reason, gap.from, gap.to))
    }

    @Test
    fun a_listener_that_is_unbound_is_a_gap() {
        allow()
        val listener = Robolectric.setupService(Listener::class.java)
        listener.onListenerConnected()
        val from = phone.clocks.wall
        phone.clocks.pass(60_000)
        listener.onListenerDisconnected()
        phone.clocks.pass(3_600_000)
        listener.onListenerConnected()
        val gap = phone.records(Kind.GAP).single()
        assertEquals("listener_unbound", gap.fact.reason)
        assertEquals(from, gap.fact.from)
        assertEquals(phone.clocks.wall, gap.fact.to)
    }

    @Test
    fun jobs_are_armed_at_start_boot_and_update_and_after_each_run() {
        val jobs = TestPhone.JOBS(phone.application)
        for (wake in listOf<() -> Unit>(
            { phone.program.start(Waking.OPENED) },
            { phone.system(Intent.ACTION_BOOT_COMPLETED) },
            { phone.system(Intent.ACTION_LOCKED_BOOT_COMPLETED) },
            { phone.system(Intent.ACTION_MY_PACKAGE_REPLACED) },
            { phone.runJob(Jobs.CHANGES) },
        )) {
            jobs.cancelAll()
            wake()
            assertEquals(setOf(Jobs.PERIODIC, Jobs.CHANGES), jobs.allPendingJobs.map { it.id }.toSet())
        }
        val periodic = jobs.getPendingJob(Jobs.PERIODIC)!!
        assertTrue(periodic.isPersisted)
        assertEquals(15 * 60_000L, periodic.intervalMillis)
        assertEquals(Jobs.WATCHED, jobs.getPendingJob(Jobs.CHANGES)!!.triggerContentUris!!.map { it.uri })
    }

    @Test
    fun a_job_mirrors_what_the_store_got() {
        phone.look()
        phone.smsRow("+8613900000005", "我已还款", phone.clocks.wall, type = 2)
        phone.clocks.pass(1_000)
        phone.runJob(Jobs.CHANGES)
        val record = phone.records(Kind.EVENT).single()
        assertEquals(Source.MIRRORED, record.fact.source)
        assertEquals(Direction.OUT, record.fact.direction)
        assertEquals("我已还款", record.body)
    }
}
