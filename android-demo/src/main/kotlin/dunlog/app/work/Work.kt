package dunlog.app.work

import android.content.Context
import android.content.Intent
import android.os.Handler
import android.os.Looper
import dunlog.app.R
import java.util.concurrent.Executor
import java.util.concurrent.Executors

/** Long work, by what it is. Its words say nothing of any content. */
enum class Job(val words: Int) {
    IMPORT(R.string.work_import),
    EXPORT(R.string.work_export),
    BACKUP(R.string.work_backup),
    CHECK(R.string.work_check),
    RECORDINGS(R.string.work_recordings),
    SAVE(R.string.work_save),
}

/** How far the work is. */
data class Going(val job: Job, val done: Long, val total: Long, val isStopping: Boolean) {
    /** Hundredths that are done; none while nobody can tell. */
    val percent: Int? get() = if (total <= 0) null else (done.coerceIn(0, total) * 100 / total).toInt()
}

/**
 * The one long work of the app: it goes on while its screen is turned, left or closed, in a foreground service so that the system lets it
 * live. Its outcome waits for the screen that asked for it.
 *
 * Calls come from the main thread.
 */
object Work {
    /** Where the work is done; a test puts its own here. */
    @Volatile
    var executor: Executor = Executors.newSingleThreadExecutor { Thread(it, "long-work").apply { isDaemon = true } }

    private val main = Handler(Looper.getMainLooper())
    private val outcomes = HashMap<String, Result<Any?>>()
    private val watchers = LinkedHashSet<() -> Unit>()

    /** What is going on; none where nothing is. */
    @Volatile
    var going: Going? = null
        private set

    /**
     * Begins work; false where other work is going on. Its outcome waits under `name` ([take]): what `work` gives or throws. A stop is not
     * thrown: the work ends by itself and says so.
     */
    fun begin(context: Context, job: Job, name: String, work: (Step) -> Any?): Boolean {
        if (going != null) return false
        outcomes.remove(name)
        going = Going(job, 0, 0, false)
        val app = context.applicationContext
        WorkService.begin(app)
        tell()
        executor.execute {
            val outcome = runCatching { work(Told) }
            main.post {
                going = null
                outcomes[name] = outcome
                WorkService.end(app)
                tell()
                (outcome.exceptionOrNull() as? Error)?.let { throw it }
            }
        }
        return true
    }

    /** Asks the work to end; what it has committed stays. */
    fun stop() {
        going = going?.copy(isStopping = true)
        tell()
    }

    /** The outcome of work that ended, once. */
    fun take(name: String): Result<Any?>? = outcomes.remove(name)

    /** Is told of every change, on the main thread, until [unwatch]. */
    fun watch(watcher: () -> Unit) {
        watchers += watcher
    }

    /** Is told no more. */
    fun unwatch(watcher: () -> Unit) {
        watchers -= watcher
    }

    private fun tell() = watchers.toList().forEach { it() }

    /** Tells the screen and the notification, and carries the stop to the work. */
    private object Told : Step {
        override val isStopped: Boolean get() = going?.isStopping != false

        override fun step(done: ULong, total: ULong): Boolean {
            val before = going ?: return false
            val now = before.copy(done = done.toLong(), total = total.toLong())
            if (now.percent != before.percent || before.total == 0L) main.post {
                // A stop that was asked for meanwhile stays.
                going = going?.copy(done = now.done, total = now.total)
                tell()
            }
            return !before.isStopping
        }
    }
}

/** What the notification's button sends. */
internal const val STOP = "dunlog.app.STOP_WORK"

/** The intent of the service. */
internal fun serviceIntent(context: Context): Intent = Intent(context, WorkService::class.java)
