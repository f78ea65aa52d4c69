package dunlog.app

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.view.WindowManager
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.frame.Screens
import dunlog.app.frame.Shell
import dunlog.app.frame.Tab
import dunlog.app.model.Address
import dunlog.app.model.ScreenStack
import dunlog.app.model.Words
import dunlog.app.share.ShareActivity

/**
 * The one window. It shows the top of the stack inside the [Shell] and hands on what the system tells; no picture of it is taken by
 * other apps or shown among the recent ones.
 */
class MainActivity : Activity(), Frame.Window {
    private lateinit var shell: Shell

    /** What screens ask of this window. */
    lateinit var frame: Frame
        private set

    override var screen: Screen? = null
        private set

    private var isResumed = false

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        val stack = ScreenStack(Tab.roots)
        state?.getStringArrayList(STACK)?.let(stack::restored)
        frame = Frame(this, stack, this)
        frame.question = state?.getString(QUESTION)
        shell = Shell(frame)
        setContentView(shell.view)
        if (state == null) takeShared(intent)
        refresh()
    }

    public override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        if (takeShared(intent)) refresh()
    }

    /** What another app shared lies sealed already; its screen asks what it is. */
    private fun takeShared(intent: Intent): Boolean {
        val about = ShareActivity.handed(intent) ?: return false
        frame.stack.open(Address(Names.SHARED, about))
        return true
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        shell.keepScroll()
        state.putStringArrayList(STACK, frame.stack.saved())
        state.putString(QUESTION, frame.question)
    }

    override fun onResume() {
        super.onResume()
        isResumed = true
        screen?.shown()
    }

    override fun onPause() {
        isResumed = false
        screen?.hidden()
        super.onPause()
    }

    override fun refresh() {
        shell.keepScroll()
        if (isResumed) screen?.hidden()
        val next = Screens.make(frame, frame.stack.top)
        screen = next
        shell.show(next)
        if (isResumed) next.shown()
    }

    override fun say(words: Words?, isFault: Boolean) = shell.say(words, isFault)

    @Deprecated("Framework views only: the dispatcher of later levels needs a level that old phones lack.")
    override fun onBackPressed() {
        if (screen?.back() != true) frame.back()
    }

    @Deprecated("Framework views only.")
    override fun onActivityResult(code: Int, result: Int, data: Intent?) {
        val question = frame.question.takeIf { code == Frame.ASKED } ?: return
        frame.question = null
        screen?.answered(question, data.takeIf { result == RESULT_OK })
    }

    override fun onRequestPermissionsResult(code: Int, permissions: Array<out String>, results: IntArray) {
        val question = frame.question.takeIf { code == Frame.ASKED } ?: return
        frame.question = null
        screen?.permissionsAnswered(question)
    }

    private companion object {
        const val STACK = "stack"
        const val QUESTION = "question"
    }
}
