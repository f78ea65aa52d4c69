package dunlog

import android.content.ContentProvider
import android.content.ContentValues
import android.database.Cursor
import android.database.CursorWrapper
import android.database.MatrixCursor
import android.database.sqlite.SQLiteDatabase
import android.net.Uri

/** How a store answers. */
enum class Answer { ROWS, EMPTY, NOTHING, REFUSED, FEW_COLUMNS, BROKEN }

/** A store of the phone over SQLite, as the phone's own is, so that selections mean what they mean there. */
open class FakeStore : ContentProvider() {
    private val database: SQLiteDatabase = SQLiteDatabase.create(null)
    private val made = HashSet<String>()

    /** How it answers from now on. */
    @Volatile
    var answer = Answer.ROWS

    /** After how many rows a cursor breaks, where it does. */
    var breaksAfter = Int.MAX_VALUE

    /** The ids of rows whose texts do not open. */
    val closed = HashSet<Long>()

    /** Ends of addresses that the store fails to answer. */
    val failing = HashSet<String>()

    override fun onCreate() = true

    /** Writes a row as the phone's own program would. */
    fun put(table: String, vararg columns: Pair<String, Any?>) {
        val values = ContentValues()
        for ((name, value) in columns) values.put(name, value?.toString())
        if (made.add(table)) {
            val declared = columns.filter { it.first != "_id" }.joinToString("") { ", ${it.first} ${if (it.second is Number) "INTEGER" else "TEXT"}" }
            database.execSQL("CREATE TABLE $table (_id INTEGER PRIMARY KEY AUTOINCREMENT$declared)")
        }
        database.insertOrThrow(table, null, values)
    }

    /** Changes the store as the phone's own program would. */
    fun run(sql: String) = database.execSQL(sql)

    override fun query(uri: Uri, projection: Array<out String>?, selection: String?, arguments: Array<out String>?, order: String?): Cursor? {
        val table = table(uri)
        if (failing.any { uri.path.orEmpty().endsWith(it) }) throw IllegalStateException("no such window")
        return when (answer) {
            Answer.NOTHING -> null
            Answer.REFUSED -> throw SecurityException("not for you")
            Answer.BROKEN -> throw IllegalStateException("the store's process died")
            Answer.EMPTY -> MatrixCursor(arrayOf("_id", "date"))
            Answer.FEW_COLUMNS -> MatrixCursor(arrayOf("_id", "date")).apply { addRow(arrayOf(1, 1)) }
            Answer.ROWS -> if (table !in made) MatrixCursor(arrayOf("_id")) else {
                val cursor = database.query(table, projection, selection(uri, selection), arguments, null, null, order)
                Breaking(cursor, breaksAfter, closed)
            }
        }
    }

    /** The table behind an address. */
    open fun table(uri: Uri): String = "rows"

    /** What an address itself selects. */
    open fun selection(uri: Uri, given: String?): String? = given

    override fun getType(uri: Uri): String? = null
    override fun insert(uri: Uri, values: ContentValues?): Uri? = null
    override fun delete(uri: Uri, selection: String?, arguments: Array<out String>?) = 0
    override fun update(uri: Uri, values: ContentValues?, selection: String?, arguments: Array<out String>?) = 0

    private class Breaking(cursor: Cursor, private val after: Int, private val closed: Set<Long>) : CursorWrapper(cursor) {
        override fun moveToPosition(position: Int): Boolean {
            if (position >= after) throw Killed()
            return super.moveToPosition(position)
        }

        override fun getString(column: Int): String? {
            if (columnCount > 1 && getLong(getColumnIndexOrThrow("_id")) in closed) throw IllegalStateException("Couldn't read the row from CursorWindow")
            return super.getString(column)
        }
    }
}

/** The store of multimedia messages with its parts and addresses. */
class FakeMmsStore : FakeStore() {
    override fun table(uri: Uri): String = when (uri.lastPathSegment) {
        "part" -> "part"
        "addr" -> "addr"
        else -> "rows"
    }

    override fun selection(uri: Uri, given: String?): String? = when (uri.lastPathSegment) {
        "part" -> "mid=${uri.pathSegments[0]}"
        "addr" -> "msg_id=${uri.pathSegments[0]}"
        else -> given
    }
}
