package dunlog

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.telephony.SubscriptionManager

/**
 * A receiver that compares the action, seals what it was given into the spool, and lets the vault take it in
 * after that, beside the main thread.
 *
 * Who may send is guarded in the manifest: by the sender's permission, or because only the system can send the action.
 */
abstract class ArrivalReceiver internal constructor(private val actions: Set<String>) : BroadcastReceiver() {
    /** What arrived; none where the intent has nothing of the kind. */
    internal abstract fun arrival(intent: Intent): Arrival?

    final override fun onReceive(context: Context, intent: Intent) {
        if (intent.action !in actions) return
        val program = Program.of(context)
        val capture = program.arrivals() ?: return
        val arrival = try {
            arrival(intent)
        } catch (_: RuntimeException) {
            // Extras that cannot be read: classes that nobody knows, or a parcel cut short.
            null
        } ?: return
        if (!capture.keep(arrival)) return
        val pending: PendingResult? = goAsync()
        Program.executor.execute {
            try {
                program.capture()?.ingest()
            } finally {
                pending?.finish()
            }
        }
    }
}

/** The SIM card of a broadcast, as far as its extras say. */
internal fun simOf(intent: Intent): Sim {
    val slot = intent.getIntExtra(SubscriptionManager.EXTRA_SLOT_INDEX, intent.getIntExtra("slot", -1))
    val subscription = intent.getIntExtra(SubscriptionManager.EXTRA_SUBSCRIPTION_INDEX, intent.getIntExtra("subscription", -1))
    return Sim(
        slot = slot.takeIf { it in 0..MAX_SLOT }?.toUByte(),
        subscription = subscription.takeIf { it >= 0 }?.toLong(),
        account = null,
    )
}

/** More slots than any phone has. */
internal const val MAX_SLOT = 15
