package dunlog.app.model

/** Texts of others with every character that cannot be seen written out as `⟨U+202E⟩` (docs/app.md, 2.6). */
object Unseen {
    private val RANGES = listOf(
        0xAD..0xAD, 0x34F..0x34F, 0x61C..0x61C, 0x115F..0x1160, 0x17B4..0x17B5, 0x180B..0x180F, 0x200B..0x200F, 0x2028..0x202E,
        0x2060..0x206F, 0x2800..0x2800, 0x3164..0x3164, 0xE000..0xF8FF, 0xFEFF..0xFEFF, 0xFFA0..0xFFA0, 0xFFF0..0xFFFB, 0xFDD0..0xFDEF,
        0xFFFE..0xFFFF, 0x1BCA0..0x1BCA3, 0x1D173..0x1D17A, 0xE0000..0x10FFFF,
    )
    private val MARKS = setOf(Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK).map { it.toInt() }.toSet()

    /** More combining marks than this in a row hide the letter. */
    private const val MOST_MARKS = 4

    /** The text as it may be shown; line feeds stay where `breaks` are kept. */
    fun visible(text: String, breaks: Boolean = false): String {
        val out = StringBuilder(text.length)
        var marks = 0
        for (point in text.codePoints()) {
            marks = if (Character.getType(point) in MARKS) marks + 1 else 0
            val isHidden = Character.getType(point) == Character.CONTROL.toInt() || RANGES.any { point in it } || isLoneHalf(point)
            if (isHidden && !(breaks && point == '\n'.code) || marks > MOST_MARKS) out.append("⟨U+%04X⟩".format(point))
            else out.appendCodePoint(point)
        }
        return out.toString()
    }

    private fun isLoneHalf(point: Int) = point in 0xD800..0xDFFF
}
