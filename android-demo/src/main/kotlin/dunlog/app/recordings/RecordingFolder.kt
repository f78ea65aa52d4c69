package dunlog.app.recordings

import android.content.ContentResolver
import android.database.Cursor
import android.net.Uri
import android.provider.DocumentsContract
import android.provider.DocumentsContract.Document
import dunlog.Attached
import dunlog.Evidence
import dunlog.Exhibit
import dunlog.Kind
import dunlog.NamedContent
import dunlog.Purpose
import dunlog.Recorded
import dunlog.RecordingFile
import dunlog.Source
import dunlog.Vault
import dunlog.app.evidence.Streamed
import dunlog.app.work.Step
import java.io.FileNotFoundException
import java.io.IOException

/** A file in the folder that the borrower chose. */
data class FoundRecording(val uri: Uri, val name: String, val size: Long, val modified: Long?)

/** A recording, and the calls that fit it: none, one, or a tie that the borrower decides. */
data class Matched(val file: FoundRecording, val recorded: Recorded)

/** The folder in which the phone keeps recordings of calls, as the borrower chose it: read, never written. */
class RecordingFolder(private val resolver: ContentResolver, private val tree: Uri) {
    /** Its recordings, folders within it included; throws [IOException] where it cannot be read any more. */
    fun list(step: Step): List<FoundRecording> {
        val found = ArrayList<FoundRecording>()
        val waiting = ArrayDeque(listOf(DocumentsContract.getTreeDocumentId(tree)))
        var folders = 0
        while (waiting.isNotEmpty() && found.size < MOST && folders++ < MOST_FOLDERS) {
            if (step.isStopped) return found
            val children = DocumentsContract.buildChildDocumentsUriUsingTree(tree, waiting.removeFirst())
            try {
                resolver.query(children, COLUMNS, null, null, null)?.use { rows -> while (rows.moveToNext()) take(rows, found, waiting) } ?: throw FileNotFoundException("no such folder")
            } catch (_: SecurityException) {
                throw FileNotFoundException("taken back")
            }
        }
        return found
    }

    private fun take(rows: Cursor, found: MutableList<FoundRecording>, waiting: ArrayDeque<String>) {
        val id = rows.getString(0) ?: return
        val name = rows.getString(1) ?: return
        val type = rows.getString(2).orEmpty()
        if (type == Document.MIME_TYPE_DIR) {
            waiting += id
        } else if (type.startsWith("audio/") || name.substringAfterLast('.').lowercase() in ENDINGS) {
            val size = if (rows.isNull(3)) 0 else rows.getLong(3)
            val modified = if (rows.isNull(4)) null else rows.getLong(4).takeIf { it > 0 }
            found += FoundRecording(DocumentsContract.buildDocumentUriUsingTree(tree, id), name, size, modified)
        }
    }

    /** Those that the log does not hold yet, each with the calls that fit. A file of the same name and size is taken for the same. */
    fun match(vault: Vault, country: String?, step: Step): List<Matched> {
        val held = vault.recordsOf(listOf(Kind.FILE)).filter { it.fact.purpose == Purpose.EXHIBIT }
            .flatMap { record -> record.fact.attachments.map { (record.names.firstOrNull() ?: "") to it.size } }.toSet()
        val new = list(step).filter { (it.name to it.size) !in held }
        val recorded = vault.recordedCalls(new.map { RecordingFile(it.name, it.modified) }, country)
        return new.zip(recorded, ::Matched)
    }

    /**
     * Seals one into the vault, tied to `call`. None where the person stopped it. Throws `VaultException`: `content-unreadable` and
     * `content-cut` where it was deleted or cut while it was read, and then nothing was written.
     */
    fun keep(file: FoundRecording, call: String?, vault: Vault, country: String?, now: Long, step: Step): Attached? {
        val source by lazy {
            try {
                resolver.openInputStream(file.uri) ?: throw FileNotFoundException("nothing there")
            } catch (_: SecurityException) {
                throw FileNotFoundException("taken back")
            }
        }
        val size = file.size.takeIf { it > 0 }?.toULong()
        val content = NamedContent(file.name, size, Streamed({ source }, file.size, step))
        val exhibit = Exhibit(evidence = Evidence.RECORDING, source = Source.IMPORTED, country = country, modified = file.modified, of = call)
        return vault.attach(content, exhibit, now)
    }

    private companion object {
        val COLUMNS = arrayOf(Document.COLUMN_DOCUMENT_ID, Document.COLUMN_DISPLAY_NAME, Document.COLUMN_MIME_TYPE, Document.COLUMN_SIZE, Document.COLUMN_LAST_MODIFIED)
        val ENDINGS = setOf("amr", "m4a", "mp3", "wav", "aac", "ogg", "oga", "3gp", "awb", "flac", "mp4")
        const val MOST = 10_000
        const val MOST_FOLDERS = 200
    }
}
