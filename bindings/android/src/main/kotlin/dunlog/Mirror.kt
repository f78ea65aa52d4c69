package dunlog

import android.content.ContentResolver
import android.database.Cursor

/**
 * Copies rows of the phone's stores into the spool, page by page; the vault knows which it has already.
 *
 * A reading asks for what is new by the row's id, and for everything within an overlap window again, since rows
 * are written late and edited. The call log, which is short and renumbered at will, is asked by `last_modified` too, and
 * as a whole once a day and after the clock was set. Where to go on is kept only after the rows are in the spool.
 *
 * A row that cannot be read is passed over and told once, as a gap at its time; as long as it is within the window it
 * is tried again. Where many in a row cannot be read, it is the store that cannot.
 */
internal class Mirror(private val resolver: ContentResolver, private val capture: Capture, private val kept: Kept) {
    /** Reads one store; says why it could not. */
    fun read(store: Store): GapReason? = try {
        val begin = capture.now()
        val form = StoreForm.of(store)
        val highest = highest(form)
        if (highest == EMPTY) {
            empty(form, begin)
        } else {
            val whole = isWhole(form, highest, begin)
            val cursor = if (whole) all(form) else news(form)
            if (cursor == null) GapReason.STORE_UNREADABLE else cursor.use { copy(form, it, begin, whole) }
        }
    } catch (_: SecurityException) {
        // Granted, and yet refused: a vendor's own permission beneath Android's.
        GapReason.PERMISSION_BLIND
    } catch (_: VaultException.StorageFull) {
        GapReason.STORAGE_FULL
    } catch (_: VaultException) {
        GapReason.UNKNOWN
    } catch (_: RuntimeException) {
        GapReason.STORE_UNREADABLE
    }

    /** The next reading of the call log takes all of it: the clock that dates its changes was set. */
    fun distrust() = kept.set(DISTRUST to true)

    /** The highest id of a store; [EMPTY] where it has no row, none where it does not say. */
    private fun highest(form: StoreForm): Long? {
        val cursor = try {
            resolver.query(form.uri, arrayOf("_id"), null, null, "_id DESC")
        } catch (fault: SecurityException) {
            throw fault
        } catch (_: RuntimeException) {
            null
        } ?: return null
        return cursor.use { if (it.moveToFirst()) it.getLong(0) else EMPTY }
    }

    private fun isWhole(form: StoreForm, highest: Long?, now: Long): Boolean {
        val last = kept.number("id.${form.store}")
        if (last == null || highest == null) return true
        if (highest < last) {
            // A store that was made anew counts from the start again.
            kept.note("bad.${form.store}" to null, "bad.${form.store}.at" to null)
            return true
        }
        val day = kept.number("whole.${form.store}") ?: 0
        return form.store == Store.CALLS && (kept.flag(DISTRUST) || now - day !in 0 until DAY)
    }

    private fun all(form: StoreForm): Cursor? = resolver.query(form.uri, null, null, null, form.order)

    private fun news(form: StoreForm): Cursor? {
        val since = ((kept.number("read.${form.store}") ?: 0) - OVERLAP) / form.unit
        val arguments = arrayOf(kept.number("id.${form.store}").toString()) + Array(form.times) { since.toString() }
        return try {
            resolver.query(form.uri, null, form.news, arguments, form.order)
        } catch (fault: SecurityException) {
            throw fault
        } catch (_: RuntimeException) {
            // A vendor's store without one of these columns.
            all(form)
        }
    }

    private fun copy(form: StoreForm, cursor: Cursor, begin: Long, whole: Boolean): GapReason? {
        if (form.needed.any { cursor.getColumnIndex(it) < 0 }) return GapReason.STORE_UNREADABLE
        val known = kept.number("newest.${form.store}") ?: 0
        val reading = Reading(form, cursor, begin, if (whole) 0 else kept.number("id.${form.store}") ?: 0, known)
        val page = Page(form.store, kept.number("read.${form.store}"))
        try {
            for (at in 0 until cursor.count) reading.row(at)?.let(page::add)
        } finally {
            page.flush()
        }
        reading.tell()
        if (reading.newest > known) capture.seen[form.way] = begin
        kept.note("id.${form.store}" to reading.highest, "newest.${form.store}" to reading.newest, "read.${form.store}" to begin)
        if (whole) kept.note("whole.${form.store}" to begin)
        if (whole && form.store == Store.CALLS) kept.note(DISTRUST to null)
        kept.save()
        return null
    }

    /**
     * A store that shows no row at all: blind, where it had some or the phone received some since. Somebody who empties
     * their own store looks the same from here, and is told so each day until it has a row again.
     */
    private fun empty(form: StoreForm, begin: Long): GapReason? {
        val had = (kept.number("id.${form.store}") ?: 0) > 0
        val received = capture.seen[form.live] ?: kept.number("seen.${form.live}")
        if (had || received != null && begin - received > SETTLING) return GapReason.PERMISSION_BLIND
        kept.set("id.${form.store}" to 0L, "read.${form.store}" to begin)
        return null
    }

    /** One pass over the rows of a store: up to where they go, and which of them cannot be read. */
    private inner class Reading(private val form: StoreForm, private val cursor: Cursor, private val begin: Long, var highest: Long, var newest: Long) {
        private val id = cursor.getColumnIndex("_id")
        private val date = cursor.getColumnIndex("date")
        private var last: Long? = null
        private var failed = 0
        private val untold = ArrayList<Long>()
        private var worst = -1L

        /** A row as JSON text; none where it cannot be read. */
        fun row(at: Int): String? {
            val row = try {
                if (cursor.moveToPosition(at)) read() else null
            } catch (fault: SecurityException) {
                throw fault
            } catch (fault: RuntimeException) {
                if (++failed >= MANY) throw fault
                passOver(at)
                return null
            }
            failed = 0
            return checkNotNull(row) { "the store went away" }
        }

        private fun read(): String {
            val at = cursor.getLong(date) * form.unit
            val row = Json().columns(cursor)
            val number = if (id < 0) null else cursor.getLong(id)
            if (number != null && form.store == Store.MMS) MmsParts(resolver, number).addTo(row)
            row.number("__offset_minutes", capture.offsetAt(at).toLong())
            last = at
            newest = maxOf(newest, at)
            if (number != null) highest = maxOf(highest, number)
            return row.toString()
        }

        /** Goes on behind a row, and remembers that it is to be told if it was not. Its id and date are known where these still open. */
        private fun passOver(at: Int) {
            val number = if (id < 0) null else value(at, id)
            val toldAt = kept.number("bad.${form.store}.at")
            val time = value(at, date)?.times(form.unit) ?: last ?: toldAt ?: begin
            val isTold = if (number != null) number <= (kept.number("bad.${form.store}") ?: -1) else time <= (toldAt ?: -1)
            if (number != null) highest = maxOf(highest, number)
            if (isTold) return
            untold += time
            worst = maxOf(worst, number ?: -1)
        }

        private fun value(at: Int, column: Int): Long? = try {
            if (cursor.position == at) cursor.getLong(column) else null
        } catch (_: RuntimeException) {
            null
        }

        /** Says which time the rows are of that were passed over. */
        fun tell() {
            if (untold.isEmpty()) return
            capture.push(Arrival.Gap(form.way, untold.min(), untold.max(), GapReason.STORE_UNREADABLE))
            val before = kept.number("bad.${form.store}") ?: -1
            kept.note("bad.${form.store}" to maxOf(before, worst), "bad.${form.store}.at" to untold.max())
        }
    }

    /** Rows of one store on their way into the spool, no more than a page in memory. */
    private inner class Page(private val store: Store, private val readBefore: Long?) {
        private val rows = ArrayList<String>(ROWS)
        private var size = 0

        fun add(row: String) {
            if (size + row.length > CHARACTERS) flush()
            rows += row
            size += row.length
            if (rows.size == ROWS) flush()
        }

        fun flush() {
            if (rows.isEmpty()) return
            capture.push(Arrival.Rows(store, readBefore, ArrayList(rows)))
            rows.clear()
            size = 0
        }
    }

    private companion object {
        const val EMPTY = -1L
        const val ROWS = 200

        /** So many rows one after another that cannot be read are a store that cannot. */
        const val MANY = 100
        const val CHARACTERS = 512 * 1024
        const val OVERLAP = 2 * DAY
        const val SETTLING = 10L * MINUTE
        const val DISTRUST = "distrust"
    }
}
