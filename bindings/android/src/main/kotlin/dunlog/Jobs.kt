package dunlog

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.net.Uri
import android.os.PersistableBundle
import android.provider.CallLog

/**
 * The jobs that read the stores: one as soon as a store changes, one every 15 minutes, one at once.
 *
 * The first does not outlive a boot or its own run, so it is armed at each start, boot, update and run. The second
 * does, and is the sign by which a stop by force is known ([Stops]): so it is armed only after a look at that sign.
 */
internal object Jobs {
    const val PERIODIC = 0x64756e01
    const val CHANGES = 0x64756e02

    /** What is watched for changes. */
    val WATCHED: List<Uri> = listOf(Uri.parse("content://sms"), Uri.parse("content://mms"), Uri.parse("content://mms-sms"), CallLog.Calls.CONTENT_URI)

    /** The first of the jobs at once: one for each [Waking], and one for a clock that was set. */
    private const val SOON = 0x64756e10

    private const val WAKING = "waking"

    /** Arms the job every 15 minutes where it is not armed. */
    fun armPeriodic(context: Context) {
        val jobs = context.getSystemService(JobScheduler::class.java) ?: return
        if (jobs.getPendingJob(PERIODIC) != null) return
        jobs.schedule(JobInfo.Builder(PERIODIC, service(context)).setPeriodic(PERIOD).setPersisted(true).build())
    }

    /** Asks for a run at once, beside whatever woke the program; without `waking` because the clock was set. */
    fun soon(context: Context, waking: Waking?) {
        val jobs = context.getSystemService(JobScheduler::class.java) ?: return
        val extras = PersistableBundle().apply { putString(WAKING, waking?.name) }
        val id = SOON + (waking?.ordinal ?: Waking.entries.size)
        jobs.schedule(JobInfo.Builder(id, service(context)).setExtras(extras).setOverrideDeadline(0).build())
    }

    /** Whether a run was asked for by [soon]. */
    fun isSoon(parameters: JobParameters): Boolean = parameters.jobId in SOON..SOON + Waking.entries.size

    /** What [soon] was told. */
    fun waking(parameters: JobParameters): Waking? = parameters.extras.getString(WAKING)?.let(Waking::valueOf)

    /** Arms the job of a changed store anew. */
    fun armChanges(context: Context) {
        val jobs = context.getSystemService(JobScheduler::class.java) ?: return
        val changes = JobInfo.Builder(CHANGES, service(context)).setTriggerContentUpdateDelay(DELAY).setTriggerContentMaxDelay(MAX_DELAY)
        for (uri in WATCHED) {
            changes.addTriggerContentUri(JobInfo.TriggerContentUri(uri, JobInfo.TriggerContentUri.FLAG_NOTIFY_FOR_DESCENDANTS))
        }
        jobs.schedule(changes.build())
    }

    private fun service(context: Context) = ComponentName(context, SyncJob::class.java)

    private const val PERIOD = 15L * MINUTE
    private const val DELAY = 1_000L
    private const val MAX_DELAY = 10_000L
}

/**
 * Reads the stores, looks after the ways, and arms the next run: on the thread of [Program.executor]. The system gives a
 * job minutes where it gives a broadcast seconds.
 */
class SyncJob : JobService() {
    override fun onStartJob(parameters: JobParameters): Boolean {
        val program = Program.of(this)
        Program.executor.execute {
            try {
                if (!Jobs.isSoon(parameters)) program.look(null)
                else Jobs.waking(parameters)?.let(program::start) ?: program.clockSet()
            } finally {
                jobFinished(parameters, false)
            }
        }
        return true
    }

    /** What was read is in the spool; the rest is asked for again. */
    override fun onStopJob(parameters: JobParameters): Boolean = true
}
