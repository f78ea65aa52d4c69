package dunlog.app.safety

import java.security.MessageDigest
import java.security.SecureRandom
import java.util.Base64
import javax.crypto.SecretKeyFactory
import javax.crypto.spec.PBEKeySpec

/**
 * A PIN as it is kept: a slow hash with a salt, `rounds salt hash` in base64. It guards the screens; it opens nothing else, so a
 * person who can read the app's files gains at most the PIN.
 */
object Pin {
    /** The fewest digits. */
    const val DIGITS = 6

    /** What is kept of a PIN. */
    fun kept(pin: String, rounds: Int = ROUNDS, random: SecureRandom = SecureRandom()): String {
        val salt = ByteArray(SALT).also(random::nextBytes)
        val text = Base64.getEncoder()
        return "$rounds ${text.encodeToString(salt)} ${text.encodeToString(hash(pin, salt, rounds))}"
    }

    /** Whether a PIN is the one that is kept. */
    fun fits(pin: String, kept: String): Boolean {
        val (rounds, salt, hash) = kept.split(' ').takeIf { it.size == 3 } ?: return false
        val text = Base64.getDecoder()
        return MessageDigest.isEqual(hash(pin, text.decode(salt), rounds.toInt()), text.decode(hash))
    }

    /** Whether it is long enough and of digits. */
    fun isLongEnough(pin: String): Boolean = pin.length >= DIGITS && pin.all { it in '0'..'9' }

    private fun hash(pin: String, salt: ByteArray, rounds: Int): ByteArray =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(PBEKeySpec(pin.toCharArray(), salt, rounds, BITS)).encoded

    private const val ROUNDS = 310_000
    private const val SALT = 16
    private const val BITS = 256
}

/**
 * How long one must wait after wrong PINs: 30 seconds after the fifth, and twice as long after each further one. Time is that
 * of the boot, which nobody can set; after another boot the whole wait begins anew.
 */
data class Tries(val wrong: Int = 0, val boot: String = "", val since: Long = 0) {
    /** After one more that was wrong. */
    fun wrong(boot: String, now: Long): Tries = Tries(wrong + 1, boot, now)

    /** How many milliseconds are left to wait; 0 where one may try. */
    fun wait(boot: String, now: Long): Long {
        if (wrong < FREE) return 0
        val whole = FIRST shl (wrong - FREE).coerceAtMost(MOST)
        // Another boot: the wait goes on from its start, as if it had begun there.
        return (whole - if (boot == this.boot) now - since else now).coerceAtLeast(0)
    }

    /** As one string. */
    override fun toString(): String = "$wrong $since $boot"

    companion object {
        private const val FREE = 5
        private const val FIRST = 30_000L
        private const val MOST = 12

        /** Reads what [toString] wrote. */
        fun of(kept: String?): Tries {
            val parts = kept?.split(' ', limit = 3)?.takeIf { it.size == 3 } ?: return Tries()
            return Tries(parts[0].toIntOrNull() ?: 0, parts[2], parts[1].toLongOrNull() ?: 0)
        }
    }
}
