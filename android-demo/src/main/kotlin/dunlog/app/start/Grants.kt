package dunlog.app.start

import android.app.role.RoleManager
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.os.PowerManager
import android.provider.Settings
import dunlog.FromLevel
import dunlog.Listener
import dunlog.app.frame.Frame

/** Whether the system allows something, and how it is asked. */
object Grants {
    /** Whether it is allowed now; none where the system does not tell. */
    fun isGranted(context: Context, grant: Grant): Boolean? = when (grant.asking) {
        Asking.PERMISSIONS -> grant.permissions.all { context.checkSelfPermission(it) == PackageManager.PERMISSION_GRANTED }
        Asking.ROLE -> Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q && holdsRole(context)
        Asking.LISTENER -> Settings.Secure.getString(context.contentResolver, "enabled_notification_listeners").orEmpty()
            .split(':').any { ComponentName.unflattenFromString(it) == ComponentName(context, Listener::class.java) }
        Asking.BATTERY -> context.getSystemService(PowerManager::class.java)?.isIgnoringBatteryOptimizations(context.packageName)
        Asking.HIBERNATION -> if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) isKept(context) else null
    }

    /** Asks the system, or opens its page for it; false where this phone has none. */
    fun ask(frame: Frame, grant: Grant): Boolean {
        val own = Uri.fromParts("package", frame.activity.packageName, null)
        return when (grant.asking) {
            Asking.PERMISSIONS -> {
                frame.askPermissions(grant.name, *grant.permissions.toTypedArray())
                true
            }
            Asking.ROLE -> Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q && frame.ask(grant.name, roleIntent(frame.activity) ?: return false)
            Asking.LISTENER -> frame.go(Intent("android.settings.ACTION_NOTIFICATION_LISTENER_SETTINGS"))
            Asking.BATTERY -> frame.go(Intent(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS))
            Asking.HIBERNATION -> frame.go(Intent("android.intent.action.AUTO_REVOKE_PERMISSIONS", own)) || openInfo(frame)
        }
    }

    /** The system's page on this app. */
    fun openInfo(frame: Frame): Boolean =
        frame.go(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", frame.activity.packageName, null)))

    /** Whether the app came from no store: the system then greys out some switches at first. */
    fun isSideloaded(context: Context): Boolean {
        val from = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) installer(context)
        else @Suppress("DEPRECATION") context.packageManager.getInstallerPackageName(context.packageName)
        return from == null || "packageinstaller" in from || from == "com.android.shell"
    }

    @FromLevel(Build.VERSION_CODES.R)
    private fun installer(context: Context): String? = try {
        context.packageManager.getInstallSourceInfo(context.packageName).installingPackageName
    } catch (_: PackageManager.NameNotFoundException) {
        null
    }

    @FromLevel(Build.VERSION_CODES.R)
    private fun isKept(context: Context): Boolean = context.packageManager.isAutoRevokeWhitelisted

    @FromLevel(Build.VERSION_CODES.Q)
    private fun holdsRole(context: Context): Boolean =
        context.getSystemService(RoleManager::class.java)?.isRoleHeld(RoleManager.ROLE_CALL_SCREENING) == true

    @FromLevel(Build.VERSION_CODES.Q)
    private fun roleIntent(context: Context): Intent? = context.getSystemService(RoleManager::class.java)
        ?.takeIf { it.isRoleAvailable(RoleManager.ROLE_CALL_SCREENING) }?.createRequestRoleIntent(RoleManager.ROLE_CALL_SCREENING)
}
