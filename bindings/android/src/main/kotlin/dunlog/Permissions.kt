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

    /** Whether anybody counts on a way: a role and a listener only once a person gave them. */
    fun isExpected(way: Way, kept: Kept): Boolean = when (way) {
        Way.SCREENING, Way.NOTIFICATIONS -> kept.flag("given.$way")
        else -> true
    }

    /** Why a way is shut. A role or a listener that a person never gave is no gap: nobody counted on it. */
    fun shut(context: Context, way: Way, kept: Kept, now: Long): GapReason? = when (way) {
        Way.SCREENING -> {
            val holds = holdsRole(context)
            if (holds) kept.note("given.$way" to true)
            GapReason.ROLE_OFF.takeIf { !holds && isExpected(way, kept) }
        }
        Way.NOTIFICATIONS -> {
            val listed = isListener(context)
            if (listed) kept.note("given.$way" to true)
            val shut = !listed || Listener.isConnected == false || now - (kept.number(UNBOUND) ?: now) >= BINDING
            (if (listed) GapReason.LISTENER_UNBOUND else GapReason.PERMISSION_OFF).takeIf { shut && isExpected(way, kept) }
        }
        else -> if (isOpen(context, way)) null else GapReason.PERMISSION_OFF
    }

    /**
     * Notes since when the listener has not been bound, over all processes since it last was. The system binds it soon after
     * a process begins, so for [BINDING] nothing is known of the way: neither open nor shut.
     */
    fun noteBinding(kept: Kept, now: Long) {
        val since = kept.number(UNBOUND)
        if (Listener.isConnected == true) kept.note(UNBOUND to null) else if (since == null || since > now) kept.note(UNBOUND to now)
    }

    /** Whether it is not known yet if a way is open: a listener that is allowed, and that the system may be about to bind. */
    fun isUnknown(way: Way): Boolean = way == Way.NOTIFICATIONS && Listener.isConnected == null

    private const val UNBOUND = "unbound"
    private const val BINDING = 5L * MINUTE

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
