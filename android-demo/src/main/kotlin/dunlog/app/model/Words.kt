package dunlog.app.model

/**
 * What a screen says, before anybody knows in which language: plain Kotlin decides, the view looks the text up.
 *
 * Ids are those of `R.string` and `R.plurals`, which are plain numbers; nothing here needs Android.
 */
sealed interface Words {
    /** What stands as it is: a number, a name, a person's own text. */
    data class Exact(val text: String) : Words

    /** A text of the catalogue; arguments are numbers, strings or [Words]. */
    data class Named(val id: Int, val arguments: List<Any> = emptyList()) : Words

    /** A text of the catalogue whose form hangs on a count. */
    data class Counted(val id: Int, val count: Long, val arguments: List<Any> = listOf(count)) : Words

    /** Several, one after another. */
    data class Joined(val parts: List<Words>, val by: String) : Words

    companion object {
        /** A text of the catalogue. */
        fun of(id: Int, vararg arguments: Any): Words = Named(id, arguments.toList())

        /** What stands as it is. */
        fun exact(text: String): Words = Exact(text)
    }
}
