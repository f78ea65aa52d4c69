package dunlog.app.handover

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import com.google.zxing.qrcode.encoder.Encoder

/** A QR code as rows of dark and light modules, without its quiet zone. */
class Code private constructor(
    /** Modules on a side. */
    val size: Int,
    private val dark: BooleanArray,
) {
    /** Whether a module is dark. */
    fun isDark(x: Int, y: Int): Boolean = dark[y * size + x]

    companion object {
        /** The light border that a reader needs, in modules. */
        const val QUIET = 4

        /** The code of a short text; a sixth of it may be unreadable. */
        fun of(text: String): Code {
            val matrix = Encoder.encode(text, ErrorCorrectionLevel.M).matrix
            return Code(matrix.width, BooleanArray(matrix.width * matrix.height) { matrix.get(it % matrix.width, it / matrix.width).toInt() == 1 })
        }
    }
}
