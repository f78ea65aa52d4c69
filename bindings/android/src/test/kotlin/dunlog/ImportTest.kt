package dunlog

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.io.File
import kotlin.concurrent.thread

/** Texts that come in while a backup is imported. */
@RunWith(RobolectricTestRunner::class)
class ImportTest {
    @get:Rule
    val phone = TestPhone()

    /** As tests/tools/android.sh says: 100,000 with a release library, fewer with a debug one. */
    private val rows = checkNotNull(System.getProperty("dunlog.import.rows")).toInt()

    private fun backup(): File = Backups.texts(phone.folder("backup.xml"), rows)

    @Test
    fun a_text_comes_in_during_a_long_import() {
        var text: Thread? = null
        val progress = object : Progress {
            override fun step(done: ULong, total: ULong): Boolean {
                // Not from this thread, which stands in the middle of the import.
                if (done > total / 3UL && text == null) text = thread { phone.program.capture()!!.run { push(sms("催收短信")); ingest() } }
                return true
            }
        }
        val imported = phone.vault.importFile(EnclosedFile(backup().path, null), options(), progress, phone.clocks.wall)!!
        checkNotNull(text).join()
        assertEquals(rows.toULong(), imported.appended)
        val captured = phone.vault.newest(party("106900001234", "CN"), null, 1U).single().records.single()
        assertEquals("催收短信", captured.body)
        assertTrue("${captured.index} of ${phone.vault.head().size}", captured.index < imported.last!!.index)
    }

    @Test
    fun a_cancelled_import_keeps_what_was_committed() {
        val stop = object : Progress {
            override fun step(done: ULong, total: ULong) = done < total / 3UL
        }
        val file = EnclosedFile(backup().path, null)
        val first = phone.vault.importFile(file, options(), stop, phone.clocks.wall)
        assertTrue(first == null || first.cancelled)
        val again = phone.vault.importFile(file, options(), null, phone.clocks.wall)!!
        assertEquals(rows.toULong(), (first?.appended ?: 0UL) + again.appended)
    }

    private fun options() = ImportOptions(zone = null, country = "CN")

    private fun sms(text: String) = Arrival.Sms(PduFormat.GSM, listOf(Pdus.chinese("106900001234", text)), Sim(0U, 1, null))
}
