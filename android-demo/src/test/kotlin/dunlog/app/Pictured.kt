package dunlog.app

import dunlog.app.frame.Names
import dunlog.app.frame.Tab
import dunlog.app.start.First
import dunlog.app.start.Grant

/** A screen that is drawn: its name, the stories that were played, and how the window is brought to it. */
class Pictured(val name: String, val isStarted: Boolean = true, val stories: List<String> = emptyList(), val bring: AppPhone.() -> Unit)

/** Every screen, and every state of one that looks different. A screen is plugged in by one line. */
object Pictures {
    /** Days that have something of everything. */
    private val DAYS = listOf("night-call", "four-calls", "threat-to-family", "unseen-characters", "seen-twice", "gap")

    val all: List<Pictured> get() = start + timeline + safety + evidencePictures

    private val start = listOf(
        Pictured("start", isStarted = false) {
            open()
            frame.cover(First.START)
        },
        Pictured("start-code", isStarted = false) { open() },
        Pictured("start-code-asked", isStarted = false) {
            open()
            tap(R.string.start_code_written)
            tap(R.string.app_next)
        },
        Pictured("start-permission", isStarted = false) {
            phone.refuse(*Grant.RECEIVE_SMS.permissions.toTypedArray())
            open()
            frame.cover(First.PERMISSION, Grant.RECEIVE_SMS.name)
        },
        Pictured("start-restricted", isStarted = false) {
            app.settings.keep("asked.LISTENER", true)
            open()
            frame.cover(First.PERMISSION, Grant.LISTENER.name)
        },
        Pictured("start-setup", isStarted = false) {
            open()
            frame.cover(First.SETUP)
        },
        Pictured("start-self-test", isStarted = false) {
            open()
            frame.cover(First.SELF_TEST)
            tap(R.string.selftest_start)
        },
        Pictured("start-key-lost") {
            open()
            frame.cover(Names.KEY_LOST)
        },
    )

    private val timeline = listOf(
        Pictured("timeline", stories = DAYS) { open() },
        Pictured("timeline-empty") { open() },
        Pictured("timeline-filter", stories = DAYS) {
            open()
            tap(R.string.timeline_filter)
        },
        Pictured("timeline-none") {
            open()
            type("search", "不存在")
        },
        Pictured("event", stories = listOf("threat-to-family")) {
            open()
            tap("弄死")
        },
        Pictured("event-grounds", stories = listOf("lawful-reminder", "night-call")) {
            open()
            tap("22:31")
            tap(R.string.event_grounds)
        },
        Pictured("event-unseen", stories = listOf("unseen-characters")) {
            open()
            tap("U+202E")
        },
        Pictured("event-twice-erase", stories = listOf("seen-twice")) {
            open()
            tap("请回电")
            tap(R.string.event_erase)
        },
    )

    private val safety = listOf(
        Pictured("safety") {
            open()
            frame.select(Tab.SAFETY)
        },
        Pictured("safety-pin") { open(Names.PIN) },
        Pictured("safety-locked") {
            app.lock.set("271828")
            app.lock.lock()
            open()
            tap(R.string.safety_pin_lost)
        },
    )
}
