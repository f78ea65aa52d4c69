package dunlog.app.check

import dunlog.Head
import dunlog.Kept

/** What the app did and when, as far as that is no record: the last copy, the last head that left, the last test of the code. Sealed. */
class DoneBefore(private val kept: Kept) {
    /** When the last copy was saved, and of how many records; none where never. */
    val backup: Long? get() = kept.number("backup")
    val backupSize: Long get() = kept.number("backup.size") ?: 0

    /** When a head last left the phone, and of how many records. */
    val head: Long? get() = kept.number("head")
    val headSize: Long get() = kept.number("head.size") ?: 0

    /** Up to when an operator's list confirms what is in the log; none where there was none. */
    val operatorList: Long? get() = kept.number("operator")

    /** An operator's list was taken, which reaches to this time. */
    fun operatorListTaken(to: Long) = kept.set("operator" to maxOf(to, operatorList ?: 0))

    /** A copy of so many records was saved. */
    fun backupSaved(size: Long, now: Long) = kept.set("backup" to now, "backup.size" to size)

    /** A head left the phone, in a bundle or by itself. */
    fun headLeft(head: Head, now: Long) = kept.set("head" to now, "head.size" to head.size.toLong())

    companion object {
        /** The name under which it is kept. */
        const val NAME = "done"
    }
}
