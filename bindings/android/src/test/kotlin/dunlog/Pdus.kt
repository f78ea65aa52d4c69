package dunlog

import java.io.ByteArrayOutputStream

/** Raw messages of invented people, built as 3GPP TS 23.040 has them. */
object Pdus {
    /** One SMS-DELIVER in UCS-2 behind an empty service centre address. */
    fun chinese(from: String, text: String, time: String = "26113014300032"): ByteArray = deliver(from, text, null, time)

    /** A long text in as many messages as asked for, with an 8-bit reference. */
    fun parts(from: String, texts: List<String>, reference: Int, time: String = "26113014300032"): List<ByteArray> =
        texts.mapIndexed { at, text -> deliver(from, text, byteArrayOf(5, 0, 3, reference.toByte(), texts.size.toByte(), (at + 1).toByte()), time) }

    private fun deliver(from: String, text: String, header: ByteArray?, time: String): ByteArray {
        val out = ByteArrayOutputStream()
        out.write(0)
        out.write(if (header == null) 0x04 else 0x44)
        address(out, from)
        out.write(0)
        out.write(8)
        out.write(swapped(time))
        val content = (header ?: byteArrayOf()) + text.toByteArray(Charsets.UTF_16BE)
        require(content.size <= 140) { "no message holds so much" }
        out.write(content.size)
        out.write(content)
        return out.toByteArray()
    }

    private fun address(out: ByteArrayOutputStream, from: String) {
        if (from.any(Char::isLetter)) {
            val packed = packed(from)
            out.write((from.length * 7 + 3) / 4)
            out.write(0xd0)
            out.write(packed)
        } else {
            val digits = from.removePrefix("+")
            out.write(digits.length)
            out.write(if (from.startsWith("+")) 0x91 else 0x81)
            out.write(swapped(digits))
        }
    }

    private fun packed(text: String): ByteArray {
        val out = ByteArray((text.length * 7 + 7) / 8)
        for ((at, c) in text.withIndex()) {
            for (bit in 0 until 7) if (c.code shr bit and 1 == 1) {
                val place = at * 7 + bit
                out[place / 8] = (out[place / 8].toInt() or (1 shl place % 8)).toByte()
            }
        }
        return out
    }

    private fun swapped(digits: String): ByteArray =
        digits.padEnd((digits.length + 1) / 2 * 2, 'F').chunked(2).map { (it[1].digitToInt(16) shl 4 or it[0].digitToInt(16)).toByte() }.toByteArray()

    /** The bytes of hexadecimal digits. */
    fun hex(digits: String): ByteArray = digits.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
}
