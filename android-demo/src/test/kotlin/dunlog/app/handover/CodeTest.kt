package dunlog.app.handover

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import dunlog.Field
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import java.time.LocalDate
import java.time.ZoneId

/** The code of a fingerprint, and what a choice says, without Android. */
class CodeTest {
    @Test
    fun a_reader_reads_the_fingerprint() {
        val text = "sha256:" + List(16) { "%04x".format(it * 4111) }.joinToString(" ")
        val code = Code.of(text)
        val (scale, edge) = 4 to Code.QUIET
        val side = (code.size + 2 * edge) * scale
        val pixels = IntArray(side * side) { at ->
            val (x, y) = at % side / scale - edge to at / side / scale - edge
            if (x in 0 until code.size && y in 0 until code.size && code.isDark(x, y)) 0 else 0xFFFFFF
        }
        val bitmap = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(side, side, pixels)))
        assertEquals(text, QRCodeReader().decode(bitmap, mapOf(DecodeHintType.PURE_BARCODE to true)).text)
    }

    @Test
    fun a_choice_of_days_holds_the_last_day_whole_and_is_kept_as_it_was() {
        val zone = ZoneId.of("Asia/Shanghai")
        val choice = Choice("c1", LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 30), setOf(Field.OWN, Field.BODY))
        val selection = choice.selection(zone)
        assertEquals(1_793_462_400_000L, selection.from)
        assertEquals(1_796_054_400_000L, selection.to)
        assertEquals(listOf(Field.OWN, Field.BODY), selection.masks)
        assertEquals(choice, Choice.restored(choice.saved()))
        assertEquals(Choice(), Choice.restored(Choice().saved()))
        assertFalse(choice.isBackwards)
        assertTrue(choice.copy(from = LocalDate.of(2026, 12, 1)).isBackwards)
    }

    @Test
    fun an_untouched_screen_chooses_all_of_the_time_and_masks_the_own_number() {
        val today = LocalDate.of(2026, 12, 1)
        assertEquals(Choice("c1"), ExportScreen.choice(mapOf("case" to "c1"), today))
        val typed = mapOf("case" to "", "time" to "month", "mask.OWN" to "", "mask.PARTY" to "1")
        assertEquals(Choice(null, LocalDate.of(2026, 11, 1), null, setOf(Field.PARTY)), ExportScreen.choice(typed, today))
    }
}
