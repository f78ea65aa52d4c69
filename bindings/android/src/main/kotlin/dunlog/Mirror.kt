package dunlog

import android.content.ContentResolver
import android.database.Cursor

/**
 * Copies rows of the phone's stores into the spool, page by page; the vault knows which it has already.
 *
 * A reading asks for what is new by the row's id, and for everything within an overlap window again, since rows
 * are written late and edited. The call log, which is short and renumbered at will, is asked by `last_modified` too, and
 * as a whole once a day and after the clock was set. Where to go on is kept only after the rows are in the spool.
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
        // A store that was made anew counts from the start again.
        if (last == null || highest == null || highest < last) return true
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
        val id = cursor.getColumnIndex("_id")
        val date = cursor.getColumnIndex("date")
        val known = kept.number("newest.${form.store}") ?: 0
        var highest = if (whole) 0 else kept.number("id.${form.store}") ?: 0
        var newest = known
        val page = Page(form.store, kept.number("read.${form.store}"))
        while (cursor.moveToNext()) {
            val at = cursor.getLong(date) * form.unit
            newest = maxOf(newest, at)
            val row = Json().columns(cursor)
            if (id >= 0) {
                highest = maxOf(highest, cursor.getLong(id))
                if (form.store == Store.MMS) MmsParts(resolver, cursor.getLong(id)).addTo(row)
            }
            row.number("__offset_minutes", capture.offsetAt(at).toLong())
            page.add(row.toString())
        }
        page.flush()
        if (newest > known) capture.seen[form.way] = begin
        kept.note("id.${form.store}" to highest, "newest.${form.store}" to newest, "read.${form.store}" to begin)
        if (whole) kept.note("whole.${form.store}" to begin)
        if (whole && form.store == Store.CALLS) kept.note(DISTRUST to null)
        kept.save()
        return null
    }

    /** A store that shows no row at all: blind, where it had some or the phone received some since. */
    private fun empty(form: StoreForm, begin: Long): GapReason? {
        val had = (kept.number("id.${form.store}") ?: 0) > 0
        val received = capture.seen[form.live] ?: kept.number("seen.${form.live}")
        if (had || received != null && begin - received > SETTLING) return GapReason.PERMISSION_BLIND
        kept.set("id.${form.store}" to 0L, "read.${form.store}" to begin)
        return null
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
        const val CHARACTERS = 512 * 1024
        const val OVERLAP = 2 * DAY
        const val SETTLING = 10L * MINUTE
        const val DISTRUST = "distrust"
    }
}
