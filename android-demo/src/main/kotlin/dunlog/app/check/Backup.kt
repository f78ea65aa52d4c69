package dunlog.app.check

import dunlog.Vault
import dunlog.app.handover.Target
import dunlog.app.work.Step
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.security.MessageDigest

/** How the saving of a copy ended. */
enum class Saved { DONE, STOPPED, DIFFERS }

/** Saves a sealed copy where the borrower chose, and reads it back: only what lies there byte for byte is a copy. */
class Backup(private val folder: File, private val vault: Vault) {
    /** Throws `VaultException`, and [IOException] where the target does not take or give the file. */
    fun save(target: Target, step: Step): Saved {
        folder.mkdirs()
        val file = File(folder, "copy")
        file.delete()
        try {
            if (!vault.backup(file.path, step)) return Saved.STOPPED
            val made = copy(file.inputStream(), target.write(), file.length(), step) ?: return Saved.STOPPED
            val there = copy(target.read(), null, file.length(), step) ?: return Saved.STOPPED
            return if (made.contentEquals(there)) Saved.DONE else Saved.DIFFERS
        } finally {
            file.delete()
        }
    }

    /** Copies, and gives the SHA-256 of what went through; null where it was stopped. */
    private fun copy(from: InputStream, to: OutputStream?, size: Long, step: Step): ByteArray? = from.use { source ->
        to.use { out ->
            val sum = MessageDigest.getInstance("SHA-256")
            val piece = ByteArray(PIECE)
            var done = 0L
            while (true) {
                val read = source.read(piece)
                if (read < 0) break
                if (step.isStopped || !step.step(done.toULong(), size.toULong())) return null
                sum.update(piece, 0, read)
                out?.write(piece, 0, read)
                done += read
            }
            out?.flush()
            sum.digest()
        }
    }

    private companion object {
        const val PIECE = 256 * 1024
    }
}
