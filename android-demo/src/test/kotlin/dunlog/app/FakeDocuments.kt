package dunlog.app

import android.content.ContentProvider
import android.content.ContentValues
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.DocumentsContract
import android.provider.DocumentsContract.Document
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException
import java.util.concurrent.atomic.AtomicInteger

/** Another app's files, by address: to be shared, picked, listed as a folder, and written to. What it takes back throws as Android does. */
class FakeDocuments : ContentProvider() {
    /** A file of it. */
    class Doc(val name: String, val file: File, val type: String, val modified: Long?, var size: Long? = file.length())

    /** The files by id, in the order in which they were put. */
    val docs = LinkedHashMap<String, Doc>()

    /** Whether the right to read was taken back, as when the screen that was given it is gone. */
    @Volatile
    var isTakenBack = false

    private val opened = AtomicInteger()

    /** How often a file was opened for reading. */
    val reads: Int get() = opened.get()

    override fun onCreate(): Boolean = true

    /** Puts a file; gives its address. */
    fun put(name: String, bytes: ByteArray, type: String = "application/octet-stream", modified: Long? = null): Uri {
        val file = File.createTempFile("doc", ".bin").apply { writeBytes(bytes) }
        file.deleteOnExit()
        val id = "d${docs.size + 1}"
        docs[id] = Doc(name, file, type, modified)
        return Uri.parse("content://$AUTHORITY/$id")
    }

    /** An empty file to be written to, as the system's dialog makes one. */
    fun target(name: String): Uri = put(name, ByteArray(0))

    /** The file behind an address. */
    fun file(uri: Uri): File = doc(uri).file

    private fun doc(uri: Uri): Doc = docs[uri.lastPathSegment!!.substringAfterLast(':')] ?: throw FileNotFoundException("none")

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        if (isTakenBack) throw SecurityException("taken back")
        val doc = doc(uri)
        if (!doc.file.exists() && 'w' !in mode) throw FileNotFoundException("deleted")
        if ('w' in mode) doc.size = null else opened.incrementAndGet()
        return ParcelFileDescriptor.open(doc.file, ParcelFileDescriptor.parseMode(mode))
    }

    override fun query(uri: Uri, columns: Array<out String>?, where: String?, arguments: Array<out String>?, order: String?): Cursor {
        if (isTakenBack) throw SecurityException("taken back")
        val names = columns ?: arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE, Document.COLUMN_LAST_MODIFIED)
        val cursor = MatrixCursor(names)
        val rows = if (uri.pathSegments.last() == "children") docs.entries.toList() else docs.entries.filter { it.key == uri.lastPathSegment!!.substringAfterLast(':') }
        for ((id, doc) in rows) cursor.addRow(names.map { value(it, id, doc) })
        return cursor
    }

    private fun value(column: String, id: String, doc: Doc): Any? = when (column) {
        Document.COLUMN_DOCUMENT_ID -> "root:$id"
        OpenableColumns.DISPLAY_NAME -> doc.name
        OpenableColumns.SIZE -> doc.size
        Document.COLUMN_MIME_TYPE -> doc.type
        Document.COLUMN_LAST_MODIFIED -> doc.modified
        else -> null
    }

    override fun getType(uri: Uri): String = doc(uri).type
    override fun insert(uri: Uri, values: ContentValues?): Uri? = null
    override fun delete(uri: Uri, where: String?, arguments: Array<out String>?): Int = 0
    override fun update(uri: Uri, values: ContentValues?, where: String?, arguments: Array<out String>?): Int = 0

    companion object {
        const val AUTHORITY = "invented.documents"

        /** The address of the folder that holds them all. */
        val TREE: Uri = DocumentsContract.buildTreeDocumentUri(AUTHORITY, "root:")
    }
}
