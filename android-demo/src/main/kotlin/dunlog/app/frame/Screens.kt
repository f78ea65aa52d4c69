package dunlog.app.frame

import dunlog.app.R
import dunlog.app.check.CheckScreen
import dunlog.app.check.RestoreScreen
import dunlog.app.dossier.CaseScreen
import dunlog.app.dossier.DossierScreen
import dunlog.app.dossier.FactsScreen
import dunlog.app.dossier.PersonScreen
import dunlog.app.event.EventScreen
import dunlog.app.evidence.AddScreen
import dunlog.app.evidence.ContactScreen
import dunlog.app.evidence.EvidenceScreen
import dunlog.app.evidence.ImportScreen
import dunlog.app.evidence.ProgramsScreen
import dunlog.app.handover.ExportScreen
import dunlog.app.handover.HandedScreen
import dunlog.app.handover.PreviewScreen
import dunlog.app.model.Address
import dunlog.app.model.Entry
import dunlog.app.recordings.RecordingsScreen
import dunlog.app.safety.PinScreen
import dunlog.app.safety.SafetyScreen
import dunlog.app.share.SharedScreen
import dunlog.app.start.CodeScreen
import dunlog.app.start.First
import dunlog.app.start.KeyLostScreen
import dunlog.app.start.PermissionScreen
import dunlog.app.start.SelfTestScreen
import dunlog.app.start.SetupScreen
import dunlog.app.start.StartScreen
import dunlog.app.timeline.TimelineScreen

/** Makes a screen for an entry of the stack. */
typealias Maker = (Frame, Entry) -> Screen

/** The names of screens; they stand in what the system keeps of the stack, so they never change. */
object Names {
    const val TIMELINE = "timeline"
    const val EVENT = "event"
    const val PIN = "pin"
    const val RESTORE = "restore"
    const val KEY_LOST = "key_lost"
    const val ADD = "add"
    const val CASE = "case"
    const val EXPORT = "export"
    const val CHECK = "check"
    const val SAFETY = "safety"
    const val EVIDENCE = "evidence"
    const val CONTACT = "contact"
    const val IMPORT = "import"
    const val RECORDINGS = "recordings"
    const val PROGRAMS = "programs"
    const val SHARED = "shared"
    const val DOSSIER = "dossier"
    const val FACTS = "facts"
    const val PERSON = "person"
    const val PREVIEW = "preview"
    const val HANDED = "handed"
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
        Names.TIMELINE to ::TimelineScreen,
        Names.EVENT to ::EventScreen,
        Names.ADD to ::AddScreen,
        Names.EVIDENCE to ::EvidenceScreen,
        Names.CONTACT to ::ContactScreen,
        Names.IMPORT to ::ImportScreen,
        Names.RECORDINGS to ::RecordingsScreen,
        Names.PROGRAMS to ::ProgramsScreen,
        Names.SHARED to ::SharedScreen,
        Names.CASE to ::CaseScreen,
        Names.DOSSIER to ::DossierScreen,
        Names.FACTS to ::FactsScreen,
        Names.PERSON to ::PersonScreen,
        Names.EXPORT to ::ExportScreen,
        Names.PREVIEW to ::PreviewScreen,
        Names.HANDED to ::HandedScreen,
        Names.CHECK to ::CheckScreen,
        Names.RESTORE to ::RestoreScreen,
        Names.SAFETY to ::SafetyScreen,
        Names.PIN to ::PinScreen,
        Names.KEY_LOST to ::KeyLostScreen,
        First.START to ::StartScreen,
        First.CODE to ::CodeScreen,
        First.PERMISSION to ::PermissionScreen,
        First.SETUP to ::SetupScreen,
        First.SELF_TEST to ::SelfTestScreen,
    )

    /** The screen of an entry; one that nobody knows any more shows the timeline. */
    fun make(frame: Frame, entry: Entry): Screen = (makers[entry.address.screen] ?: makers.getValue(Names.TIMELINE))(frame, entry)
}
