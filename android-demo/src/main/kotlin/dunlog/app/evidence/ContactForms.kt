package dunlog.app.evidence

import dunlog.Channel
import dunlog.Contact
import dunlog.Direction
import dunlog.Outcome
import dunlog.Typed
import dunlog.app.form.Field
import dunlog.app.form.Form
import dunlog.app.form.Input
import dunlog.app.form.Values

/** The forms of what no phone saw: somebody came, a call or a message elsewhere, a note. */
object ContactForms {
    /** The words of `manner`, how a visit went. */
    val MANNERS = listOf("crowd", "blocking", "damage", "workplace", "entry", "threat")

    private val moment = Field(Form.MOMENT, Input.MOMENT, isNeeded = true)
    private val words = Field("words", Input.TEXT)

    /** Somebody came; how they behaved is ticked beside it. */
    val visit = Form(
        "visit",
        listOf(moment, Field("place", Input.LINE), Field("people", Input.LINE), Field("witness", Input.LINE), Field(Form.PARTY, Input.PARTY), words),
        asksZone = true,
    )

    /** A contact that was not recorded. */
    val contact = Form(
        "contact",
        listOf(
            moment, Field(Form.PARTY, Input.PARTY),
            Field("channel", Input.CHOICE, isNeeded = true, words = listOf(Channel.CALL, Channel.SMS, Channel.CHAT, Channel.LETTER, Channel.OTHER).map { it.name }),
            Field("direction", Input.CHOICE, isNeeded = true, words = Direction.entries.map { it.name }),
            Field("outcome", Input.CHOICE, words = listOf(Outcome.CONNECTED, Outcome.MISSED, Outcome.REJECTED).map { it.name }),
            Field("seconds", Input.NUMBER), words,
        ),
        asksZone = true,
    )

    /** A note of the borrower's own. */
    val note = Form("note", listOf(moment, words.copy(isNeeded = true)), asksZone = true)

    /** The form of a name. */
    fun of(name: String): Form = when (name) {
        "visit" -> visit
        "contact" -> contact
        else -> note
    }

    /** What is entered. */
    fun typed(form: Form, values: Values): Typed {
        val words = values["words"].trim().ifEmpty { null }
        return when (form) {
            visit -> Typed.Contact(Contact(Channel.VISIT, Direction.IN, null, null, words))
            note -> Typed.Note(words.orEmpty())
            else -> {
                val channel = Channel.valueOf(values["channel"])
                val isCall = channel == Channel.CALL
                // How a call ended and how long it was is said of calls only.
                val outcome = values["outcome"].takeIf { isCall && it.isNotEmpty() }?.let(Outcome::valueOf)
                val seconds = values["seconds"].trim().toLongOrNull()?.takeIf { isCall }
                Typed.Contact(Contact(channel, Direction.valueOf(values["direction"]), outcome, seconds, words))
            }
        }
    }

    /** The details beside what [typed] takes. */
    fun detail(form: Form, values: Values): Map<String, String> {
        if (form !== visit) return emptyMap()
        val manner = MANNERS.filter { values["manner.$it"] == "1" }.joinToString(" ")
        val own = values.said().filterKeys { it in setOf("place", "people", "witness") }
        return if (manner.isEmpty()) own else own + ("manner" to manner)
    }
}
