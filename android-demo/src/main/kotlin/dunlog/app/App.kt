package dunlog.app

import android.app.Application
import android.content.Context
import dunlog.Pack
import dunlog.Program
import dunlog.Trial
import dunlog.app.frame.Settings
import dunlog.app.model.Knowledge
import dunlog.app.safety.Lock
import dunlog.app.start.SelfTestScreen
import java.util.concurrent.Executor
import java.util.concurrent.Executors

/** What lives as long as the process: settings, and the thread beside the screens. */
class App : Application() {
    /** What the person chose. */
    val settings: Settings by lazy { Settings(this) }

    /** The recovery code between its making and its being asked back; never written anywhere. */
    @Volatile
    var recoveryCode: String? = null

    /** The lock of the screens. */
    val lock: Lock by lazy { Lock(settings) { Program.clocks(this).read() } }

    /** The trials of the self-test in this process. */
    val trials = LinkedHashMap<Trial, SelfTestScreen.Running>()

    /** What is known of the events as a whole. */
    val knowledge = Knowledge { pack }

    /** The rules that flags come from. */
    val pack: Pack by lazy { Pack.builtin("cn") }

    /** The phone's part. */
    val program: Program get() = Program.of(this)

    /** The phone's wall clock, in milliseconds. */
    fun now(): Long = Program.clocks(this).read().wall

    companion object {
        /** Where work is done that a screen waits for; a test puts its own here. */
        @Volatile
        var executor: Executor = Executors.newFixedThreadPool(2) { Thread(it, "screen").apply { isDaemon = true } }

        /** The app of this process. */
        fun of(context: Context): App = context.applicationContext as App
    }
}
