package dunlog.app.evidence

import dunlog.Evidence
import dunlog.Typed
import dunlog.app.form.Field
import dunlog.app.form.Form
import dunlog.app.form.Input

/** The forms of the five kinds of evidence: each asks what a lawyer will ask, and demands nothing of it. */
object EvidenceForms {
    private val moment = Field(Form.MOMENT, Input.MOMENT)
    private val party = Field(Form.PARTY, Input.PARTY)
    private val words = Field("words", Input.TEXT)

    /** 录音录像: the file itself, who made it and with what, and where the original is. */
    val recording = Form(
        "recording",
        listOf(moment, party, Field("maker", Input.LINE), Field("device", Input.LINE), Field("original", Input.LINE), words),
        needsFile = true,
    )

    /** 报警记录: which station, who took it, under which numbers, and what came of it. */
    val police = Form(
        "police",
        listOf(
            moment, Field("station", Input.LINE), Field("officer", Input.LINE), Field("receipt_number", Input.LINE),
            Field("case_number", Input.LINE), Field("result", Input.TEXT), words,
        ),
    )

    /** 证人证言: who, how related, how to be reached, and the witness's own words. */
    val witness = Form(
        "witness",
        listOf(
            moment, Field("who", Input.LINE), Field("relation", Input.LINE), Field("contact", Input.LINE),
            words,
        ),
    )

    /** 监控资料: where it hangs, who keeps the original, and when it is overwritten. */
    val footage = Form(
        "footage",
        listOf(
            moment, Field("place", Input.LINE), Field("keeper", Input.LINE), Field("overwritten_on", Input.DATE, mayComeLater = true),
            Field("original", Input.LINE), words,
        ),
    )

    /** 书面/电子凭证: what it is, who made it, what it shows. */
    val document = Form(
        "document",
        listOf(
            moment, Field("title", Input.LINE), Field("maker", Input.LINE), Field("shows", Input.TEXT),
            Field("original", Input.LINE), words,
        ),
    )

    /** The kinds in the order in which they are offered. */
    val all: List<Pair<Evidence, Form>> = listOf(
        Evidence.RECORDING to recording, Evidence.POLICE_RECORD to police, Evidence.WITNESS_STATEMENT to witness,
        Evidence.FOOTAGE to footage, Evidence.DOCUMENT to document,
    )

    /** The form of a kind. */
    fun of(kind: Evidence): Form = all.first { it.first == kind }.second

    /** Whether a kind's files are each an exhibit of their own; else they belong to the statement. */
    fun filesAreExhibits(kind: Evidence): Boolean = kind == Evidence.RECORDING || kind == Evidence.FOOTAGE || kind == Evidence.DOCUMENT

    /** What a statement of a kind is for the vault. */
    fun statement(kind: Evidence): Typed = Typed.Statement(kind)
}
