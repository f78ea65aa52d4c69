package dunlog.app.model

import dunlog.Record
import dunlog.app.R
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import java.util.Locale

/** Days and times as the app writes them (docs/app.md, 2.1 and 2.2): days are those of Beijing, in every language and on every phone. */
object Clock {
    private val BEIJING: ZoneOffset = ZoneOffset.ofHours(8)
    private const val BEIJING_MINUTES = 480L
    private val TIME = form("HH:mm")
    private val WHOLE = form("yyyy-MM-dd HH:mm:ss")
    private val SHORT_DATE = form("MM-dd")
    private val SPAN = form("MM-dd HH:mm")

    private fun form(pattern: String) = DateTimeFormatter.ofPattern(pattern, Locale.ROOT)

    private fun at(time: Long, minutes: Long): LocalDateTime =
        LocalDateTime.ofEpochSecond(Math.floorDiv(time, 1000L), 0, ZoneOffset.ofTotalSeconds((minutes * 60).toInt()))

    /** The date in Beijing. */
    fun dateOf(time: Long): LocalDate = at(time, BEIJING_MINUTES).toLocalDate()

    /** The first instant of a date in Beijing, in milliseconds. */
    fun startOf(date: LocalDate): Long = date.atStartOfDay().toInstant(BEIJING).toEpochMilli()

    /** The date of a day that counts from 1970. */
    fun dateOfDay(day: Long): LocalDate = LocalDate.ofEpochDay(day)

    /** The day under which an event stands; none where it tells no time at all. */
    fun dateOf(record: Record): LocalDate? = record.time?.let(::dateOf) ?: record.fact.local?.let { LocalDate.parse(it.take(DATE)) }

    /** The time of an event in a list. */
    fun inList(record: Record): Words = written(record, isWhole = false)

    /** The time of an event, whole. */
    fun whole(record: Record): Words = written(record, isWhole = true)

    /** A time of the log: recorded, made, last seen. */
    fun ofLog(time: Long): Words = Words.exact(at(time, BEIJING_MINUTES).format(WHOLE) + " " + zone(BEIJING_MINUTES))

    /** One end of a gap. */
    fun endOfGap(time: Long): String = at(time, BEIJING_MINUTES).format(SPAN)

    private fun written(record: Record, isWhole: Boolean): Words {
        val form = if (isWhole) WHOLE else TIME
        val time = record.time
        if (time == null) {
            val local = record.fact.local ?: return Words.of(R.string.line_time_unknown)
            return Words.of(R.string.line_time_zone_unknown, if (isWhole) local.replace('T', ' ') else local.drop(DATE + 1).take(TIME_LENGTH))
        }
        val beijing = at(time, BEIJING_MINUTES)
        val minutes = record.fact.offset?.minutes ?: return Words.of(R.string.line_time_zone_not_recorded, beijing.format(form))
        val own = at(time, minutes)
        val date = if (!isWhole && own.toLocalDate() != beijing.toLocalDate()) own.format(SHORT_DATE) + " " else ""
        val words = date + own.format(form) + " " + zone(minutes)
        return if (minutes == BEIJING_MINUTES) Words.exact(words) else Words.of(R.string.line_time_beijing, words, beijing.format(form))
    }

    /** `UTC+8`, `UTC-3:30`, `UTC+0`. */
    fun zone(minutes: Long): String {
        val size = Math.abs(minutes)
        val rest = if (size % 60 == 0L) "" else ":%02d".format(Locale.ROOT, size % 60)
        return "UTC" + (if (minutes < 0) "-" else "+") + size / 60 + rest
    }


    private const val DATE = 10
    private const val TIME_LENGTH = 5
}
