package dunlog.app.frame

import android.annotation.SuppressLint
import android.content.Context
import dunlog.app.model.Words

/** The text of some words in the language of this context. */
fun Context.text(words: Words): String = when (words) {
    is Words.Exact -> words.text
    is Words.Named -> filled(words.id, words.arguments)
    is Words.Keyed -> filled(identified(words.name), words.arguments)
    is Words.Counted -> {
        val count = words.count.coerceIn(0, Int.MAX_VALUE.toLong()).toInt()
        resources.getQuantityString(words.id, count, count)
    }
    is Words.Joined -> words.parts.joinToString(words.by) { text(it) }
}

private fun Context.filled(id: Int, arguments: List<Any>): String =
    if (arguments.isEmpty()) getString(id) else getString(id, *arguments.map { if (it is Words) text(it) else it }.toTypedArray())

/** The number of a text that is known by name only; the catalogue's check sees to it that there is one. */
@SuppressLint("DiscouragedApi")
private fun Context.identified(name: String): Int = resources.getIdentifier(name, "string", packageName)

/** Whether the catalogue has a text of this name. */
fun Context.hasText(name: String): Boolean = identified(name) != 0
