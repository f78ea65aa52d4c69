package dunlog

import android.app.ActivityManager
import android.app.ApplicationExitInfo
import android.app.job.JobScheduler
import android.content.Context
import android.os.Build

/**
 * Whether the program was stopped by force: no broadcast, job or boot reaches it from then until it is opened.
 *
 * The sign is that the periodic job, which outlives a boot, is gone: a stop by force takes all jobs. When it was, the
 * system says from level 30 on; but it gives the same reason for a swipe from the list of recent programs, which takes no job and
 * keeps nothing away, so its word alone is no sign. A process that only died is no gap, for the next broadcast starts it.
 */
internal class Stops(private val context: Context) {
    /** Since when, if it was stopped after it was last seen alive; the periodic job was armed then. */
    fun since(alive: Long, now: Long): Long? {
        val jobs = context.getSystemService(JobScheduler::class.java) ?: return null
        if (now <= alive || jobs.getPendingJob(Jobs.PERIODIC) != null) return null
        val told = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) told(alive) else null
        return told?.coerceIn(alive, now) ?: alive.takeUnless(::isUpdated)
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
