package dunlog.app.evidence

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import dunlog.Program
import dunlog.app.work.Unwatched
import java.io.FileNotFoundException
import java.io.IOException
import java.io.InputStream
import java.security.SecureRandom

/**
 * What the camera app writes a photo or a film into: a pipe, at whose other end it is sealed as it comes. There is no plain file of it, and
 * it does not go to the gallery.
 *
 * Not exported: the camera may write to the one address that it was given, once, and can read nothing.
 */
class CameraProvider : ContentProvider() {
    override fun onCreate(): Boolean = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        val token = uri.lastPathSegment.orEmpty()
        val kept = Program.of(context!!).kept(KEPT)
        val name = kept?.word("photo.$token") ?: throw FileNotFoundException("nobody asked for this")
        if ('w' !in mode) throw FileNotFoundException("write only")
        kept.set("photo.$token" to null)
        val pipe = pipes()
        val holding = held(context!!) ?: throw FileNotFoundException("locked")
        Thread({
            try {
                val held = pipe.source().use { holding.put(it, name, isRelayed = false, modified = null, Unwatched) }
                // An app that opens it and writes nothing made no photo.
                if (held != null && held.size > 0) kept.set("taken.$token" to held.id) else held?.let(holding::drop)
            } catch (_: IOException) {
                // The camera ended in the middle: nothing is held.
            } finally {
                kept.set("written.$token" to true)
            }
        }, "camera").apply { isDaemon = true }.start()
        return pipe.sink
    }

    override fun getType(uri: Uri): String? = null
    override fun query(uri: Uri, columns: Array<out String>?, where: String?, arguments: Array<out String>?, order: String?): Cursor? = null
    override fun insert(uri: Uri, values: ContentValues?): Uri? = null
    override fun delete(uri: Uri, where: String?, arguments: Array<out String>?): Int = 0
    override fun update(uri: Uri, values: ContentValues?, where: String?, arguments: Array<out String>?): Int = 0

    /** Both ends of a pipe. */
    class Pipe(val sink: ParcelFileDescriptor, val source: () -> InputStream)

    companion object {
        /** Makes a pipe; a test puts its own here, for its Android has none. */
        @Volatile
        var pipes: () -> Pipe = {
            val (source, sink) = ParcelFileDescriptor.createPipe()
            Pipe(sink) { ParcelFileDescriptor.AutoCloseInputStream(source) }
        }

        /** The name under which held files and photos that are being made are kept. */
        const val KEPT = "held"

        /** The holding of this phone; none while the keystore is locked. */
        fun held(context: Context): Holding? {
            val program = Program.of(context)
            val kept = program.kept(KEPT) ?: return null
            return Holding(java.io.File(program.folder.parentFile, "holding"), kept)
        }

        /** An address for one photo of this name, and its token; none while the keystore is locked. */
        fun ask(context: Context, name: String): Pair<Uri, String>? {
            val token = ByteArray(TOKEN).also(SecureRandom()::nextBytes).joinToString("") { "%02x".format(it) }
            val kept = Program.of(context).kept(KEPT) ?: return null
            kept.set("photo.$token" to name)
            return Uri.parse("content://${context.packageName}.camera/$token") to token
        }

        /** The photo of a token, once the camera has written it all; none where it made none. Waits a little for the last bytes. */
        fun taken(context: Context, token: String): HeldFile? {
            val kept = Program.of(context).kept(KEPT) ?: return null
            val end = System.nanoTime() + PATIENCE
            // Not opened at all: the person cancelled.
            while (kept.word("photo.$token") == null && !kept.flag("written.$token") && System.nanoTime() < end) Thread.sleep(STEP)
            val held = kept.word("taken.$token")?.let { held(context)?.find(it) }
            kept.set("photo.$token" to null, "taken.$token" to null, "written.$token" to null)
            return held
        }

        private const val TOKEN = 16
        private const val PATIENCE = 20_000_000_000L
        private const val STEP = 20L
    }
}
