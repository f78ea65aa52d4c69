package dunlog

import java.security.SecureRandom
import java.util.concurrent.ConcurrentHashMap
import javax.crypto.Cipher
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec

/** A keystore in memory that throws what Android's throws, through the same translation as [AndroidKeystore]. */
class FakeKeystore : Keystore {
    /** What the platform throws from now on. */
    @Volatile
    var fault: Exception? = null

    private var key = fresh()
    private val heads = ConcurrentHashMap<String, Remembered>()

    /** The key is gone for good, as after the screen lock was removed. */
    fun lose() {
        key = fresh()
    }

    override fun wrap(secret: ByteArray): ByteArray = translated {
        fault?.let { throw it }
        val cipher = cipher(Cipher.ENCRYPT_MODE, ByteArray(12).also(SecureRandom()::nextBytes))
        cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = translated {
        fault?.let { throw it }
        cipher(Cipher.DECRYPT_MODE, wrapped.copyOf(12)).doFinal(wrapped, 12, wrapped.size - 12)
    }

    override fun remember(origin: String, head: Remembered) {
        heads[origin] = head
    }

    override fun recall(origin: String): Remembered? = heads[origin]

    private fun fresh() = SecretKeySpec(ByteArray(32).also(SecureRandom()::nextBytes), "AES")

    private fun cipher(mode: Int, nonce: ByteArray): Cipher =
        Cipher.getInstance("AES/GCM/NoPadding").apply { init(mode, key, GCMParameterSpec(128, nonce)) }
}
