package dunlog.app.frame

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.os.Handler
import android.os.Looper
import dunlog.Program
import dunlog.Vault
import dunlog.app.App
import dunlog.app.model.Address
import dunlog.app.model.Problem
import dunlog.app.model.ScreenStack
import dunlog.app.model.Words

/**
 * What a screen can ask of the one window: other screens, work beside the main thread, answers of other apps and of the system.
 * A screen never keeps the activity itself.
 */
class Frame(val activity: Activity, val stack: ScreenStack, private val window: Window) {
    /** What the frame shows; [MainActivity] is it. */
    interface Window {
        /** Shows the top of the stack, or the lock. */
        fun refresh()

        /** Builds a screen anew that is not on the stack: the lock's. */
        fun refresh(screen: Screen)

        /** Shows a line above the screen until the next one or until it is touched; none takes it away. */
        fun say(words: Words?, isFault: Boolean)

        /** The screen that is seen. */
        val screen: Screen?
    }

    private val main = Handler(Looper.getMainLooper())

    /** The question that another app or the system was asked, and not answered yet; kept over the end of the process. */
    var question: String? = null

    val app: App get() = App.of(activity)
    val program: Program get() = app.program

    /** The vault; throws where it is locked or its key is gone. Beside the main thread only. */
    fun vault(): Vault = program.capture()?.vault ?: throw if (program.needsRecovery()) dunlog.VaultException.KeyLost() else dunlog.VaultException.Locked()

    /** The text of some words in the person's language. */
    fun text(words: Words): String = activity.text(words)

    /** Opens a screen. */
    fun open(screen: String, about: String = "") = changed { open(Address(screen, about)) }

    /** Puts a screen in the place of this one. */
    fun replace(screen: String, about: String = "") = changed { replace(Address(screen, about)) }

    /** Puts a screen above all tabs, as where the key is lost. */
    fun cover(screen: String, about: String = "") = changed { cover(Address(screen, about)) }

    /** Goes back to the tabs. */
    fun uncover() = changed { uncover() }

    /** Goes back, and out of the app from its first screen. */
    fun back() {
        if (stack.canGoBack) changed { back() } else activity.moveTaskToBack(true)
    }

    /** Opens a tab at its root. */
    fun select(tab: Tab) = changed { select(tab.ordinal) }

    /** Shows the top of the stack as it is now. */
    fun refresh() = window.refresh()

    /** Builds the lock's screen anew. */
    fun refresh(screen: Screen) = window.refresh(screen)

    private inline fun changed(change: ScreenStack.() -> Unit) {
        window.say(null, false)
        stack.change()
        window.refresh()
    }

    /** Does something beside the main thread, then `done` on it, if the screen is still there; a fault is said with what can be done. */
    fun <T> work(job: () -> T, failed: ((Problem) -> Unit)? = null, done: (T) -> Unit) {
        val screen = window.screen
        App.executor.execute {
            val outcome = runCatching(job)
            main.post {
                if (activity.isDestroyed || window.screen !== screen) return@post
                outcome.fold(done) { fault ->
                    if (fault is Error) throw fault
                    val problem = Problem.of(fault)
                    failed?.invoke(problem) ?: say(problem)
                }
            }
        }
    }

    /** Says something above the screen, as "saved". */
    fun say(words: Words) = window.say(words, false)

    /** Says what went wrong and what can be done. */
    fun say(problem: Problem) {
        val precise = problem.precise?.takeIf(activity::hasText)
        window.say(precise?.let { Words.keyed(it) } ?: problem.says, true)
    }

    /** Asks another app; its answer comes to [Screen.answered] under the same name. False where no app can. */
    fun ask(question: String, intent: Intent): Boolean = try {
        this.question = question
        @Suppress("DEPRECATION")
        activity.startActivityForResult(intent, ASKED)
        true
    } catch (_: ActivityNotFoundException) {
        this.question = null
        false
    }

    /** Asks the system for permissions; [Screen.permissionsAnswered] is told under the same name. */
    fun askPermissions(question: String, vararg permissions: String) {
        this.question = question
        activity.requestPermissions(permissions, ASKED)
    }

    /** Opens another app's screen that gives no answer, such as one of the settings. False where there is none. */
    fun go(intent: Intent): Boolean = try {
        activity.startActivity(intent)
        true
    } catch (_: ActivityNotFoundException) {
        false
    } catch (_: SecurityException) {
        false
    }

    companion object {
        /** The number of every question; its name says which. */
        const val ASKED = 1
    }
}
