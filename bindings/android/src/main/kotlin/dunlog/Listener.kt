package dunlog

import android.app.Notification
import android.service.notification.NotificationListenerService
import android.service.notification.StatusBarNotification

/**
 * Notifications of chosen programs: what another program hands over, so `relayed` and never `captured`.
 *
 * The programs are data (`res/values/programs.xml`), of which the borrower takes some out or adds others ([Chosen]); an app overrides the lists by
 * resources of the same names.
 */
class Listener : NotificationListenerService() {
    private val chosen by lazy { Chosen(this) }

    override fun onNotificationPosted(posted: StatusBarNotification) {
        val channel = chosen.channelOf(posted.packageName) ?: return
        val notification = posted.notification
        // A summary repeats what its members say.
        if (notification.flags and Notification.FLAG_GROUP_SUMMARY != 0) return
        val extras = notification.extras
        val title = extras.getCharSequence(Notification.EXTRA_TITLE)
        val text = extras.getCharSequence(Notification.EXTRA_BIG_TEXT) ?: extras.getCharSequence(Notification.EXTRA_TEXT)
        if (title == null && text == null) return
        val program = Program.of(this)
        val capture = program.arrivals() ?: return
        val arrival = Arrival.Notification(
            `package` = posted.packageName,
            key = whole(posted.key),
            channel = channel,
            title = title?.let(::whole),
            text = text?.let(::whole),
            cutFrom = null,
            posted = posted.postTime,
        )
        if (capture.keep(arrival)) Program.executor.execute { program.capture()?.ingest() }
    }

    override fun onListenerConnected() = bound(true)

    override fun onListenerDisconnected() = bound(false)

    private fun bound(now: Boolean) {
        isConnected = now
        Program.executor.execute { Program.of(this).watch()?.look(null) }
    }

    internal companion object {
        /** Whether the system has bound the listener in this process; not known at its start. */
        @Volatile
        var isConnected: Boolean? = null
    }
}
