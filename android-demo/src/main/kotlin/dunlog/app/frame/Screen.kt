package dunlog.app.frame

import android.content.Intent
import android.view.View
import dunlog.app.model.Entry
import dunlog.app.model.Words

/**
 * One screen: builds its view, and is told what happens to it. It lives as long as it is seen; what must outlive it stands in
 * [entry].typed, or in the vault.
 */
abstract class Screen(protected val frame: Frame, val entry: Entry) {
    /** What it is called, on top. */
    abstract val title: Words

    /** Whether the tabs are shown below it. */
    open val hasTabs: Boolean get() = true

    /** Builds what is seen below the title; called once. */
    abstract fun create(): View

    /** It is seen now: at first, and each time the app comes back to it. */
    open fun shown() = Unit

    /** It is not seen any more: another screen, or another app. */
    open fun hidden() = Unit

    /** An answer to [Frame.ask], also after the process ended in between; `data` is null where the person cancelled. */
    open fun answered(question: String, data: Intent?) = Unit

    /** An answer to [Frame.askPermissions]. */
    open fun permissionsAnswered(question: String) = Unit

    /** The person goes back; true where the screen did it itself. */
    open fun back(): Boolean = false
}
