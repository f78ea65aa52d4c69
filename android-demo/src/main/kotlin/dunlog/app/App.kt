package dunlog.app

import android.app.Application
import android.content.Context
import dunlog.Program
import dunlog.app.frame.Settings
import java.util.concurrent.Executor
import java.util.concurrent.Executors

/** What lives as long as the process: settings, and the thread beside the screens. */
class App : Application() {
    /** What the person chose. */
    val settings: Settings by lazy { Settings(this) }

    /** The recovery code between its making and its being asked back; never written anywhere. */
    @Volatile
    var recoveryCode: String? = null

    /** The phone's part. */
    val program: Program get() = Program.of(this)

    companion object {
        /** Where work is done that a screen waits for; a test puts its own here. */
        @Volatile
        var executor: Executor = Executors.newFixedThreadPool(2) { Thread(it, "screen").apply { isDaemon = true } }

        /** The app of this process. */
        fun of(context: Context): App = context.applicationContext as App
    }
}
