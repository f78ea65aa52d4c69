package dunlog.app

/** A screen that is drawn: its name, and how the phone and the window are brought to it. */
class Pictured(val name: String, val isStarted: Boolean = true, val bring: AppPhone.() -> Unit)

/** Every screen, and every state of one that looks different. A screen is plugged in by one line. */
object Pictures {
    val all: List<Pictured> get() = frame + evidencePictures

    private val frame = Tabs.map { (name, tab) -> Pictured(name) { open(); frame.select(tab); idle() } }
}

private val Tabs = dunlog.app.frame.Tab.entries.map { "tab-" + it.name.lowercase() to it }
