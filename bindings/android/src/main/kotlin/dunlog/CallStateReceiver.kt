package dunlog

import android.content.Intent
import android.telephony.TelephonyManager

/**
 * The state of calls. Android broadcasts each change twice to a program that may see numbers, once without the
 * number; both are handed on. Only the system can send this action.
 */
class CallStateReceiver : ArrivalReceiver(setOf(TelephonyManager.ACTION_PHONE_STATE_CHANGED)) {
    override fun arrival(intent: Intent): Arrival? {
        val state = when (intent.getStringExtra(TelephonyManager.EXTRA_STATE)) {
            TelephonyManager.EXTRA_STATE_RINGING -> CallState.RINGING
            TelephonyManager.EXTRA_STATE_OFFHOOK -> CallState.OFFHOOK
            TelephonyManager.EXTRA_STATE_IDLE -> CallState.IDLE
            else -> return null
        }
        @Suppress("DEPRECATION")
        val number = intent.getStringExtra(TelephonyManager.EXTRA_INCOMING_NUMBER)
        return Arrival.CallState(state, number?.let(::whole), simOf(intent))
    }
}
