package dunlog.app.frame

import android.annotation.SuppressLint
import android.content.Context
import dunlog.app.model.Words
import java.util.Locale

/** The text of some words in the language of this context. */
fun Context.text(words: Words): String = when (words) {
    is Words.Exact -> words.text
    is Words.Foreign -> "\u2068${words.text}\u2069"
    is Words.Worded -> resources.configuration.locales[0].let {
        if (it.language != "zh") words.en else if (isTraditional(it)) words.zhHant else words.zhHans
    }
    is Words.Named -> filled(words.id, words.arguments)
    is Words.Keyed -> filled(identified(words.name), words.arguments)
    is Words.Counted -> {
        val count = words.count.coerceIn(0, Int.MAX_VALUE.toLong()).toInt()
        resources.getQuantityString(words.id, count, count)
    }
    is Words.Joined -> words.parts.joinToString(words.by) { text(it) }
}

/** Which characters a Chinese reader reads, as the system chooses the texts of the catalogue. */
private fun isTraditional(locale: Locale): Boolean = locale.script == "Hant" || locale.script.isEmpty() && locale.country in setOf("TW", "HK", "MO")

private fun Context.filled(id: Int, arguments: List<Any>): String =
    if (arguments.isEmpty()) getString(id) else getString(id, *arguments.map { if (it is Words) text(it) else it }.toTypedArray())

/** The number of a text that is known by name only; the catalogue's check sees to it that there is one. */
@SuppressLint("DiscouragedApi")
private fun Context.identified(name: String): Int = resources.getIdentifier(name, "string", packageName)

/** Whether the catalogue has a text of this name. */
fun Context.hasText(name: String): Boolean = identified(name) != 0
