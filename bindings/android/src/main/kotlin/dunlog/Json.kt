package dunlog

import android.database.Cursor

/**
 * Rows of a provider as JSON text: every column under its own name, as the text the provider gives.
 *
 * Written here because `org.json` hands half of a surrogate pair through as it is, which no UTF-8
 * can hold; here it becomes an escape, and the core says in the record what was broken.
 */
internal class Json {
    private val out = StringBuilder(512)
    private var first = true

    /** One member. */
    fun text(name: String, value: String): Json = member(name) { quote(value) }

    /** One whole number. */
    fun number(name: String, value: Long): Json = member(name) { out.append(value) }

    /** A list of objects that are JSON already. */
    fun objects(name: String, values: List<String>): Json =
        member(name) { values.joinTo(out, ",", "[", "]") }

    /** An object that is JSON already. */
    fun json(name: String, value: String): Json = member(name) { out.append(value) }

    /** Every column of the cursor's row; absent where it is null, and where it is no text. */
    fun columns(cursor: Cursor): Json = apply {
        for (at in 0 until cursor.columnCount) {
            if (cursor.getType(at) == Cursor.FIELD_TYPE_BLOB) continue
            val value: String? = cursor.getString(at)
            if (value != null) text(cursor.getColumnName(at), value)
        }
    }

    /** The object. */
    override fun toString(): String = if (first) "{}" else "$out}"

    private inline fun member(name: String, value: () -> Unit): Json = apply {
        out.append(if (first) '{' else ',')
        first = false
        quote(name)
        out.append(':')
        value()
    }

    private fun quote(text: String) {
        out.append('"')
        for ((at, c) in text.withIndex()) {
            when {
                c == '"' || c == '\\' -> out.append('\\').append(c)
                c < ' ' || isHalf(text, at) -> out.append("\\u%04x".format(c.code))
                else -> out.append(c)
            }
        }
        out.append('"')
    }
}

private fun isHalf(text: String, at: Int): Boolean {
    val c = text[at]
    return when {
        c.isHighSurrogate() -> text.getOrNull(at + 1)?.isLowSurrogate() != true
        c.isLowSurrogate() -> text.getOrNull(at - 1)?.isHighSurrogate() != true
        else -> false
    }
}

/** A text that UTF-8 can hold: half of a surrogate pair becomes U+FFFD. */
internal fun whole(text: CharSequence): String {
    val given = text.toString()
    if (given.none(Char::isSurrogate)) return given
    return buildString(given.length) {
        for ((at, c) in given.withIndex()) append(if (isHalf(given, at)) '\uFFFD' else c)
    }
}
