package dunlog

import android.content.Context
import android.database.ContentObserver
import android.os.Handler
import android.os.HandlerThread

/** Reads the stores as soon as they change, while the process lives; the jobs do it when it does not. */
internal class Changes(private val context: Context) {
    private val thread = HandlerThread("dunlog-changes").apply { start() }
    private val handler = Handler(thread.looper)
    private val read = Runnable { Program.executor.execute { Program.of(context).watch()?.sync() } }

    private val observer = object : ContentObserver(handler) {
        override fun onChange(selfChange: Boolean) {
            // A message changes its store several times; the last one counts.
            handler.removeCallbacks(read)
            handler.postDelayed(read, SETTLING)
        }
    }

    /** Begins to watch; a store that may not be watched is left to the jobs. */
    fun begin() {
        for (uri in Jobs.WATCHED) {
            try {
                context.contentResolver.registerContentObserver(uri, true, observer)
            } catch (_: SecurityException) {
                // No permission yet, or no such store.
            }
        }
    }

    /** Stops watching. */
    fun end() {
        context.contentResolver.unregisterContentObserver(observer)
        thread.quitSafely()
    }

    private companion object {
        const val SETTLING = 500L
    }
}
