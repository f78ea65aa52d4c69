package dunlog.app.check

import dunlog.GapReason
import dunlog.Way
import dunlog.app.R
import dunlog.app.model.Words

/** How reminders, ways and gaps are called. */
object ReminderWords {
    /** What stands on the screen: what to do, and by when. */
    fun whole(reminder: Reminder): Words = Words.Joined(listOf(title(reminder), body(reminder)).filterNotNull(), "\n")

    /** What to do; it names nothing of the log. */
    fun title(reminder: Reminder): Words = Words.of(
        when (reminder.what) {
            Reminder.What.OPERATOR_LIST -> R.string.reminder_operator
            Reminder.What.FOOTAGE -> R.string.reminder_footage
            Reminder.What.POLICE -> R.string.reminder_complaint
            Reminder.What.SELF_TEST -> R.string.reminder_self_test
            Reminder.What.BACKUP -> R.string.reminder_backup
        },
    )

    private fun body(reminder: Reminder): Words? = when (reminder.what) {
        Reminder.What.OPERATOR_LIST -> Words.of(R.string.reminder_operator_body, reminder.since.toString(), reminder.due.toString())
        Reminder.What.FOOTAGE -> Words.of(R.string.reminder_footage_body, reminder.about.orEmpty(), reminder.due.toString())
        Reminder.What.POLICE -> Words.of(R.string.reminder_complaint_body, reminder.since.toString())
        Reminder.What.SELF_TEST, Reminder.What.BACKUP -> null
    }

    /** The name of a way. */
    fun of(way: Way): Int = when (way) {
        Way.SMS_BROADCAST -> R.string.word_way_sms_broadcast
        Way.MMS_PUSH -> R.string.word_way_mms_push
        Way.PHONE_STATE -> R.string.word_way_phone_state
        Way.SCREENING -> R.string.word_way_screening
        Way.SMS_STORE -> R.string.word_way_sms_store
        Way.MMS_STORE -> R.string.word_way_mms_store
        Way.CALL_LOG -> R.string.word_way_call_log
        Way.NOTIFICATIONS -> R.string.word_way_notifications
    }

    /** Why there was a gap. */
    fun of(reason: GapReason): Int = when (reason) {
        GapReason.FORCE_STOPPED -> R.string.word_gap_force_stopped
        GapReason.PERMISSION_OFF -> R.string.word_gap_permission_off
        GapReason.PERMISSION_BLIND -> R.string.word_gap_permission_blind
        GapReason.LISTENER_UNBOUND -> R.string.word_gap_listener_unbound
        GapReason.ROLE_OFF -> R.string.word_gap_role_off
        GapReason.PHONE_OFF -> R.string.word_gap_phone_off
        GapReason.PROCESS_KILLED -> R.string.word_gap_process_killed
        GapReason.STORE_UNREADABLE -> R.string.word_gap_store_unreadable
        GapReason.STORAGE_FULL -> R.string.word_gap_storage_full
        GapReason.UNKNOWN -> R.string.word_gap_unknown
    }

    /** The name of a way by the word of a record; none for one that nobody knows. */
    fun way(word: String): Int? = Way.entries.find { it.name.lowercase() == word }?.let(::of)

    /** The same by the word of a record; none for one that nobody knows. */
    fun gap(word: String): Int? = GapReason.entries.find { it.name.lowercase() == word }?.let(::of)
}
