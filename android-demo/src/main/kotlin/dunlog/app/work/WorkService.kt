package dunlog.app.work

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.IBinder
import dunlog.FromLevel
import dunlog.app.MainActivity
import dunlog.app.R

/** Keeps the process alive while [Work] goes on, and shows how far it is. Its notification names no content: not whose, not what, not how much of it. */
class WorkService : Service() {
    private val told = { if (Work.going != null) show() else end() }

    override fun onBind(intent: Intent?): IBinder? = null

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        if (intent?.action == STOP) Work.stop()
        // The system wants to see it in the foreground, however short the work was.
        foreground(notification())
        Work.watch(told)
        if (Work.going == null) end()
        return START_NOT_STICKY
    }

    override fun onDestroy() {
        Work.unwatch(told)
        super.onDestroy()
    }

    private fun end() {
        Work.unwatch(told)
        stopForeground(STOP_FOREGROUND_REMOVE)
        stopSelf()
    }

    private fun foreground(notification: Notification) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) typed(notification) else startForeground(NUMBER, notification)
    }

    @FromLevel(Build.VERSION_CODES.Q)
    private fun typed(notification: Notification) = startForeground(NUMBER, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC)

    private fun show() = getSystemService(NotificationManager::class.java)!!.notify(NUMBER, notification())

    private fun notification(): Notification {
        val channel = NotificationChannel(CHANNEL, getString(R.string.work_channel), NotificationManager.IMPORTANCE_LOW)
        getSystemService(NotificationManager::class.java)!!.createNotificationChannel(channel)
        val stop = PendingIntent.getService(this, 0, serviceIntent(this).setAction(STOP), PendingIntent.FLAG_IMMUTABLE)
        val open = PendingIntent.getActivity(this, 0, Intent(this, MainActivity::class.java), PendingIntent.FLAG_IMMUTABLE)
        val percent = Work.going?.percent
        return Notification.Builder(this, CHANNEL)
            .setSmallIcon(R.drawable.work)
            .setContentTitle(getString(R.string.work_notification))
            .setContentIntent(open)
            .setOngoing(true)
            .setOnlyAlertOnce(true)
            .setVisibility(Notification.VISIBILITY_SECRET)
            .setProgress(WHOLE, percent ?: 0, percent == null)
            .addAction(Notification.Action.Builder(null, getString(R.string.work_stop), stop).build())
            .build()
    }

    companion object {
        private const val CHANNEL = "work"
        private const val NUMBER = 1
        private const val WHOLE = 100

        /** Starts it; where the system does not let it, the work goes on as long as the process lives. */
        internal fun begin(context: Context) {
            try {
                context.startForegroundService(serviceIntent(context))
            } catch (_: IllegalStateException) {
                // Begun from the background: since level 31 refused.
            }
        }

        /** Ends it. */
        internal fun end(context: Context) {
            context.stopService(serviceIntent(context))
        }
    }
}
