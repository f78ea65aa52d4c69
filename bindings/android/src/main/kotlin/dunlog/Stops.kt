package dunlog

import android.app.ActivityManager
import android.app.ApplicationExitInfo
import android.app.job.JobScheduler
import android.content.Context
import android.os.Build

/**
 * Whether the program was stopped by force: no broadcast, job or boot reaches it from then until it is opened.
 *
 * The system says so from level 30 on. On every level a second sign is that the periodic job, which outlives a boot,
 * is gone: a stop by force takes all jobs. A process that only died is no gap, for the next broadcast starts it.
 */
internal class Stops(private val context: Context) {
    /** Since when, if it was stopped after it was last seen alive. */
    fun since(alive: Long, now: Long): Long? {
        val told = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) told(alive) else null
        if (told != null) return told.coerceIn(alive, now)
        val jobs = context.getSystemService(JobScheduler::class.java) ?: return null
        return alive.takeIf { now > alive && jobs.getPendingJob(Jobs.PERIODIC) == null && !isUpdated(alive) }
    }

    @FromLevel(Build.VERSION_CODES.R)
    private fun told(alive: Long): Long? {
        val manager = context.getSystemService(ActivityManager::class.java) ?: return null
        return manager.getHistoricalProcessExitReasons(context.packageName, 0, MAX_EXITS)
            .filter { it.timestamp >= alive && it.reason in BY_FORCE && !isUpdated(it.timestamp - SLACK) }
            .minOfOrNull { it.timestamp }
    }

    /** An update ends the process as a stop does, but wakes it again at once. */
    private fun isUpdated(since: Long): Boolean =
        context.packageManager.getPackageInfo(context.packageName, 0).lastUpdateTime >= since

    private companion object {
        const val MAX_EXITS = 16
        const val SLACK = 60_000L
        val BY_FORCE = setOf(ApplicationExitInfo.REASON_USER_REQUESTED, ApplicationExitInfo.REASON_USER_STOPPED)
    }
}
