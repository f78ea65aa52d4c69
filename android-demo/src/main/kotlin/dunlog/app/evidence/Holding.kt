package dunlog.app.evidence

import dunlog.Content
import dunlog.ContentException
import dunlog.Kept
import dunlog.NamedContent
import dunlog.app.work.Step
import org.json.JSONObject
import java.io.DataInputStream
import java.io.DataOutputStream
import java.io.EOFException
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.io.InputStream
import java.nio.ByteBuffer
import java.security.GeneralSecurityException
import java.security.SecureRandom
import javax.crypto.Cipher
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/** A file that waits, sealed, for its form to be saved. */
data class HeldFile(
    /** A random id, which is also its name on the disk. */
    val id: String,
    /** Its name for people. */
    val name: String,
    /** Its size in bytes. */
    val size: Long,
    /** Whether another program handed it over; else the borrower picked or made it. */
    val isRelayed: Boolean,
    /** When it was last written where it came from. */
    val modified: Long?,
)

/** A file that is held no more, or that is not what was put there. */
class HeldFileLost : IOException("a held file is lost")

/**
 * Where photos, shared files and picked files wait until their form is saved: copied at once, for what is shared dies with the screen that
 * took it, and sealed piece by piece (AES-256-GCM), so that no plain file of them is ever on the disk.
 *
 * Names, sizes and keys stand in [Kept], which is sealed itself. Memory stays within one piece, however large a file is.
 */
class Holding(private val folder: File, private val kept: Kept) {
    /** Copies and seals a stream. Null where the person stopped it, and then nothing is held; throws [IOException]. */
    fun put(source: InputStream, name: String, isRelayed: Boolean, modified: Long?, step: Step, about: Long = 0): HeldFile? {
        folder.mkdirs()
        val id = hex(ByteArray(ID).also(SecureRandom()::nextBytes))
        val key = ByteArray(KEY).also(SecureRandom()::nextBytes)
        val file = File(folder, id)
        var size = 0L
        var whole = false
        try {
            FileOutputStream(file).use { raw ->
                val out = DataOutputStream(raw.buffered(PIECE))
                val piece = ByteArray(PIECE)
                var at = 0L
                do {
                    val length = fill(source, piece)
                    size += length
                    if (step.isStopped || !step.step(size.toULong(), maxOf(size, about).toULong())) return null
                    val sealed = cipher(Cipher.ENCRYPT_MODE, key, at++, length < PIECE).doFinal(piece, 0, length)
                    out.writeInt(sealed.size)
                    out.write(sealed)
                } while (length == PIECE)
                out.flush()
                raw.fd.sync()
            }
            val held = HeldFile(id, name, size, isRelayed, modified)
            kept.set("held.$id" to json(held, key))
            whole = true
            return held
        } finally {
            if (!whole) file.delete()
        }
    }

    /** What is held, in no order. */
    fun all(): List<HeldFile> = folder.list().orEmpty().mapNotNull(::find)

    /** A held file by its id. */
    fun find(id: String): HeldFile? = kept.word("held.$id")?.let { text ->
        val json = JSONObject(text)
        val modified = if (json.has("modified")) json.getLong("modified") else null
        HeldFile(id, json.getString("name"), json.getLong("size"), json.getBoolean("relayed"), modified)
    }

    /** Its bytes, opened piece by piece; a piece that was changed throws [HeldFileLost]. */
    fun open(file: HeldFile): InputStream {
        val key = kept.word("held.${file.id}")?.let { bytes(JSONObject(it).getString("key")) } ?: throw HeldFileLost()
        val raw = File(folder, file.id)
        if (!raw.exists()) throw HeldFileLost()
        return Opened(DataInputStream(raw.inputStream().buffered(PIECE)), key)
    }

    /** Its bytes as the vault takes them. */
    fun content(file: HeldFile, step: Step): NamedContent {
        val stream by lazy { open(file) }
        return NamedContent(file.name, file.size.toULong(), Streamed({ stream }, file.size, step))
    }

    /** Lets go of a file. */
    fun drop(file: HeldFile) {
        File(folder, file.id).delete()
        kept.set("held.${file.id}" to null)
    }

    /** Deletes what a kill left of files that were being put. */
    fun sweep() {
        for (id in folder.list().orEmpty()) if (kept.word("held.$id") == null) File(folder, id).delete()
    }

    private class Opened(private val raw: DataInputStream, private val key: ByteArray) : InputStream() {
        private var piece = ByteArray(0)
        private var next = 0
        private var at = 0L
        private var isLast = false

        override fun read(): Int {
            val one = ByteArray(1)
            return if (read(one, 0, 1) < 0) -1 else one[0].toInt() and 0xff
        }

        override fun read(out: ByteArray, offset: Int, length: Int): Int {
            if (length == 0) return 0
            while (next == piece.size) {
                if (isLast) return -1
                advance()
            }
            val taken = minOf(length, piece.size - next)
            piece.copyInto(out, offset, next, next + taken)
            next += taken
            return taken
        }

        private fun advance() {
            try {
                val size = raw.readInt()
                if (size !in TAG..PIECE + TAG) throw HeldFileLost()
                val sealed = ByteArray(size).also(raw::readFully)
                isLast = size < PIECE + TAG
                piece = cipher(Cipher.DECRYPT_MODE, key, at++, isLast).doFinal(sealed)
                next = 0
            } catch (_: EOFException) {
                throw HeldFileLost()
            } catch (_: GeneralSecurityException) {
                throw HeldFileLost()
            }
        }

        override fun close() = raw.close()
    }

    private companion object {
        const val PIECE = 256 * 1024
        const val TAG = 16
        const val KEY = 32
        const val ID = 16

        /** The nonce counts pieces and marks the last one, so that none can be left out, moved or cut off; each file has a key of its own. */
        fun cipher(mode: Int, key: ByteArray, at: Long, isLast: Boolean): Cipher {
            val nonce = ByteBuffer.allocate(12).putLong(at).putInt(if (isLast) 1 else 0).array()
            return Cipher.getInstance("AES/GCM/NoPadding").apply { init(mode, SecretKeySpec(key, "AES"), GCMParameterSpec(TAG * 8, nonce)) }
        }

        fun json(file: HeldFile, key: ByteArray): String = JSONObject().put("name", file.name).put("size", file.size)
            .put("relayed", file.isRelayed).put("key", hex(key)).apply { file.modified?.let { put("modified", it) } }.toString()

        fun hex(bytes: ByteArray): String = bytes.joinToString("") { "%02x".format(it) }

        fun bytes(hex: String): ByteArray = ByteArray(hex.length / 2) { hex.substring(2 * it, 2 * it + 2).toInt(16).toByte() }
    }
}

/** Fills a piece as far as the stream goes. */
private fun fill(source: InputStream, piece: ByteArray): Int {
    var length = 0
    while (length < piece.size) {
        val read = source.read(piece, length, piece.size - length)
        if (read < 0) break
        length += read
    }
    return length
}

/** A stream as content for the vault; it is closed at its end and at the first fault. */
class Streamed(private val source: () -> InputStream, private val size: Long, private val step: Step) : Content {
    private var done = 0L
    private var isEnded = false

    override fun read(most: UInt): ByteArray {
        if (isEnded) return ByteArray(0)
        if (step.isStopped || !step.step(done.toULong(), maxOf(size, done).toULong())) throw ContentException.Cancelled()
        try {
            val piece = ByteArray(minOf(most, MOST).toInt())
            val length = fill(source(), piece)
            done += length
            if (length == 0) {
                isEnded = true
                source().close()
            }
            return if (length == piece.size) piece else piece.copyOf(length)
        } catch (_: IOException) {
            throw ContentException.Unreadable()
        } catch (_: SecurityException) {
            // The other program took it back.
            throw ContentException.Unreadable()
        }
    }

    private companion object {
        val MOST = 256U * 1024U
    }
}
