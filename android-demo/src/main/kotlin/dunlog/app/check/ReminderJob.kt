package dunlog.app.check

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import dunlog.Pack
import dunlog.Program
import dunlog.VaultException
import dunlog.app.MainActivity
import dunlog.app.R

/** Looks once a day whether something is to be done, and says that there is: what it is stands in the app, behind its lock. */
class ReminderJob : JobService() {
    override fun onStartJob(parameters: JobParameters): Boolean {
        Program.executor.execute {
            try {
                if (isDue()) tell()
            } finally {
                jobFinished(parameters, false)
            }
        }
        return true
    }

    override fun onStopJob(parameters: JobParameters): Boolean = true

    private fun isDue(): Boolean = try {
        val program = Program.of(this)
        val vault = program.capture()?.vault
        vault != null && LogState.read(program, vault, Pack.builtin(PACK), program.zone(), program.now()).reminders.isNotEmpty()
    } catch (_: VaultException) {
        // Locked or damaged: the app says so when it is opened.
        false
    }

    private fun tell() {
        val notifications = getSystemService(NotificationManager::class.java)!!
        notifications.createNotificationChannel(NotificationChannel(CHANNEL, getString(R.string.work_channel_reminders), NotificationManager.IMPORTANCE_DEFAULT))
        val open = PendingIntent.getActivity(this, 0, Intent(this, MainActivity::class.java), PendingIntent.FLAG_IMMUTABLE)
        val notification = Notification.Builder(this, CHANNEL)
            .setSmallIcon(R.drawable.work)
            .setContentTitle(getString(R.string.work_reminder))
            .setContentIntent(open)
            .setAutoCancel(true)
            .setVisibility(Notification.VISIBILITY_SECRET)
            .build()
        notifications.notify(NUMBER, notification)
    }

    companion object {
        private const val JOB = 0x72656d01
        private const val CHANNEL = "reminders"
        private const val NUMBER = 2
        private const val DAY = 24L * 3_600_000
        private const val PACK = "cn"

        /** Asks for a look each day, where none is asked for yet. */
        fun arm(context: Context) {
            val jobs = context.getSystemService(JobScheduler::class.java) ?: return
            if (jobs.getPendingJob(JOB) != null) return
            jobs.schedule(JobInfo.Builder(JOB, ComponentName(context, ReminderJob::class.java)).setPeriodic(DAY).setPersisted(true).build())
        }
    }
}
