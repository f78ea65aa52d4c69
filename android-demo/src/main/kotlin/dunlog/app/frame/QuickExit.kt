package dunlog.app.frame

import android.content.Intent

/** The quick way out: the phone's home screen at once, and no trace among the recent apps. */
object QuickExit {
    /** Leaves; what was typed is kept by [Drafts] while the process lives. */
    fun leave(frame: Frame) {
        Drafts.keep(frame.stack)
        frame.app.lock.lock()
        frame.go(Intent(Intent.ACTION_MAIN).addCategory(Intent.CATEGORY_HOME).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        frame.activity.finishAndRemoveTask()
    }
}

/** The screens and what was typed into them when the app was left quickly; in memory only. */
object Drafts {
    private var kept: ArrayList<String>? = null

    /** Keeps a stack. */
    fun keep(stack: dunlog.app.model.ScreenStack) {
        kept = stack.saved()
    }

    /** Gives what was kept, once. */
    fun take(): ArrayList<String>? = kept.also { kept = null }
}
