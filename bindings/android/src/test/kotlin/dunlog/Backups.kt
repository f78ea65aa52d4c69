package dunlog

import java.io.File

/** Backups of invented texts. */
object Backups {
    /** Writes `rows` texts of 5,000 numbers, one every seven minutes, as SMS Backup & Restore does. */
    fun texts(file: File, rows: Int): File = file.apply {
        parentFile!!.mkdirs()
        bufferedWriter().use { out ->
            out.write("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"$rows\">\n")
            for (at in 0 until rows) {
                out.write("<sms protocol=\"0\" address=\"+86139%08d\" date=\"${1_700_000_000_000 + at * 420_000L}\" type=\"1\" body=\"第 $at 条\" read=\"1\" />\n".format(at % 5_000))
            }
            out.write("</smses>\n")
        }
    }
}
