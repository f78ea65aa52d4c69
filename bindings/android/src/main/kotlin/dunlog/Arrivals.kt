package dunlog

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.telephony.SubscriptionManager

/**
 * A receiver that compares the action, seals what it was given into the spool, and is done: the arrival is on the
 * disk when [onReceive] returns.
 *
 * That is all that is done on the main thread: one sealed write and its sync. The vault takes the arrival in
 * on the thread of [Program.executor], whose turn may come late, for a long reading of the stores stands in the same line.
 * The broadcast does not wait for it; a process that ends before it leaves the arrival in the spool, and the next one takes it in.
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
        if (capture.keep(arrival)) Program.executor.execute { program.capture()?.ingest() }
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
