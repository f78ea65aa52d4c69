package dunlog

import android.Manifest.permission
import android.app.role.RoleManager
import android.content.ComponentName
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.provider.Settings

/** What must be granted for a way to be open, and whether it is. */
internal object Permissions {
    /** The permissions that a way needs; the app asks for them. */
    fun of(way: Way): List<String> = when (way) {
        Way.SMS_BROADCAST -> listOf(permission.RECEIVE_SMS)
        Way.MMS_PUSH -> listOf(permission.RECEIVE_MMS)
        Way.PHONE_STATE -> listOf(permission.READ_PHONE_STATE, permission.READ_CALL_LOG)
        Way.SMS_STORE, Way.MMS_STORE -> listOf(permission.READ_SMS)
        Way.CALL_LOG -> listOf(permission.READ_CALL_LOG)
        Way.SCREENING, Way.NOTIFICATIONS -> emptyList()
    }

    /** Whether all of them are granted. */
    fun isOpen(context: Context, way: Way): Boolean =
        of(way).all { context.checkSelfPermission(it) == PackageManager.PERMISSION_GRANTED }

    /** Why a way is shut. A role or a listener that a person never gave is no gap: nobody counted on it. */
    fun shut(context: Context, way: Way, kept: Kept): GapReason? = when (way) {
        Way.SCREENING -> {
            val holds = holdsRole(context)
            if (holds) kept.note("given.$way" to true)
            GapReason.ROLE_OFF.takeIf { !holds && kept.flag("given.$way") }
        }
        Way.NOTIFICATIONS -> {
            val listed = isListener(context)
            if (listed) kept.note("given.$way" to true)
            val shut = !listed || Listener.isConnected == false
            (if (listed) GapReason.LISTENER_UNBOUND else GapReason.PERMISSION_OFF).takeIf { shut && kept.flag("given.$way") }
        }
        else -> if (isOpen(context, way)) null else GapReason.PERMISSION_OFF
    }

    private fun holdsRole(context: Context): Boolean =
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q && holdsScreening(context)

    @FromLevel(Build.VERSION_CODES.Q)
    private fun holdsScreening(context: Context): Boolean =
        context.getSystemService(RoleManager::class.java)?.isRoleHeld(RoleManager.ROLE_CALL_SCREENING) == true

    /** The setting behind `isNotificationListenerAccessGranted`, which level 26 lacks. */
    private fun isListener(context: Context): Boolean {
        val listed = Settings.Secure.getString(context.contentResolver, "enabled_notification_listeners").orEmpty()
        val own = ComponentName(context, Listener::class.java)
        return listed.split(':').any { ComponentName.unflattenFromString(it) == own }
    }
}
