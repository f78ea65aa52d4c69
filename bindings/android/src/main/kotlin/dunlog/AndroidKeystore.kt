package dunlog

import android.content.Context
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * The wrapping key in Android's keystore: AES-256-GCM, in StrongBox where there is one.
 *
 * **Never run here**: no test machine has this keystore. The key is bound neither to a person's
 * authentication nor to the unlocked state, because texts come at night; the app's lock guards the screens.
 * What is remembered of a log stands in preferences outside of the vault's folder, readable before the first unlock.
 */
class AndroidKeystore(context: Context, private val alias: String = "dunlog") : Keystore {
    private val heads = context.createDeviceProtectedStorageContext().getSharedPreferences("dunlog.heads", Context.MODE_PRIVATE)

    override fun wrap(secret: ByteArray): ByteArray = translated {
        val cipher = Cipher.getInstance(FORM)
        try {
            cipher.init(Cipher.ENCRYPT_MODE, find() ?: make())
        } catch (_: KeyPermanentlyInvalidatedException) {
            // What the old key wrapped is lost; the recovery code brought the secret back.
            store().deleteEntry(alias)
            cipher.init(Cipher.ENCRYPT_MODE, make())
        }
        cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = translated {
        val key = find() ?: throw KeystoreException.Lost()
        val cipher = Cipher.getInstance(FORM)
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE))
        cipher.doFinal(wrapped, NONCE, wrapped.size - NONCE)
    }

    override fun remember(origin: String, head: Remembered) {
        if (!heads.edit().putString(origin, "${head.size} ${head.root}").commit()) throw KeystoreException.Failed()
    }

    override fun recall(origin: String): Remembered? {
        val (size, root) = heads.getString(origin, null)?.split(' ') ?: return null
        return Remembered(size.toULong(), root)
    }

    private fun store(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    private fun find(): SecretKey? = store().getKey(alias, null) as SecretKey?

    private fun make(): SecretKey {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) makeInStrongBox()?.let { return it }
        return generate(spec())
    }

    @FromLevel(Build.VERSION_CODES.P)
    private fun makeInStrongBox(): SecretKey? = try {
        generate(spec().setIsStrongBoxBacked(true))
    } catch (_: StrongBoxUnavailableException) {
        null
    }

    private fun spec() = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setKeySize(KEY_BITS)

    private fun generate(spec: KeyGenParameterSpec.Builder): SecretKey =
        KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).apply { init(spec.build()) }.generateKey()

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val FORM = "AES/GCM/NoPadding"
        const val NONCE = 12
        const val TAG_BITS = 128
        const val KEY_BITS = 256
    }
}
