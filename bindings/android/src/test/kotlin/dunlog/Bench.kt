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

/**
 * Measures, and tests nothing: `DUNLOG_LIBRARY=target/release tests/tools/android.sh CLI Bench` prints a line for each
 * figure, of a JVM on this machine and not of a phone. Its name is none that surefire runs by itself.
 */
@RunWith(RobolectricTestRunner::class)
class Bench {
    @get:Rule
    val phone = TestPhone()

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
        val beyond = ArrayList<Double>()
        val whole = ArrayList<Double>()
        for (intent in intents) {
            val sync = timed {
                bare.write(block)
                bare.fd.sync()
            }
            val handler = timed { receiver.onReceive(phone.application, intent) }
            whole += handler
            beyond += handler - sync
        }
        println("BENCH handler to disk: p50 %.2f ms, p99 %.2f ms; beyond a bare append and sync: p50 %.2f ms, p99 %.2f ms".format(at(whole, 50), at(whole, 99), at(beyond, 50), at(beyond, 99)))
    }

    @Test
    fun the_first_page_of_a_long_log() {
        val few = first(1_000)
        val many = first(100_000)
        println("BENCH first page of 50: %.2f ms of 1,000 events, %.2f ms of 100,000, %.2f times".format(few, many, many / few))
    }

    private fun first(rows: Int): Double {
        val folder = phone.folder("long-$rows")
        val file = Backups.texts(File(folder.path + ".xml"), rows)
        val vault = createVault(folder.path, phone.keystore, phone.clocks.wall).vault
        vault.importFile(EnclosedFile(file.path, null), ImportOptions(), null, phone.clocks.wall)
        repeat(20) { vault.newest(null, null, 50U) }
        return at((0 until 100).map { timed { check(vault.newest(null, null, 50U).size == 50) } }, 50)
    }

    private inline fun timed(work: () -> Unit): Double {
        val begin = System.nanoTime()
        work()
        return (System.nanoTime() - begin) / 1e6
    }

    private fun at(times: List<Double>, percent: Int): Double = times.sorted()[times.size * percent / 100]
}
