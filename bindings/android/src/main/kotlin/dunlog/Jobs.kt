package dunlog

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.net.Uri
import android.provider.CallLog

/**
 * The jobs that read the stores: one as soon as a store changes, one every 15 minutes.
 *
 * The first does not outlive a boot or its own run, so it is armed at each start, boot, update and run. The second
 * does, and is the sign by which a stop by force is known ([Stops]).
 */
internal object Jobs {
    const val PERIODIC = 0x64756e01
    const val CHANGES = 0x64756e02

    /** What is watched for changes. */
    val WATCHED: List<Uri> = listOf(Uri.parse("content://sms"), Uri.parse("content://mms"), Uri.parse("content://mms-sms"), CallLog.Calls.CONTENT_URI)

    /** Arms what is not armed. */
    fun arm(context: Context) {
        val jobs = context.getSystemService(JobScheduler::class.java) ?: return
        val service = ComponentName(context, SyncJob::class.java)
        if (jobs.getPendingJob(PERIODIC) == null) {
            jobs.schedule(JobInfo.Builder(PERIODIC, service).setPeriodic(PERIOD).setPersisted(true).build())
        }
        val changes = JobInfo.Builder(CHANGES, service).setTriggerContentUpdateDelay(DELAY).setTriggerContentMaxDelay(MAX_DELAY)
        for (uri in WATCHED) {
            changes.addTriggerContentUri(JobInfo.TriggerContentUri(uri, JobInfo.TriggerContentUri.FLAG_NOTIFY_FOR_DESCENDANTS))
        }
        jobs.schedule(changes.build())
    }

    private const val PERIOD = 15L * MINUTE
    private const val DELAY = 1_000L
    private const val MAX_DELAY = 10_000L
}

/** Reads the stores, looks after the ways, and arms the next run. */
class SyncJob : JobService() {
    override fun onStartJob(parameters: JobParameters): Boolean {
        val program = Program.of(this)
        Program.executor.execute {
            try {
                program.watch()?.look(null)
                Jobs.arm(this)
            } finally {
                jobFinished(parameters, false)
            }
        }
        return true
    }

    /** What was read is in the spool; the rest is asked for again. */
    override fun onStopJob(parameters: JobParameters): Boolean = true
}
