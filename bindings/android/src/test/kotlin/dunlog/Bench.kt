package dunlog

import android.content.Intent
import android.provider.Telephony
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.io.File
import java.io.FileOutputStream
import java.util.concurrent.Executor
import kotlin.concurrent.thread

/**
 * Measures, and tests nothing: tests/bench/run.py runs it and reads the lines that begin with BENCH, figures in milliseconds
 * of a JVM on this machine and not of a phone. Its name is none that surefire runs by itself.
 */
@RunWith(RobolectricTestRunner::class)
class Bench {
    @get:Rule
    val phone = TestPhone()

    private val rows = checkNotNull(System.getProperty("dunlog.import.rows")).toInt()

    @Test
    fun from_the_handler_to_the_disk() {
        // Only the handler counts; what comes after it is beside the main thread.
        Program.executor = Executor { }
        val receiver = SmsReceiver()
        val intents = (0 until 1_000).map {
            Intent(Telephony.Sms.Intents.SMS_RECEIVED_ACTION).putExtra("format", "3gpp")
                .putExtra("pdus", arrayOf(Pdus.chinese("106900001234", "第 $it 条：请还款")))
        }
        val bare = FileOutputStream(File(phone.program.spoolFolder.parentFile, "bare"))
        val block = ByteArray(512)
        val syncs = ArrayList<Double>()
        val whole = ArrayList<Double>()
        for (intent in intents) {
            syncs += timed {
                bare.write(block)
                bare.fd.sync()
            }
            whole += timed { receiver.onReceive(phone.application, intent) }
        }
        val beyond = whole.zip(syncs) { handler, sync -> handler - sync }
        tell("handler", "p50" to at(whole, 50), "p99" to at(whole, 99), "sync_p50" to at(syncs, 50), "sync_p99" to at(syncs, 99), "beyond_p50" to at(beyond, 50), "beyond_p99" to at(beyond, 99))
    }

    @Test
    fun a_text_while_a_backup_is_imported() {
        val capture = phone.program.capture()!!
        val waits = ArrayList<Double>()
        val file = EnclosedFile(Backups.texts(phone.folder("backup.xml"), rows).path, null)
        var isImporting = true
        val texts = thread {
            while (isImporting) {
                val text = Arrival.Sms(PduFormat.GSM, listOf(Pdus.chinese("106900001234", "第 ${waits.size} 条：请还款")), Sim(0U, 1, null))
                waits += timed {
                    capture.push(text)
                    check(capture.ingest())
                }
                Thread.sleep(50)
            }
        }
        val whole = timed { checkNotNull(phone.vault.importFile(file, ImportOptions(), null, phone.clocks.wall)) }
        isImporting = false
        texts.join()
        tell("live", "rows" to rows.toDouble(), "import" to whole, "texts" to waits.size.toDouble(), "p50" to at(waits, 50), "p99" to at(waits, 99), "longest" to waits.max())
    }

    @Test
    fun the_first_page_of_a_long_log() {
        val (short, long) = filled(rows / 100) to filled(rows)
        val few = ArrayList<Double>()
        val many = ArrayList<Double>()
        // In turn, so that whatever else the machine does disturbs both.
        repeat(120) {
            few += page(short)
            many += page(long)
        }
        val (one, hundred) = at(few.drop(20), 50) to at(many.drop(20), 50)
        tell("page", "rows" to rows.toDouble(), "few" to one, "many" to hundred, "times" to hundred / one)
    }

    private fun filled(rows: Int): Vault {
        val folder = phone.folder("long-$rows")
        val file = Backups.texts(File(folder.path + ".xml"), rows)
        val vault = createVault(folder.path, phone.keystore, phone.clocks.wall).vault
        vault.importFile(EnclosedFile(file.path, null), ImportOptions(), null, phone.clocks.wall)
        return vault
    }

    private fun page(vault: Vault): Double = timed { check(vault.newest(null, null, 50U).size == 50) }

    private inline fun timed(work: () -> Unit): Double {
        val begin = System.nanoTime()
        work()
        return (System.nanoTime() - begin) / 1e6
    }

    private fun at(times: List<Double>, percent: Int): Double = times.sorted()[times.size * percent / 100]

    private fun tell(what: String, vararg figures: Pair<String, Double>) =
        println(figures.joinToString(", ", "BENCH {\"what\": \"$what\", ", "}") { (name, value) -> "\"%s\": %.3f".format(java.util.Locale.ROOT, name, value) })
}
