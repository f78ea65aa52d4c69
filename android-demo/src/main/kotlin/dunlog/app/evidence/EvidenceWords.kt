package dunlog.app.evidence

import dunlog.Evidence
import dunlog.app.R

/** How the five kinds are called, and what a borrower should know before filling in the form. */
object EvidenceWords {
    /** The name of a kind. */
    fun name(kind: Evidence): Int = when (kind) {
        Evidence.RECORDING -> R.string.add_recording
        Evidence.POLICE_RECORD -> R.string.add_police
        Evidence.WITNESS_STATEMENT -> R.string.add_witness
        Evidence.FOOTAGE -> R.string.add_footage
        Evidence.DOCUMENT -> R.string.add_document
    }

    /** What to mind. */
    fun hint(kind: Evidence): Int? = when (kind) {
        Evidence.POLICE_RECORD -> R.string.add_police_hint
        Evidence.WITNESS_STATEMENT -> R.string.add_witness_hint
        Evidence.FOOTAGE -> R.string.add_footage_hint
        Evidence.RECORDING, Evidence.DOCUMENT -> null
    }
}
