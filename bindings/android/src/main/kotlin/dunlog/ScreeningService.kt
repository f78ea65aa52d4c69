package dunlog

import android.os.Build
import android.telecom.Call
import android.telecom.CallScreeningService
import android.telecom.TelecomManager

/**
 * Calls before they ring, where the person gave the role of screening them (level 29 on, and vendors may lack it).
 *
 * Every call is let through: nothing here may stand between a person and a call. The answer comes first, for the
 * system waits for it no longer than five seconds.
 */
class ScreeningService : CallScreeningService() {
    override fun onScreenCall(details: Call.Details) {
        respondToCall(details, CallResponse.Builder().build())
        val program = Program.of(this)
        val capture = program.arrivals() ?: return
        if (capture.keep(arrival(details))) Program.executor.execute { program.capture()?.ingest() }
    }

    private fun arrival(details: Call.Details) = Arrival.Screening(
        number = details.handle?.schemeSpecificPart?.let(::whole),
        presentation = presentation(details.handlePresentation),
        direction = if (isOutgoing(details)) Direction.OUT else Direction.IN,
        // The raw account: an ICCID or a subscription id, by version.
        sim = Sim(slot = null, subscription = null, account = details.accountHandle?.id?.let(::whole)),
    )

    private fun isOutgoing(details: Call.Details): Boolean =
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q && direction(details) == Call.Details.DIRECTION_OUTGOING

    @FromLevel(Build.VERSION_CODES.Q)
    private fun direction(details: Call.Details): Int = details.callDirection
}

private fun presentation(word: Int): Presentation = when (word) {
    TelecomManager.PRESENTATION_ALLOWED -> Presentation.ALLOWED
    TelecomManager.PRESENTATION_RESTRICTED -> Presentation.RESTRICTED
    TelecomManager.PRESENTATION_PAYPHONE -> Presentation.PAYPHONE
    PRESENTATION_UNAVAILABLE -> Presentation.UNAVAILABLE
    else -> Presentation.UNKNOWN
}

/** `TelecomManager.PRESENTATION_UNAVAILABLE`, of level 34. */
private const val PRESENTATION_UNAVAILABLE = 5
