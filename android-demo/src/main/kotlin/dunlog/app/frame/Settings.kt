package dunlog.app.frame

import android.content.Context

/** What the person chose, in the phone's own preferences; nothing of what came in stands here. */
class Settings(context: Context) {
    private val kept = context.getSharedPreferences("settings", Context.MODE_PRIVATE)

    /** A word, or none. */
    fun word(name: String): String? = kept.getString(name, null)

    /** A number, or none. */
    fun number(name: String): Long? = if (kept.contains(name)) kept.getLong(name, 0) else null

    /** Whether a flag is set. */
    fun flag(name: String): Boolean = kept.getBoolean(name, false)

    /** Keeps a word; none takes it away. On the disk when it returns. */
    fun keep(name: String, word: String?) {
        kept.edit().putString(name, word).commit()
    }

    /** Keeps a number. */
    fun keep(name: String, number: Long) {
        kept.edit().putLong(name, number).commit()
    }

    /** Keeps a flag. */
    fun keep(name: String, flag: Boolean) {
        kept.edit().putBoolean(name, flag).commit()
    }
}
