package dunlog.app.start

/** Where a person who opens the app begins: plain, so that a test can ask. */
object First {
    /** The names of the screens of the start, in their order. */
    const val START = "start"
    const val CODE = "code"
    const val PERMISSION = "permission"
    const val SETUP = "setup"
    const val SELF_TEST = "self_test"

    /** The screen that stands above the tabs; none where the start is behind. */
    fun screen(hasVault: Boolean, isCodeWritten: Boolean, isDone: Boolean): String? = when {
        !hasVault -> START
        !isCodeWritten -> CODE
        !isDone -> PERMISSION
        else -> null
    }

    /** Whether this system is HarmonyOS 5 or later, by how it shows its own version. Unconfirmed: no such phone was met. */
    fun isHarmony(display: String): Boolean {
        val version = Regex("harmonyos\\D*(\\d+)", RegexOption.IGNORE_CASE).find(display)?.groupValues?.get(1)
        return version != null && version.toInt() >= 5
    }
}

/** The recovery code as a person writes it down, and two groups of it that are asked back. */
class CodeGroups(code: String) {
    /** Seven groups of four characters. */
    val groups: List<String> = code.split('-', ' ').filter { it.isNotEmpty() }

    /** Read aloud, one character after another. */
    val spelt: String get() = groups.joinToString(", ") { it.toCharArray().joinToString(" ") }

    /** Two of the groups, ascending, drawn by `random` (0 until its argument). */
    fun draw(random: (Int) -> Int): Pair<Int, Int> {
        val first = random(groups.size)
        val second = random(groups.size - 1).let { if (it >= first) it + 1 else it }
        return minOf(first, second) to maxOf(first, second)
    }

    /** Whether what was typed is a group; blanks, case and the letters that the code has no use for are no slip. */
    fun isGroup(index: Int, typed: String): Boolean = groups.getOrNull(index)?.let { plain(it) == plain(typed) } == true

    private fun plain(text: String) = text.filter(Char::isLetterOrDigit).uppercase()
        .replace('O', '0').replace('I', '1').replace('L', '1')
}
