package dunlog.app.safety

import android.content.ComponentName
import android.content.Context
import android.content.pm.PackageManager

/** Under which name and icon the app stands among the others: its own, or a neutral one. Exactly one of the two is there. */
object Disguise {
    private const val PLAIN = "dunlog.app.Plain"
    private const val NEUTRAL = "dunlog.app.Neutral"

    /** Whether the neutral name is shown. */
    fun isNeutral(context: Context): Boolean =
        context.packageManager.getComponentEnabledSetting(ComponentName(context, NEUTRAL)) == PackageManager.COMPONENT_ENABLED_STATE_ENABLED

    /** Shows one and takes the other away; the new one first, so that the app is never without an icon. */
    fun choose(context: Context, isNeutral: Boolean) {
        val (shown, hidden) = if (isNeutral) NEUTRAL to PLAIN else PLAIN to NEUTRAL
        for ((name, state) in listOf(shown to PackageManager.COMPONENT_ENABLED_STATE_ENABLED, hidden to PackageManager.COMPONENT_ENABLED_STATE_DISABLED)) {
            context.packageManager.setComponentEnabledSetting(ComponentName(context, name), state, PackageManager.DONT_KILL_APP)
        }
    }
}
