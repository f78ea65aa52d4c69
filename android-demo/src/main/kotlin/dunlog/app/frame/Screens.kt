package dunlog.app.frame

import dunlog.app.R
import dunlog.app.model.Address
import dunlog.app.model.Entry

/** Makes a screen for an entry of the stack. */
typealias Maker = (Frame, Entry) -> Screen

/** The names of screens; they stand in what the system keeps of the stack, so they never change. */
object Names {
    const val TIMELINE = "timeline"
    const val ADD = "add"
    const val CASE = "case"
    const val EXPORT = "export"
    const val CHECK = "check"
    const val SAFETY = "safety"
}

/** The tabs, from left to right. */
enum class Tab(val screen: String, val title: Int, val icon: Int) {
    TIMELINE(Names.TIMELINE, R.string.app_tab_timeline, R.drawable.tab_timeline),
    ADD(Names.ADD, R.string.app_tab_add, R.drawable.tab_add),
    CASE(Names.CASE, R.string.app_tab_case, R.drawable.tab_case),
    EXPORT(Names.EXPORT, R.string.app_tab_export, R.drawable.tab_export),
    CHECK(Names.CHECK, R.string.app_tab_check, R.drawable.tab_check),
    SAFETY(Names.SAFETY, R.string.app_tab_safety, R.drawable.tab_safety),
    ;

    companion object {
        /** The first screen of each. */
        val roots: List<Address> get() = entries.map { Address(it.screen) }
    }
}

/** Every screen there is, by its name: one line plugs one in, here and in the pictures' registry of the tests. */
object Screens {
    val makers: Map<String, Maker> = mapOf(
        Names.TIMELINE to ::ComingScreen,
        Names.ADD to ::ComingScreen,
        Names.CASE to ::ComingScreen,
        Names.EXPORT to ::ComingScreen,
        Names.CHECK to ::ComingScreen,
        Names.SAFETY to ::ComingScreen,
    )

    /** The screen of an entry; one that nobody knows any more shows the timeline. */
    fun make(frame: Frame, entry: Entry): Screen = (makers[entry.address.screen] ?: makers.getValue(Names.TIMELINE))(frame, entry)
}
