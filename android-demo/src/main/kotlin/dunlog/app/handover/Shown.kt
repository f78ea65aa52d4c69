package dunlog.app.handover

import dunlog.Field
import dunlog.Kind
import dunlog.Preview
import dunlog.Role

/** One thing that the preview says, in the order in which it is said. */
sealed interface Shown {
    /** Somebody who is neither the borrower nor the side that collects is named: these come first. */
    data class ThirdPerson(val shown: String?, val role: Role, val records: Long) : Shown

    /** A number of the side that collects. */
    data class Collector(val shown: String?, val role: Role, val records: Long) : Shown

    /** A mask hides people, and so many records still say something in words or files of their own. */
    data class Speaking(val records: Long) : Shown

    /** Nothing in the log has this name or case. */
    data class Unmatched(val name: String) : Shown

    /** How many records are shown, how many are not, how many were erased. */
    data class Counts(val shown: Long, val hidden: Long, val redacted: Long, val fieldsClosed: Long) : Shown

    /** Files that are enclosed, and their bytes. */
    data class Files(val count: Int, val bytes: Long) : Shown

    /** Lines about the log itself that no choice leaves out: kind and date can be read, the words cannot. */
    data class Lines(val kind: Kind, val count: Long) : Shown

    /** Another case whose short id can be read. */
    data class OtherCase(val id: String) : Shown

    /** What is withheld from every record. */
    data class Masked(val field: Field) : Shown

    companion object {
        /** The preview as lines, third persons first. */
        fun of(preview: Preview): List<Shown> = buildList {
            val (collectors, others) = preview.parties.partition { it.role == Role.CREDITOR || it.role == Role.AGENCY }
            others.mapTo(this) { ThirdPerson(it.shown, it.role, it.records.toLong()) }
            if (preview.speaking > 0u) add(Speaking(preview.speaking.toLong()))
            collectors.mapTo(this) { Collector(it.shown, it.role, it.records.toLong()) }
            preview.unmatched.mapTo(this, ::Unmatched)
            add(Counts(preview.shown.toLong(), preview.hidden.toLong(), preview.redacted.toLong(), preview.fieldsClosed.toLong()))
            val files = preview.files + preview.sources
            if (files.isNotEmpty()) add(Files(files.size, files.sumOf { it.size.toLong() }))
            preview.masks.mapTo(this, ::Masked)
            preview.closed.entries.sortedBy { it.key }.mapTo(this) { (kind, count) -> Lines(kind, count.toLong()) }
            preview.otherCases.mapTo(this, ::OtherCase)
        }
    }
}
