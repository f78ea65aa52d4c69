package dunlog.app.handover

import dunlog.Audit
import dunlog.Head
import dunlog.Pack
import dunlog.Policy
import dunlog.Selection
import dunlog.Vault
import dunlog.app.work.Step
import dunlog.verifyBundle
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream

/** Where the bundle goes: what the system's file dialog gave. */
interface Target {
    /** Opens it for writing, from its beginning. */
    fun write(): OutputStream

    /** Opens what was written. */
    fun read(): InputStream
}

/** How a handing over ended. */
sealed interface Handed {
    /** The file was read back and verifies: `trust` is what a lawyer checks it against, `head` what left the phone. */
    data class Done(val trust: String, val head: Head, val size: Long, val audit: Audit) : Handed

    /** The person stopped it; what was begun at the target may be there and is no bundle. */
    data object Stopped : Handed

    /** What was read back is not what was made: it must not be handed on. */
    data class Unsound(val codes: List<String>) : Handed
}

/**
 * A bundle is made, written where the borrower chose, read back from there as a whole, and verified, before anything says that it is done.
 *
 * It passes through one file in the app's own cache, which nobody else can read and which is deleted whatever happens; [sweep] deletes what a
 * kill left of it.
 */
class Handover(private val folder: File, private val vault: Vault) {
    /** Throws `VaultException`, and [IOException] where the target does not take or give the file. */
    fun hand(selection: Selection, pack: Pack, program: String, target: Target, step: Step, now: Long): Handed {
        folder.mkdirs()
        sweep()
        val file = File(folder, NAME)
        try {
            vault.exportBundle(file.path, selection, pack, program, step, now) ?: return Handed.Stopped
            val size = file.length()
            if (!copy(file.inputStream(), target.write(), size, step)) return Handed.Stopped
            file.delete()
            // What counts is what lies there, not what was sent.
            if (!copy(target.read(), file.outputStream(), size, step)) return Handed.Stopped
            val trust = "sha256:" + vault.publicKey().fingerprint
            val head = vault.head()
            val audit = verifyBundle(file.path, Policy(listOf(trust), listOf(head)))
            if (file.length() == size && audit.passes) return Handed.Done(trust, audit.log ?: head, size, audit)
            return Handed.Unsound(audit.issues.map { it.code }.distinct().ifEmpty { listOf("not-intact") })
        } finally {
            sweep()
        }
    }

    /** Deletes what is left of a bundle that was on its way. */
    fun sweep() {
        File(folder, NAME).delete()
    }

    private fun copy(from: InputStream, to: OutputStream, size: Long, step: Step): Boolean = from.use { source ->
        to.use { out ->
            val piece = ByteArray(PIECE)
            var done = 0L
            while (true) {
                val read = source.read(piece)
                if (read < 0) break
                if (step.isStopped || !step.step(done.toULong(), size.toULong())) return false
                out.write(piece, 0, read)
                done += read
            }
            out.flush()
            true
        }
    }

    private companion object {
        const val NAME = "bundle.zip"
        const val PIECE = 256 * 1024
    }
}
