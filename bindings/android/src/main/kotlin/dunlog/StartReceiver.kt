package dunlog

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/** The phone was started, the program was replaced, the clock or the zone was set: only the system can say so. */
class StartReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val action = intent.action
        if (action !in ACTIONS) return
        val program = Program.of(context)
        val pending: PendingResult? = goAsync()
        Program.executor.execute {
            try {
                when (action) {
                    Intent.ACTION_MY_PACKAGE_REPLACED -> program.start(Waking.UPDATED)
                    Intent.ACTION_LOCKED_BOOT_COMPLETED, Intent.ACTION_BOOT_COMPLETED -> program.start(Waking.BOOT)
                    else -> program.clockSet()
                }
            } finally {
                pending?.finish()
            }
        }
    }

    private companion object {
        val ACTIONS = setOf(
            Intent.ACTION_LOCKED_BOOT_COMPLETED,
            Intent.ACTION_BOOT_COMPLETED,
            Intent.ACTION_MY_PACKAGE_REPLACED,
            Intent.ACTION_TIME_CHANGED,
            Intent.ACTION_TIMEZONE_CHANGED,
        )
    }
}
