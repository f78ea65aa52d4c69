package dunlog.app.form

import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.ZoneId

/** How a value is given. */
enum class Input {
    /** One line of text. */
    LINE,

    /** Several lines of text. */
    TEXT,

    /** A telephone number, or a name where there is none. */
    PARTY,

    /** Digits, with a point. */
    AMOUNT,

    /** A whole number. */
    NUMBER,

    /** A day, `YYYY-MM-DD`. */
    DATE,

    /** A day and a clock time on the phone, `YYYY-MM-DDThh:mm`. */
    MOMENT,

    /** A clock time, `hh:mm` or `24:00`. */
    HOUR,

    /** One of the field's words, or none. */
    CHOICE,
}

/** What is wrong with a form. */
enum class Problem {
    /** Something that must be said was not. */
    MISSING,

    /** A day or a time that there is none of. */
    NO_SUCH_TIME,

    /** A time after now. */
    LATER_THAN_NOW,

    /** A text longer than a record takes. */
    TOO_LONG,

    /** Not an amount. */
    NO_AMOUNT,

    /** Not a number. */
    NO_NUMBER,

    /** A file belongs to it, and there is none. */
    NO_FILE,

    /** Nothing at all was said. */
    NOTHING_SAID,
}

/** A field of a form; its key is that of the record's detail, or one of [Form]'s own. */
data class Field(
    val key: String,
    val input: Input,
    val isNeeded: Boolean = false,
    /** The words of [Input.CHOICE]. */
    val words: List<String> = emptyList(),
    /** Whether a time may be after now. */
    val mayComeLater: Boolean = false,
)

/** What a form says so far; everything is text, so that nothing typed is lost where the screen is made anew. `texts` may be the screen's own. */
class Values(private val texts: MutableMap<String, String> = LinkedHashMap()) {
    operator fun get(key: String): String = texts[key].orEmpty()

    operator fun set(key: String, text: String) {
        texts[key] = text
    }

    /** Every value that is not blank, trimmed. */
    fun said(): Map<String, String> = texts.mapValues { it.value.trim() }.filterValues { it.isNotEmpty() }

    /** The same values, for work beside the screen. */
    fun copy(): Values = Values(LinkedHashMap(texts))
}

/** A form: its fields in the order in which they are asked. */
class Form(
    val name: String,
    val fields: List<Field>,
    val needsFile: Boolean = false,
    /** Whether a clock time whose zone nobody knows may be said. */
    val asksZone: Boolean = false,
) {
    /** What is wrong, by the key of the field; nothing where it can be saved. A form without any word and without a file says nothing. */
    fun problems(values: Values, files: Int, now: Instant, zone: ZoneId): Map<String, Problem> {
        val problems = LinkedHashMap<String, Problem>()
        for (field in fields) problem(field, values[field.key].trim(), now, zone)?.let { problems[field.key] = it }
        if (needsFile && files == 0) problems[FILES] = Problem.NO_FILE
        if (problems.isEmpty() && files == 0 && values.said().keys.all { it !in fields.map(Field::key) || it == MOMENT }) problems[FILES] = Problem.NOTHING_SAID
        return problems
    }

    private fun problem(field: Field, text: String, now: Instant, zone: ZoneId): Problem? {
        if (text.isEmpty()) return Problem.MISSING.takeIf { field.isNeeded }
        if (text.toByteArray().size > MAX_TEXT) return Problem.TOO_LONG
        return when (field.input) {
            Input.DATE -> date(text)?.let { Problem.LATER_THAN_NOW.takeIf { _ -> !field.mayComeLater && it > now.atZone(zone).toLocalDate() } } ?: noTime(date(text))
            Input.MOMENT -> moment(text)?.let { Problem.LATER_THAN_NOW.takeIf { _ -> !field.mayComeLater && it.atZone(zone).toInstant() > now } } ?: noTime(moment(text))
            Input.HOUR -> noTime(if (text == "24:00") text else hour(text))
            Input.AMOUNT -> Problem.NO_AMOUNT.takeIf { !AMOUNT.matches(text) }
            Input.CHOICE -> Problem.MISSING.takeIf { text !in field.words }
            Input.NUMBER -> Problem.NO_NUMBER.takeIf { text.toLongOrNull()?.let { it in 0..MAX_NUMBER } != true }
            else -> null
        }
    }

    private fun noTime(read: Any?): Problem? = if (read == null) Problem.NO_SUCH_TIME else null

    companion object {
        /** When it happened; what becomes of it is the record's time and not a detail. */
        const val MOMENT = "when"

        /** "1" where only the clock time is known and not its zone. */
        const val UNSURE = "when_unsure"

        /** Whom it is about; the record's party. */
        const val PARTY = "party"

        /** The case it is put into. */
        const val CASE = "case"

        /** The place of the files among the problems. */
        const val FILES = "files"

        /** The longest text of a detail, in bytes. */
        const val MAX_TEXT = 64 * 1024

        private const val MAX_NUMBER = 1_000_000_000L
        private val AMOUNT = Regex("[0-9]{1,12}(\\.[0-9]{1,2})?")

        /** A day, or none. */
        fun date(text: String): LocalDate? = read { LocalDate.parse(text) }

        /** A day and a clock time, or none. */
        fun moment(text: String): LocalDateTime? = read { LocalDateTime.parse(text) }

        /** A clock time, or none. */
        fun hour(text: String): LocalTime? = if (text.length == 5) read { LocalTime.parse(text) } else null

        private inline fun <T> read(parse: () -> T): T? = try {
            parse()
        } catch (_: DateTimeException) {
            null
        }
    }
}
