package dunlog.app.frame

import android.content.Context
import dunlog.app.model.Words

/** The text of some words in the language of this context. */
fun Context.text(words: Words): String = when (words) {
    is Words.Exact -> words.text
    is Words.Named -> if (words.arguments.isEmpty()) getString(words.id) else getString(words.id, *filled(words.arguments))
    is Words.Counted -> resources.getQuantityString(words.id, words.count.coerceAtMost(Int.MAX_VALUE.toLong()).toInt(), *filled(words.arguments))
    is Words.Joined -> words.parts.joinToString(words.by) { text(it) }
}

private fun Context.filled(arguments: List<Any>): Array<Any> = arguments.map { if (it is Words) text(it) else it }.toTypedArray()
