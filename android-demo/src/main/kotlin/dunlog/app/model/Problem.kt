package dunlog.app.model

import dunlog.KeystoreException
import dunlog.VaultException
import dunlog.app.R
import java.io.IOException

/** What went wrong, and what the person can do; `code` is for a report and holds nothing private. */
data class Problem(val says: Words, val code: String?) {
    companion object {
        /** What an exception means for a person. */
        fun of(fault: Throwable): Problem = when (fault) {
            is VaultException.Locked -> Problem(Words.of(R.string.problem_locked), null)
            is VaultException.KeyLost -> Problem(Words.of(R.string.problem_key_lost), null)
            is VaultException.StorageFull -> Problem(Words.of(R.string.problem_storage_full), null)
            is VaultException.BadInput -> Problem(Words.of(R.string.problem_bad_input), fault.code)
            is VaultException.Damaged -> Problem(Words.of(R.string.problem_damaged), fault.code)
            is VaultException.Internal -> Problem(Words.of(R.string.problem_internal), fault.code)
            is KeystoreException -> Problem(Words.of(R.string.problem_locked), null)
            is IOException -> Problem(Words.of(R.string.problem_file), null)
            else -> Problem(Words.of(R.string.problem_internal), fault.javaClass.simpleName)
        }
    }
}
