package dunlog

import android.content.ContentResolver
import android.database.Cursor
import android.net.Uri
import android.util.Base64
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream

/**
 * What belongs to one multimedia message: its parts and addresses, under the names that SMS Import / Export
 * gives them. The content of a part is `binary_data` in base64 where it fits into a row.
 */
internal class MmsParts(private val resolver: ContentResolver, private val message: Long) {
    private var left = MAX_CONTENT

    /** Adds them to the row; a part that cannot be read stands there without content. */
    fun addTo(row: Json) {
        row.objects("__parts", rows("content://mms/$message/part") { content(it) })
        var sender: String? = null
        val recipients = ArrayList<String>()
        for ((json, kind) in addresses()) if (kind == FROM) sender = json else recipients += json
        sender?.let { row.json("__sender_address", it) }
        row.objects("__recipient_addresses", recipients)
    }

    private fun addresses(): List<Pair<String, Int>> {
        val found = ArrayList<Pair<String, Int>>()
        rows("content://mms/$message/addr") { cursor ->
            val kind = cursor.getColumnIndex("type")
            val json = Json().columns(cursor)
            found += json.toString() to if (kind < 0) 0 else cursor.getInt(kind)
            json
        }
        return found
    }

    private fun content(cursor: Cursor): Json {
        val part = Json().columns(cursor)
        val id = cursor.getColumnIndex("_id")
        val text = cursor.getColumnIndex("text")
        if (id < 0 || text >= 0 && !cursor.isNull(text)) return part
        val bytes = try {
            resolver.openInputStream(Uri.parse("content://mms/part/${cursor.getLong(id)}"))?.use(::bounded)
        } catch (_: IOException) {
            null
        } catch (fault: SecurityException) {
            throw fault
        } catch (_: RuntimeException) {
            // A provider's own fault, such as a path that it does not know.
            null
        }
        if (bytes != null) part.text("binary_data", Base64.encodeToString(bytes, Base64.NO_WRAP))
        return part
    }

    /** The content, unless the row would grow over its limit. */
    private fun bounded(stream: InputStream): ByteArray? {
        val out = ByteArrayOutputStream()
        val buffer = ByteArray(16 * 1024)
        while (true) {
            val count = stream.read(buffer)
            if (count < 0) break
            if (out.size() + count > left) return null
            out.write(buffer, 0, count)
        }
        left -= out.size()
        return out.toByteArray()
    }

    private inline fun rows(uri: String, json: (Cursor) -> Json): List<String> {
        val found = ArrayList<String>()
        resolver.query(Uri.parse(uri), null, null, null, null)?.use { while (it.moveToNext()) found += json(it).toString() }
        return found
    }

    private companion object {
        /** The type of the address that sent the message. */
        const val FROM = 137

        /** Content of one message in all; in base64 it stays below the limit of a row, 8 MiB. */
        const val MAX_CONTENT = 5 * 1024 * 1024
    }
}
