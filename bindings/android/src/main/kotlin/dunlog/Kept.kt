package dunlog

import org.json.JSONException
import org.json.JSONObject
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.SecureRandom
import javax.crypto.Cipher
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/**
 * What a phone remembers between two runs: where it stopped reading, since when a way is shut, when something was last seen
 * ([Program] keeps that under `watch`); an app keeps what is its own under a name of its own ([Program.kept]).
 *
 * These are times and counts, and times are nobody's business either: the file is sealed (AES-256-GCM)
 * under a key that the [Keystore] wraps. A file that does not open is begun anew; the stores are then read
 * from their start, and the log takes no row twice. Nothing here is needed to keep what arrives.
 */
class Kept private constructor(private val file: File, private val key: SecretKeySpec, private val values: JSONObject) {
    /** A number, or none. */
    @Synchronized
    fun number(name: String): Long? = if (values.has(name)) values.optLong(name) else null

    /** A word, or none. */
    @Synchronized
    fun word(name: String): String? = if (values.has(name)) values.optString(name) else null

    /** Whether a flag is set. */
    @Synchronized
    fun flag(name: String): Boolean = values.optBoolean(name)

    /** Changes values and writes them; `null` takes one away. */
    @Synchronized
    fun set(vararg changes: Pair<String, Any?>) {
        note(*changes)
        save()
    }

    /** Changes values; they reach the file with the next [set] or [save]. */
    @Synchronized
    fun note(vararg changes: Pair<String, Any?>) {
        for ((name, value) in changes) values.put(name, value)
    }

    /** Writes the file; a full disk keeps the old one. */
    @Synchronized
    fun save() {
        val nonce = ByteArray(NONCE).also(SecureRandom()::nextBytes)
        val sealed = nonce + cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(values.toString().toByteArray())
        try {
            put(file, sealed)
        } catch (_: IOException) {
            // What was written before still stands.
        }
    }

    companion object {
        private const val NONCE = 12
        private const val TAG_BITS = 128
        private const val KEY = 32

        /**
         * Opens what is kept in a folder, or begins anew.
         *
         * Throws what [Keystore.wrap] throws, what [Keystore.unwrap] throws where the key is only locked, and
         * [IOException] where the key cannot be read or written.
         */
        internal fun open(folder: File, keystore: Keystore, name: String = "watch"): Kept {
            val file = File(folder, name)
            val key = SecretKeySpec(key(File(folder, "$name.key"), keystore), "AES")
            return Kept(file, key, read(file, key) ?: JSONObject())
        }

        private fun key(file: File, keystore: Keystore): ByteArray {
            if (file.exists()) {
                try {
                    val key = keystore.unwrap(file.readBytes())
                    if (key.size == KEY) return key
                } catch (_: KeystoreException.Lost) {
                    // Begun anew below.
                } catch (_: IllegalArgumentException) {
                    // Cut short, so that it is no wrapped key at all.
                }
            }
            val key = ByteArray(KEY).also(SecureRandom()::nextBytes)
            put(file, keystore.wrap(key))
            return key
        }

        /** Writes beside the file, syncs, and puts it in its place: a stop at any point leaves the old one or the new one. */
        private fun put(file: File, bytes: ByteArray) {
            val next = File(file.path + ".next")
            try {
                FileOutputStream(next).use {
                    it.write(bytes)
                    it.fd.sync()
                }
                if (!next.renameTo(file)) throw IOException("not put in place")
            } finally {
                next.delete()
            }
        }

        private fun read(file: File, key: SecretKeySpec): JSONObject? = try {
            val bytes = file.readBytes()
            val nonce = bytes.copyOf(NONCE)
            val plain = cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(bytes, NONCE, bytes.size - NONCE)
            JSONObject(String(plain))
        } catch (_: IOException) {
            null
        } catch (_: GeneralSecurityException) {
            null
        } catch (_: IllegalArgumentException) {
            null
        } catch (_: JSONException) {
            null
        }

        private fun cipher(mode: Int, key: SecretKeySpec, nonce: ByteArray): Cipher =
            Cipher.getInstance("AES/GCM/NoPadding").apply { init(mode, key, GCMParameterSpec(TAG_BITS, nonce)) }
    }
}
