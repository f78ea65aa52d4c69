package dunlog

import android.content.Intent
import android.provider.Telephony

/** Texts, as the system broadcasts them: raw messages and nothing decoded. Sender's permission: `BROADCAST_SMS`. */
class SmsReceiver : ArrivalReceiver(setOf(Telephony.Sms.Intents.SMS_RECEIVED_ACTION)) {
    override fun arrival(intent: Intent): Arrival? {
        @Suppress("DEPRECATION")
        val pdus = (intent.getSerializableExtra("pdus") as? Array<*>).orEmpty().filterIsInstance<ByteArray>()
        if (pdus.isEmpty()) return null
        val format = if (intent.getStringExtra("format") == "3gpp2") PduFormat.CDMA else PduFormat.GSM
        return Arrival.Sms(format, pdus, simOf(intent))
    }
}
