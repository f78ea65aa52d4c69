package dunlog

import android.content.Context
import android.content.SharedPreferences
import android.content.res.Resources
import dunlog.android.R

/** A program whose notifications may be taken. */
data class ChosenProgram(
    /** The package. */
    val name: String,
    /** What it speaks of. */
    val channel: Channel,
    /** Whether its notifications are taken. */
    val isTaken: Boolean,
)

/**
 * Whose notifications are taken: those of the lists in `res/values/programs.xml`, less those that the borrower took out, and what the borrower added.
 *
 * Names of installed programs are no secret on a phone, and the listener must know them before its first unlock: they lie open.
 */
class Chosen internal constructor(context: Context) {
    private val resources: Resources = context.resources
    private val kept: SharedPreferences =
        context.createDeviceProtectedStorageContext().getSharedPreferences("dunlog-programs", Context.MODE_PRIVATE)

    private val lists = listOf(
        Channel.SMS to R.array.dunlog_text_programs, Channel.CALL to R.array.dunlog_call_programs, Channel.CHAT to R.array.dunlog_chat_programs,
    )

    /** Every program of the lists, and what was added. */
    fun all(): List<ChosenProgram> {
        val listed = lists.flatMap { (channel, list) -> resources.getStringArray(list).map { it to channel } }
        val added = added().filter { name -> listed.none { it.first == name } }.sorted().map { it to Channel.CHAT }
        return (listed + added).map { (name, channel) -> ChosenProgram(name, channel, name !in out()) }
    }

    /** What a taken program speaks of; none for one that is not taken. */
    fun channelOf(name: String): Channel? {
        val channel = lists.firstOrNull { (_, list) -> name in resources.getStringArray(list) }?.first ?: if (name in added()) Channel.CHAT else null
        return channel?.takeIf { name !in out() }
    }

    /** Takes a program's notifications from here on, or does not. A program that stands in no list counts as a chat. */
    fun choose(name: String, isTaken: Boolean) {
        val out = out()
        val edit = kept.edit()
        if (lists.none { (_, list) -> name in resources.getStringArray(list) }) {
            edit.putStringSet(ADDED, if (isTaken) added() + name else added() - name)
        }
        edit.putStringSet(OUT, if (isTaken) out - name else out + name).apply()
    }

    /** Whether the borrower added it to the lists. */
    fun isAdded(name: String): Boolean = name in added()

    private fun added(): Set<String> = kept.getStringSet(ADDED, null).orEmpty()

    private fun out(): Set<String> = kept.getStringSet(OUT, null).orEmpty()

    private companion object {
        const val ADDED = "added"
        const val OUT = "out"
    }
}
