package dunlog

import java.io.File

/**
 * Logs that ended on this phone: vaults that were damaged, and copies restored from a backup. They stay as they are, are read and
 * exported, and are never written to; the log that follows names their last known head.
 *
 * A kill between any two steps is made good by [settle]: either the old vault is still in its place, or the next one is put there.
 */
internal class Older(private val home: File, private val folder: File, private val keystore: Keystore) {
    private val next = File(home, "next")
    private val older = File(home, "older")

    /** Puts the next vault in its place where a kill kept it from there. */
    fun settle() {
        if (!folder.exists() && next.exists()) next.renameTo(folder)
    }

    /** The folders, oldest first. */
    fun folders(): List<File> = older.listFiles().orEmpty().filter { it.isDirectory }.sortedBy { it.name.toIntOrNull() ?: Int.MAX_VALUE }

    /** Opens each that opens; the caller closes them. */
    fun open(): List<Vault> = folders().mapNotNull {
        try {
            Vault.open(it.path, keystore)
        } catch (_: VaultException) {
            null
        }
    }

    /** Unpacks a backup and gives the copy; nothing is left where that fails. Throws `VaultException`. */
    fun restore(backup: File, code: String): Vault {
        val place = free()
        try {
            return Vault.restore(backup.path, place.path, code, keystore)
        } catch (fault: VaultException) {
            place.deleteRecursively()
            throw fault
        }
    }

    /** Begins the log that follows `old`, and gives its recovery code; `old` is still in its place. Throws `VaultException`. */
    fun begin(old: Vault, now: Long): String {
        next.deleteRecursively()
        val created = old.beginNext(next.path, now)
        created.vault.close()
        return created.recoveryCode
    }

    /** Takes the vault out of its place, if it is there, and puts the next one there. */
    fun swap() {
        if (folder.exists() && !folder.renameTo(free())) throw VaultException.Internal("file")
        if (!next.renameTo(folder)) throw VaultException.Internal("file")
    }

    private fun free(): File {
        older.mkdirs()
        val last = folders().lastOrNull()?.name?.toIntOrNull() ?: 0
        return File(older, "${last + 1}")
    }
}
