package dunlog

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/**
 * The phone was started, the program was replaced, the clock or the zone was set: only the system can say so.
 *
 * On the main thread it seals the clock into the spool, where that is what was said, and asks for a job; the
 * job opens the vault and reads the stores ([SyncJob]), which may take longer than a broadcast may.
 */
class StartReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val waking = when (intent.action) {
            Intent.ACTION_MY_PACKAGE_REPLACED -> Waking.UPDATED
            Intent.ACTION_LOCKED_BOOT_COMPLETED, Intent.ACTION_BOOT_COMPLETED -> Waking.BOOT
            Intent.ACTION_TIME_CHANGED, Intent.ACTION_TIMEZONE_CHANGED -> null
            else -> return
        }
        val capture = Program.of(context).arrivals() ?: return
        if (waking == null) capture.keep(Arrival.Clock)
        Jobs.soon(context, waking)
    }
}
