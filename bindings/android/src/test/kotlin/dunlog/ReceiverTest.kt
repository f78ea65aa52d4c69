package dunlog

import android.Manifest.permission
import android.content.BroadcastReceiver
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.content.res.Resources
import android.os.Bundle
import android.os.Looper
import android.provider.Telephony
import android.telephony.TelephonyManager
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.experimental.categories.Category
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.xmlpull.v1.XmlPullParser
import java.util.concurrent.Executor

/** Who may tell the library something, and what comes of it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34, 26])
@Category(OnOldest::class)
class ReceiverTest {
    @get:Rule
    val phone = TestPhone()

    private val pdu = Pdus.chinese("+8613900000001", "请还款")

    /** The actions that only the system may send, as the manifest of the system lists them. */
    private val ofTheSystem: Set<String> by lazy {
        val manifest = Resources.getSystem().assets.openXmlResourceParser("AndroidManifest.xml")
        buildSet {
            while (manifest.next() != XmlPullParser.END_DOCUMENT) {
                if (manifest.eventType == XmlPullParser.START_TAG && manifest.name == "protected-broadcast") add(manifest.getAttributeValue(ANDROID, "name"))
            }
        }
    }

    /** The rules of the system: a program sends no action that is the system's, and who lacks the receiver's permission does not reach it. */
    private fun sendAs(permissions: Set<String>, receiver: Class<*>, intent: Intent) {
        if (SYSTEM !in permissions && intent.action in ofTheSystem) return
        val info = phone.application.packageManager.getReceiverInfo(ComponentName(phone.application, receiver), 0)
        if (SYSTEM in permissions || info.permission == null || info.permission in permissions) phone.broadcast(intent.setComponent(ComponentName(phone.application, receiver)))
    }

    private fun ringing() = Intent(TelephonyManager.ACTION_PHONE_STATE_CHANGED).putExtra(TelephonyManager.EXTRA_STATE, TelephonyManager.EXTRA_STATE_RINGING)

    private fun received() = Intent(Telephony.Sms.Intents.SMS_RECEIVED_ACTION).putExtra("pdus", arrayOf(pdu)).putExtra("format", "3gpp")

    @Test
    fun a_broadcast_of_an_unprivileged_app_leaves_no_record() {
        sendAs(setOf(permission.INTERNET), SmsReceiver::class.java, received())
        sendAs(setOf(permission.INTERNET), MmsPushReceiver::class.java, Intent(Telephony.Sms.Intents.WAP_PUSH_RECEIVED_ACTION).putExtra("data", byteArrayOf(1)))
        sendAs(setOf(permission.INTERNET), CallStateReceiver::class.java, ringing())
        sendAs(setOf(permission.INTERNET), StartReceiver::class.java, Intent(Intent.ACTION_BOOT_COMPLETED))
        phone.clocks.pass(2 * DAY)
        assertEquals(1, phone.records().size)
        // Its permission guards the receiver also where the action is nobody's.
        sendAs(setOf(permission.BROADCAST_SMS, SYSTEM), SmsReceiver::class.java, received())
        assertEquals("请还款", phone.records(Kind.EVENT).single().body)
    }

    @Test
    fun another_action_leaves_no_record() {
        val forged = Intent("org.example.FORGED").putExtras(received())
        for (receiver in listOf(SmsReceiver::class.java, MmsPushReceiver::class.java, CallStateReceiver::class.java, StartReceiver::class.java)) {
            phone.broadcast(Intent(forged).setComponent(ComponentName(phone.application, receiver)))
        }
        assertEquals(1UL, phone.vault.head().size)
    }

    @Test
    fun only_the_system_sends_what_has_no_permission() {
        val unguarded = listOf(
            TelephonyManager.ACTION_PHONE_STATE_CHANGED, Intent.ACTION_LOCKED_BOOT_COMPLETED, Intent.ACTION_BOOT_COMPLETED,
            Intent.ACTION_MY_PACKAGE_REPLACED, Intent.ACTION_TIME_CHANGED, Intent.ACTION_TIMEZONE_CHANGED,
        )
        assertEquals(emptyList<String>(), unguarded - ofTheSystem)
        sendAs(setOf(SYSTEM), CallStateReceiver::class.java, ringing().putExtra(@Suppress("DEPRECATION") TelephonyManager.EXTRA_INCOMING_NUMBER, "+8613900000002"))
        phone.clocks.pass(2 * DAY)
        phone.look()
        assertEquals("+8613900000002", phone.records(Kind.EVENT).single().party?.name?.number)
    }

    @Test
    fun a_broadcast_ends_before_the_vault_has_its_turn() {
        // The line in front of the vault does not move.
        val waiting = ArrayList<Runnable>()
        Program.executor = Executor { waiting += it }
        var ended = 0
        val end = object : BroadcastReceiver() {
            override fun onReceive(context: Context, intent: Intent) {
                ended++
            }
        }
        for (intent in listOf(received(), Intent(Intent.ACTION_BOOT_COMPLETED), Intent(Intent.ACTION_TIME_CHANGED))) {
            phone.application.sendOrderedBroadcast(intent.setPackage(phone.application.packageName), null, end, null, 0, null, null)
            shadowOf(Looper.getMainLooper()).idle()
        }
        assertEquals(3, ended)
        // And yet nothing is lost where the process ends here.
        Program.executor = Executor { it.run() }
        phone.kill()
        phone.runJobs()
        assertEquals("请还款", phone.records(Kind.EVENT).single().body)
        assertEquals(1, phone.records(Kind.HEARTBEAT).count { it.fact.reason == "boot" })
    }

    @Test
    fun every_exported_part_says_who_may_send_to_it() {
        val guarded = mapOf(
            "dunlog.SmsReceiver" to permission.BROADCAST_SMS,
            "dunlog.MmsPushReceiver" to permission.BROADCAST_WAP_PUSH,
            "dunlog.ScreeningService" to permission.BIND_SCREENING_SERVICE,
            "dunlog.Listener" to permission.BIND_NOTIFICATION_LISTENER_SERVICE,
            "dunlog.SyncJob" to "android.permission.BIND_JOB_SERVICE",
            // Their actions are protected: the system refuses them to anybody else.
            "dunlog.CallStateReceiver" to null,
            "dunlog.StartReceiver" to null,
        )
        val info = phone.application.packageManager.getPackageInfo(phone.application.packageName, PackageManager.GET_RECEIVERS or PackageManager.GET_SERVICES)
        val found = info.receivers!!.associate { it.name to it.permission } + info.services!!.associate { it.name to it.permission }
        assertEquals(guarded, found)
    }

    @Test
    fun extras_that_hold_no_message_leave_no_record() {
        phone.broadcast(Intent(Telephony.Sms.Intents.SMS_RECEIVED_ACTION))
        phone.broadcast(Intent(Telephony.Sms.Intents.SMS_RECEIVED_ACTION).putExtra("pdus", "text"))
        phone.broadcast(Intent(Telephony.Sms.Intents.SMS_RECEIVED_ACTION).putExtra("pdus", arrayOf("text")))
        phone.broadcast(Intent(Telephony.Sms.Intents.WAP_PUSH_RECEIVED_ACTION).putExtras(Bundle()))
        phone.broadcast(Intent(TelephonyManager.ACTION_PHONE_STATE_CHANGED).putExtra(TelephonyManager.EXTRA_STATE, "DANCING"))
        assertEquals(1UL, phone.vault.head().size)
    }

    @Test
    fun a_call_that_rings_and_is_taken_is_one_event() {
        phone.call(TelephonyManager.EXTRA_STATE_RINGING, "+8613900000002")
        phone.clocks.pass(6_000)
        phone.call(TelephonyManager.EXTRA_STATE_OFFHOOK, "+8613900000002")
        phone.clocks.pass(61_000)
        phone.call(TelephonyManager.EXTRA_STATE_IDLE, "+8613900000002")
        phone.records()
        val record = phone.events().single().records.single()
        assertEquals(Source.CAPTURED, record.fact.source)
        assertEquals(Channel.CALL, record.fact.channel)
        assertEquals(Direction.IN, record.fact.direction)
        assertEquals("+8613900000002", record.party?.name?.number)
        assertEquals(Outcome.CONNECTED, record.fact.outcome)
        assertEquals(61L, record.fact.duration)
    }

    @Test
    fun an_mms_is_announced_and_its_content_mirrored() {
        // M-Notification.ind: type, transaction, version, from, class, size, expiry, place of the content.
        val push = Pdus.hex("8c8298") + "T0001".toByteArray() + Pdus.hex("008d90") +
            Pdus.hex("891a80") + "+8613900000003/TYPE=PLMN".toByteArray() + Pdus.hex("00") +
            Pdus.hex("8a808e0204008805810302a30083") + "http://mms.example/1".toByteArray() + Pdus.hex("00")
        // Without the type that the manifest's filter names: Robolectric reads filters without their types.
        phone.broadcast(Intent(Telephony.Sms.Intents.WAP_PUSH_RECEIVED_ACTION).putExtra("data", push))
        val announced = phone.records(Kind.EVENT).single()
        assertEquals(Source.CAPTURED, announced.fact.source)
        assertEquals(Channel.MMS, announced.fact.channel)
        assertEquals("+8613900000003", announced.party?.name?.number)
        phone.clocks.pass(5_000)
        phone.mms.put("rows", "date" to phone.clocks.wall / 1000, "msg_box" to 1, "m_type" to 132, "ct_t" to "application/vnd.wap.multipart.related", "tr_id" to "T0001")
        phone.mms.put("part", "mid" to 1, "ct" to "text/plain", "text" to "欠款通知")
        phone.mms.put("addr", "msg_id" to 1, "address" to "+8613900000003", "type" to 137)
        phone.look()
        val mirrored = phone.records(Kind.EVENT).single { it.fact.source == Source.MIRRORED }
        assertEquals("欠款通知", mirrored.body)
        assertEquals("+8613900000003", mirrored.party?.name?.number)
    }

    @Test
    fun nothing_is_done_before_a_vault_was_made() {
        Program.end()
        phone.program.folder.parentFile!!.deleteRecursively()
        phone.text(pdu)
        phone.system(Intent.ACTION_BOOT_COMPLETED)
        assertNull(phone.program.capture())
    }

    private companion object {
        const val ANDROID = "http://schemas.android.com/apk/res/android"

        /** Stands for the system itself among the permissions of a sender. */
        const val SYSTEM = "the system"
    }
}
