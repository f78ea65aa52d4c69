package dunlog.app.event

import dunlog.Listed
import dunlog.app.frame.Frame

/** Something that can be done with an event; other rooms plug theirs in by a line of [EventActions]. */
class EventAction(
    /** The text on its button. */
    val name: Int,
    /** Whether it makes sense for this event. */
    val fits: (Listed) -> Boolean = { true },
    /** Does it. */
    val act: (Frame, Listed) -> Unit,
)

/** What can be done with an event, besides erasing it. */
object EventActions {
    val all: List<EventAction> = listOf()
}
