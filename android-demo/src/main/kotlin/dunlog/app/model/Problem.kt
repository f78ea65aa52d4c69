package dunlog.app.model

import dunlog.KeystoreException
import dunlog.VaultException
import dunlog.app.R
import java.io.IOException

/**
 * What went wrong, and what the person can do. `precise` is the name of a text for just this code, which is said in the place of
 * [says] where the catalogue has one. Neither holds anything private.
 */
data class Problem(val says: Words, val precise: String? = null, val needsCode: Boolean = false) {
    companion object {
        /** What an exception means for a person. */
        fun of(fault: Throwable): Problem = when (fault) {
            is VaultException.Locked -> Problem(Words.of(R.string.error_locked))
            is VaultException.KeyLost -> Problem(Words.of(R.string.error_key_lost), needsCode = true)
            is VaultException.StorageFull -> Problem(Words.of(R.string.error_storage_full))
            is VaultException.BadInput -> Problem(Words.of(R.string.error_bad_input, fault.code), named(fault.code))
            is VaultException.Damaged -> Problem(Words.of(R.string.error_damaged, fault.code))
            is VaultException.Internal -> Problem(Words.of(R.string.error_internal, fault.code), named(fault.code))
            is KeystoreException -> Problem(Words.of(R.string.error_locked))
            is IOException -> Problem(Words.of(R.string.error_code_file))
            else -> Problem(Words.of(R.string.error_internal, fault.javaClass.simpleName))
        }

        private fun named(code: String): String = "error_code_${code.replace('-', '_')}"
    }
}
