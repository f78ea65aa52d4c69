package dunlog

import org.json.JSONObject
import java.io.File

/** Bundles of a test's vault. */
object Bundles {
    private const val PROGRAM = "dunlog-android test"

    /** Everything in a log. */
    val ALL = Selection(emptyList(), null, null, null, emptyList(), emptyList())

    /** Exports everything. */
    fun export(vault: Vault, file: File, now: Long = FakeClocks.START): Preview {
        file.parentFile?.mkdirs()
        return checkNotNull(vault.exportBundle(file.path, ALL, Pack.builtin("cn"), PROGRAM, null, now))
    }

    /** What the command line says of the exported bundle, trusting the vault's key. */
    fun audit(vault: Vault, file: File, now: Long = FakeClocks.START): JSONObject {
        export(vault, file, now)
        return Cli.verify(file, "--trust", trust(vault))
    }

    /** The vault's key as `--trust` takes it. */
    fun trust(vault: Vault): String = "sha256:" + vault.publicKey().fingerprint.replace(" ", "")
}
