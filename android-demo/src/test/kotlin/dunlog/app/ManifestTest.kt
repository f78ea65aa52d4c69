package dunlog.app

import android.content.pm.PackageManager
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** What the system is told about the app. */
@RunWith(RobolectricTestRunner::class)
class ManifestTest {
    private val app get() = org.robolectric.RuntimeEnvironment.getApplication()
    private val flags = PackageManager.GET_PERMISSIONS or PackageManager.GET_ACTIVITIES or PackageManager.GET_RECEIVERS or
        PackageManager.GET_SERVICES or PackageManager.GET_PROVIDERS or PackageManager.MATCH_DISABLED_COMPONENTS
    private val info get() = app.packageManager.getPackageInfo(app.packageName, flags)

    @Test
    fun the_permissions_are_exactly_these_and_no_network_is_among_them() {
        assertEquals(Listed.permissions, info.requestedPermissions!!.toSet())
        assertFalse(info.requestedPermissions!!.any { "INTERNET" in it || "NETWORK" in it })
    }

    @Test
    fun exactly_these_parts_can_be_reached_from_outside() {
        val all = info.activities.orEmpty().toList() + info.receivers.orEmpty() + info.services.orEmpty() + info.providers.orEmpty()
        assertEquals(Listed.exported, all.filter { it.exported }.map { it.name }.toSet())
    }

    @Test
    fun nothing_goes_into_a_backup() {
        val application = app.applicationInfo
        assertEquals(0, application.flags and android.content.pm.ApplicationInfo.FLAG_ALLOW_BACKUP)
        val rules = File(System.getProperty("dunlog.root")!!, "android-demo/src/main/res/xml/data_extraction_rules.xml").readText()
        assertEquals(2, Regex("<exclude domain=\"root\" />").findAll(rules).count())
        assertFalse("include" in rules)
    }

    /** What is listed; whoever adds to the manifest adds here, with the reason in the manifest. */
    private object Listed {
        val permissions = setOf(
            "RECEIVE_SMS", "RECEIVE_MMS", "RECEIVE_WAP_PUSH", "READ_SMS", "READ_CALL_LOG", "READ_PHONE_STATE", "RECEIVE_BOOT_COMPLETED",
            "USE_BIOMETRIC", "POST_NOTIFICATIONS", "FOREGROUND_SERVICE", "FOREGROUND_SERVICE_DATA_SYNC",
        ).map { "android.permission.$it" }.toSet()

        val exported = setOf(
            "dunlog.SmsReceiver", "dunlog.MmsPushReceiver", "dunlog.CallStateReceiver", "dunlog.StartReceiver", "dunlog.ScreeningService",
            "dunlog.Listener", "dunlog.app.Plain", "dunlog.app.Neutral",
            // Takes what another app shares; it seals it and shows nothing.
            "dunlog.app.share.ShareActivity",
        )
    }
}
