package dunlog.app.model

/** Which screen, and what it shows: a record's id, a party's number, a case; empty where it needs nothing. */
data class Address(val screen: String, val about: String = "")

/**
 * A screen on the stack with what a person typed into it, by the field's key: kept over rotation and the end of the
 * process. Boxes that are ticked and what is chosen stand here too.
 */
class Entry(val address: Address, val typed: MutableMap<String, String> = LinkedHashMap(), var scroll: Int = 0)

/**
 * The screens behind the one that is seen: one stack for each tab, so that going to another tab and back loses
 * nothing; and one above all of them while [above] is not empty, as at the first start.
 *
 * Plain data: [saved] gives it as strings for the system to keep, [restored] reads these.
 */
class ScreenStack(private val roots: List<Address>) {
    private val stacks: List<ArrayDeque<Entry>> = roots.map { ArrayDeque(listOf(Entry(it))) }

    /** Screens that stand above the tabs. */
    val above = ArrayDeque<Entry>()

    /** Which tab is open. */
    var tab: Int = 0
        private set

    /** The screen that is seen. */
    val top: Entry get() = above.lastOrNull() ?: stacks[tab].last()

    /** Whether there is a screen to go back to before the app is left. */
    val canGoBack: Boolean get() = above.size > 1 || above.isEmpty() && (stacks[tab].size > 1 || tab != 0)

    /** Puts a screen on top. */
    fun open(address: Address): Entry = Entry(address).also { (if (above.isEmpty()) stacks[tab] else above) += it }

    /** Takes the top screen away; at the root of another tab goes to the first one. False where nothing is left to go back to. */
    fun back(): Boolean {
        if (!canGoBack) return false
        if (above.isNotEmpty()) above.removeLast()
        else if (stacks[tab].size > 1) stacks[tab].removeLast()
        else tab = 0
        return true
    }

    /** Opens a tab; the one that is open goes back to its root. */
    fun select(index: Int) {
        above.clear()
        if (index == tab) while (stacks[tab].size > 1) stacks[tab].removeLast()
        tab = index
    }

    /** Takes the top screen away and puts another in its place. */
    fun replace(address: Address): Entry {
        val stack = if (above.isEmpty()) stacks[tab] else above
        stack.removeLast()
        return Entry(address).also { stack += it }
    }

    /** Puts one screen above all tabs, in the place of any that stands there. */
    fun cover(address: Address) {
        above.clear()
        above += Entry(address)
    }

    /** Goes back to the tabs. */
    fun uncover() = above.clear()

    /** Everything, as strings. */
    fun saved(): ArrayList<String> {
        val out = arrayListOf(tab.toString())
        for (stack in stacks + listOf(above)) {
            out += stack.size.toString()
            for (entry in stack) {
                out += listOf(entry.address.screen, entry.address.about, entry.scroll.toString(), entry.typed.size.toString())
                for ((key, value) in entry.typed) out += listOf(key, value)
            }
        }
        return out
    }

    /** Takes what [saved] gave; what does not fit this stack is passed over. */
    fun restored(strings: List<String>): ScreenStack {
        try {
            val read = strings.iterator()
            val open = read.next().toInt()
            for (stack in stacks + listOf(above)) {
                stack.clear()
                repeat(read.next().toInt()) {
                    val address = Address(read.next(), read.next())
                    val scroll = read.next().toInt()
                    val typed = LinkedHashMap<String, String>()
                    repeat(read.next().toInt()) { typed[read.next()] = read.next() }
                    stack += Entry(address, typed, scroll)
                }
            }
            tab = open.coerceIn(stacks.indices)
        } catch (_: NoSuchElementException) {
            // Cut short: what was read stands.
        } catch (_: NumberFormatException) {
            // Of another version of the app.
        }
        for ((index, stack) in stacks.withIndex()) if (stack.isEmpty()) stack += Entry(roots[index])
        return this
    }
}
