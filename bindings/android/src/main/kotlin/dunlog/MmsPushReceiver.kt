package dunlog

import android.content.Intent
import android.provider.Telephony

/**
 * The push that announces a multimedia message; its content is mirrored later from the store of the program
 * that fetches it. Sender's permission: `BROADCAST_WAP_PUSH`.
 */
class MmsPushReceiver : ArrivalReceiver(setOf(Telephony.Sms.Intents.WAP_PUSH_RECEIVED_ACTION)) {
    override fun arrival(intent: Intent): Arrival? {
        val pdu = intent.getByteArrayExtra("data") ?: return null
        return Arrival.MmsPush(pdu, simOf(intent))
    }
}
