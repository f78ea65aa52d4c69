package dunlog

import android.security.keystore.KeyPermanentlyInvalidatedException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import javax.crypto.BadPaddingException

/**
 * Runs `work` and says what the platform throws in the words that the core acts on.
 *
 * Only what can never work again is [KeystoreException.Lost]: the app then asks for the recovery code. Whatever
 * may work later (not authenticated, busy, a service that died) is [KeystoreException.Locked]: the spool waits.
 */
internal inline fun <T> translated(work: () -> T): T = try {
    work()
} catch (_: KeyPermanentlyInvalidatedException) {
    throw KeystoreException.Lost()
} catch (_: UnrecoverableKeyException) {
    throw KeystoreException.Lost()
} catch (_: BadPaddingException) {
    throw KeystoreException.Lost()
} catch (_: IllegalArgumentException) {
    // What was wrapped is cut short.
    throw KeystoreException.Lost()
} catch (_: GeneralSecurityException) {
    throw KeystoreException.Locked()
} catch (_: ProviderException) {
    throw KeystoreException.Locked()
} catch (_: IOException) {
    throw KeystoreException.Locked()
}
