package dunlog.app.evidence

import android.content.ContentResolver
import android.net.Uri
import android.provider.DocumentsContract
import android.provider.OpenableColumns
import dunlog.app.work.Step
import java.io.FileNotFoundException
import java.io.IOException

/** What other programs hand over by address: its name, size and time as they say, and its bytes. */
class Given(private val resolver: ContentResolver) {
    /** What a provider says of a file. */
    data class About(val name: String, val size: Long?, val modified: Long?)

    /** Copies and seals each; none where the person stopped it. Throws [IOException]; then nothing of these is held. */
    fun copy(uris: List<Uri>, into: Holding, isRelayed: Boolean, step: Step): List<HeldFile> {
        val copied = ArrayList<HeldFile>()
        var isWhole = false
        try {
            for (uri in uris) {
                val about = about(uri)
                val held = open(uri).use { source -> into.put(source, about.name, isRelayed, about.modified, step, about.size ?: 0)?.also(copied::add) } ?: return emptyList()
                // What ended before its end is not the file.
                if (about.size != null && about.size > 0 && held.size < about.size) throw IOException("cut")
            }
            isWhole = true
            return copied
        } finally {
            if (!isWhole) copied.forEach(into::drop)
        }
    }

    /** Opens one; a file of our own is refused: an address that another program hands in must not read the app's private files. */
    private fun open(uri: Uri) = try {
        if (uri.scheme != ContentResolver.SCHEME_CONTENT) throw FileNotFoundException("no content address")
        resolver.openInputStream(uri) ?: throw FileNotFoundException("nothing there")
    } catch (_: SecurityException) {
        throw FileNotFoundException("taken back")
    }

    /** What the provider says; its name without folders. */
    fun about(uri: Uri): About {
        var name: String? = null
        var size: Long? = null
        var modified: Long? = null
        try {
            resolver.query(uri, null, null, null, null)?.use { cursor ->
                if (cursor.moveToFirst()) {
                    name = cursor.getColumnIndex(OpenableColumns.DISPLAY_NAME).takeIf { it >= 0 }?.let(cursor::getString)
                    size = cursor.getColumnIndex(OpenableColumns.SIZE).takeIf { it >= 0 && !cursor.isNull(it) }?.let(cursor::getLong)
                    modified = cursor.getColumnIndex(DocumentsContract.Document.COLUMN_LAST_MODIFIED).takeIf { it >= 0 && !cursor.isNull(it) }?.let(cursor::getLong)
                }
            }
        } catch (_: RuntimeException) {
            // A provider that says nothing of its file: the bytes are what counts.
        }
        val last = (name ?: uri.lastPathSegment.orEmpty()).substringAfterLast('/').filter { !it.isISOControl() }.take(MAX_NAME)
        return About(last.ifEmpty { "file" }, size, modified?.takeIf { it > 0 })
    }

    private companion object {
        const val MAX_NAME = 200
    }
}
