package dunlog.app.handover

import android.content.Intent
import android.graphics.Typeface
import android.net.Uri
import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** The file is written and was verified where it lies; here is what the lawyer checks it against, large and as a code, and what it does not prove. */
class HandedScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val parts = entry.address.about.split('|')
    private val trust = parts[0]
    private val uri: Uri? = parts.getOrNull(1)?.takeIf { it.startsWith("content:") }?.let(Uri::parse)
    private val notProved = parts.getOrElse(3) { "" }.split(' ').filter { it.isNotEmpty() }

    override val title: Words get() = Words.of(R.string.export_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        notice(R.string.export_done, Tone.GOOD)
        note(R.string.export_done_note)
        heading(R.string.export_fingerprint)
        text(R.string.export_fingerprint_note)
        // Four groups a line, so that a line can be read out and checked.
        val groups = trust.removePrefix("sha256:").trim().split(' ')
        text(Words.exact(groups.chunked(GROUPS).joinToString("\n") { it.joinToString(" ") }), Look.TITLE, bold = true).apply {
            typeface = Typeface.MONOSPACE
            contentDescription = context.getString(R.string.export_fingerprint_label) + ": " + groups.joinToString(", ") { it.toList().joinToString(" ") }
            tag = "fingerprint"
        }
        add(CodeView(frame.activity, Code.of(trust))).apply {
            contentDescription = context.getString(R.string.export_qr_label)
            tag = "code"
        }
        if (uri != null) {
            choice(R.string.export_share, ::share)
            note(R.string.export_share_note)
        }
        heading(R.string.export_not_proved)
        for (code in notProved) NOT_PROVED[code]?.let { text(it) } ?: text(Words.exact(code))
    }

    private fun share() {
        val intent = Intent(Intent.ACTION_SEND).setType("application/zip").putExtra(Intent.EXTRA_STREAM, uri).addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        frame.go(Intent.createChooser(intent, null))
    }

    private companion object {
        const val GROUPS = 4
        val NOT_PROVED = mapOf(
            "log-may-be-rewritten-by-key-holder" to R.string.word_not_proved_log_may_be_rewritten_by_key_holder,
            "time-is-self-declared" to R.string.word_not_proved_time_is_self_declared,
            "capture-is-self-declared" to R.string.word_not_proved_capture_is_self_declared,
            "sender-id-may-be-spoofed" to R.string.word_not_proved_sender_id_may_be_spoofed,
            "hidden-records-may-change-the-picture" to R.string.word_not_proved_hidden_records_may_change_the_picture,
            "report-and-findings-not-checked" to R.string.word_not_proved_report_and_findings_not_checked,
        )
    }
}
