package dunlog.app.event

import dunlog.Listed
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Tab
import dunlog.app.model.Known
import dunlog.app.model.Said
import dunlog.app.model.Words

/** Something that can be done with an event. */
class EventAction(val name: Words, val act: (Frame) -> Unit)

/** What can be done with an event, besides erasing it. */
object EventActions {
    /** Those that make sense for this event. */
    fun of(event: Listed, known: Known): List<EventAction> = buildList {
        val cases = known.casesOf(event)
        val party = event.records[0].party?.takeIf { it.group.isEmpty() && Said.number(it).isNotEmpty() }
        if (party != null) add(EventAction(Words.of(R.string.event_who_is_this)) { frame ->
            val case = cases.firstOrNull() ?: known.cases.keys.firstOrNull()
            // Who somebody is, is said in a case; without one, the first is begun.
            if (case == null) frame.select(Tab.CASE) else frame.open(Names.PERSON, "$case ${Said.number(party)}")
        })
        for ((case, name) in known.cases - cases) {
            add(EventAction(Words.joined(listOf(Words.of(R.string.event_add_to_case), Words.foreign(name)), ": ")) { frame -> tag(frame, event, case) })
        }
        add(EventAction(Words.of(R.string.event_add_evidence)) { it.select(Tab.ADD) })
    }

    /** One record that puts the event into a case. */
    private fun tag(frame: Frame, event: Listed, case: String) = frame.work({
        frame.vault().enter(Typed.Tag, TypedEntry(case = case, about = listOf(event.records[0].leaf)), frame.app.now())
    }) {
        frame.refresh()
        frame.say(Words.of(R.string.app_saved))
    }
}
