package dunlog.app.share

import android.view.View
import dunlog.Arrival
import dunlog.Channel
import dunlog.Evidence
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.When
import dunlog.app.R
import dunlog.app.evidence.CameraProvider
import dunlog.app.evidence.EvidenceForms
import dunlog.app.evidence.FilesPart
import dunlog.app.evidence.HeldFile
import dunlog.app.evidence.Holding
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page

/** What was shared lies sealed; here the borrower says what it is. The address names the held files, and behind a bar who shared them. */
class SharedScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    private val ids = entry.address.about.substringBefore('|').split(' ').filter { it.isNotEmpty() }
    private val from = entry.address.about.substringAfter('|', "")
    private val held: Holding? = CameraProvider.held(frame.activity)
    private val files: List<HeldFile> = ids.mapNotNull { held?.find(it) }
    private val text: HeldFile? = files.firstOrNull { it.name == ShareActivity.TEXT_NAME }

    override val title: Words get() = Words.of(R.string.share_title)

    override fun create(): View = Page.scrolled(frame, entry) {
        if (files.isEmpty()) {
            text(R.string.share_unreadable)
            return@scrolled
        }
        notice(R.string.share_relayed)
        for (file in files) {
            // The words themselves say best what it is.
            if (file === text) text(Words.foreign(begin(file), breaks = true)) else text(Words.foreign(file.name))
            note(Words.exact(android.text.format.Formatter.formatFileSize(frame.activity, file.size)))
        }
        heading(R.string.share_what)
        val onlyText = text != null && files.size == 1
        if (onlyText) {
            field("sender", Words.of(R.string.form_optional, Words.of(R.string.add_number)))
            choice(R.string.share_as_message, ::asMessage).tag = "message"
            choice(R.string.share_as_note, ::asNote).tag = "note"
        }
        choice(R.string.share_as_import) { hand(Names.IMPORT, "") }.tag = "import"
        for ((kind, _) in EvidenceForms.all) {
            if (onlyText && kind !in OF_TEXT) continue
            choice(dunlog.app.evidence.EvidenceWords.name(kind)) { hand(Names.EVIDENCE, kind.name) }.tag = kind.name
        }
        note(R.string.share_copied)
    }

    /** Opens a form that holds these files. */
    private fun hand(screen: String, about: String) {
        frame.replace(screen, about)
        frame.stack.top.typed[FilesPart.FILES] = ids.joinToString(" ")
        frame.refresh()
    }

    /** A message that they sent: another program handed it over, so it is `relayed`, word for word. */
    private fun asMessage() {
        val file = text ?: return
        val sender = entry.typed["sender"].orEmpty().trim().ifEmpty { null }
        frame.work({
            val capture = frame.program.capture() ?: throw dunlog.VaultException.Locked()
            capture.push(
                Arrival.Notification(
                    `package` = from.ifEmpty { "unknown" }, key = "share:${file.id}", channel = Channel.CHAT, title = sender, text = words(file), cutFrom = null,
                    posted = frame.program.now(),
                ),
            )
            capture.ingest()
            held!!.drop(file)
        }) { saved() }
    }

    /** A note of the borrower's own. */
    private fun asNote() {
        val file = text ?: return
        frame.work({
            val now = frame.program.now()
            frame.vault().enter(Typed.Note(words(file)), TypedEntry(`when` = When.At(now, null)), now)
            held!!.drop(file)
        }) { saved() }
    }

    /** The beginning of a text. */
    private fun begin(file: HeldFile): String = held!!.open(file).use { source ->
        val bytes = ByteArray(BEGIN)
        val count = source.read(bytes).coerceAtLeast(0)
        val words = bytes.decodeToString(0, count).trimEnd('\uFFFD')
        if (file.size > count) "$words…" else words
    }

    private fun words(file: HeldFile): String = held!!.open(file).use { it.readBytes().decodeToString() }

    private fun saved() {
        frame.back()
        frame.say(Words.of(R.string.app_saved))
    }

    private companion object {
        const val BEGIN = 400

        /** What a text can be evidence of. */
        val OF_TEXT = setOf(Evidence.WITNESS_STATEMENT, Evidence.DOCUMENT)
    }
}
