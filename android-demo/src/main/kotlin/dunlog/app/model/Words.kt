package dunlog.app.model

import dunlog.Wording

/**
 * What a screen says, before anybody knows in which language: plain Kotlin decides, the view looks the text up.
 *
 * Ids are those of `R.string` and `R.plurals`, which are plain numbers; nothing here needs Android.
 */
sealed interface Words {
    /** What stands as it is: a number, a name, a person's own text. */
    data class Exact(val text: String) : Words

    /** What others wrote, made visible by [Unseen]: the view keeps its direction from what stands around it. */
    data class Foreign(val text: String) : Words

    /** What stands in a pack, in each language. */
    data class Worded(val zhHans: String, val zhHant: String, val en: String) : Words

    /** A text of the catalogue; arguments are numbers, strings or [Words]. */
    data class Named(val id: Int, val arguments: List<Any> = emptyList()) : Words

    /** A text of the catalogue by its name, where a word of the core decides which: `"word_role_${word}"`. */
    data class Keyed(val name: String, val arguments: List<Any> = emptyList()) : Words

    /** A text of the catalogue whose form hangs on a count. */
    data class Counted(val id: Int, val count: Long) : Words

    /** Several, one after another. */
    data class Joined(val parts: List<Words>, val by: String) : Words

    companion object {
        /** A text of the catalogue. */
        fun of(id: Int, vararg arguments: Any): Words = Named(id, arguments.toList())

        /** A text of the catalogue whose form hangs on a count. */
        fun counted(id: Int, count: Long): Words = Counted(id, count)

        /** A text of the catalogue by its name. */
        fun keyed(name: String, vararg arguments: Any): Words = Keyed(name, arguments.toList())

        /** What others wrote, with what cannot be seen in it written out. */
        fun foreign(text: String, breaks: Boolean = false): Words = Foreign(Unseen.visible(text, breaks))

        /** What a pack says. */
        fun of(wording: Wording): Words = Worded(wording.zhHans, wording.zhHant, wording.en)

        /** Several, one after another. */
        fun joined(parts: List<Words>, by: String = " · "): Words = parts.singleOrNull() ?: Joined(parts, by)

        /** What stands as it is. */
        fun exact(text: String): Words = Exact(text)
    }
}
