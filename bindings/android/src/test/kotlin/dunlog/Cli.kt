package dunlog

import org.json.JSONObject
import java.io.File
import java.util.concurrent.TimeUnit

/** The command line, as a lawyer runs it on a bundle. */
object Cli {
    private val program = File(checkNotNull(System.getProperty("dunlog.cli"))).canonicalFile

    /** What a run printed, and how it ended. */
    class Ended(val code: Int, val out: String, val err: String)

    /** Runs it; the answer must come within two minutes. */
    fun run(vararg words: String, folder: File? = null, environment: Map<String, String> = emptyMap()): Ended {
        check(program.canExecute()) { "no command line at $program: build it, or set dunlog.cli" }
        val builder = ProcessBuilder(listOf(program.path) + words).directory(folder)
        builder.environment() += environment
        val out = File.createTempFile("cli", ".out")
        val err = File.createTempFile("cli", ".err")
        val process = builder.redirectOutput(out).redirectError(err).redirectInput(File("/dev/null")).start()
        check(process.waitFor(2, TimeUnit.MINUTES)) { "the command line hangs" }
        return Ended(process.exitValue(), out.readText(), err.readText()).also {
            out.delete()
            err.delete()
        }
    }

    /** The audit of a bundle. */
    fun verify(bundle: File, vararg words: String): JSONObject {
        val ended = run("verify", bundle.path, "--json", *words)
        check(ended.out.startsWith("{")) { "verify ended with ${ended.code}: ${ended.err}" }
        return JSONObject(ended.out)
    }
}
