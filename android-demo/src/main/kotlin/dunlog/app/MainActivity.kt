package dunlog.app

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.view.WindowManager
import dunlog.Waking
import dunlog.app.frame.Drafts
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.frame.Screens
import dunlog.app.frame.Shell
import dunlog.app.frame.Tab
import dunlog.app.model.Address
import dunlog.app.model.ScreenStack
import dunlog.app.model.Words
import dunlog.app.safety.LockScreen
import dunlog.app.share.ShareActivity
import dunlog.app.start.CodeScreen
import dunlog.app.start.First

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
        if (state == null) begin()
        refresh()
    }

    /** Where nothing is kept of an earlier window: what was left quickly, what was shared, and the start where it is not behind. */
    private fun begin() {
        Drafts.take()?.let(frame.stack::restored)
        takeShared(intent)
        val app = App.of(this)
        val screen = First.screen(app.program.folder.exists(), app.settings.flag(CodeScreen.WRITTEN), app.settings.flag(CodeScreen.DONE)) ?: return
        if (frame.stack.above.isEmpty()) frame.stack.cover(Address(screen))
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

    override fun onStart() {
        super.onStart()
        val lock = App.of(this).lock
        val wasLocked = lock.isLocked
        lock.cameBack()
        if (lock.isLocked != wasLocked || lock.isLocked && screen !is LockScreen) refresh()
        // The phone's part looks after its ways each time somebody opens the app.
        val program = App.of(this).program
        if (program.folder.exists()) App.executor.execute { program.start(Waking.OPENED) }
    }

    override fun onStop() {
        if (!isChangingConfigurations) App.of(this).lock.left()
        super.onStop()
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

    override fun refresh() = refresh(if (App.of(this).lock.isLocked) LockScreen(frame) else Screens.make(frame, frame.stack.top))

    override fun refresh(screen: Screen) {
        shell.keepScroll()
        if (isResumed) this.screen?.hidden()
        val next = screen
        this.screen = next
        shell.show(next)
        if (isResumed) next.shown()
    }

    override fun say(words: Words?, isFault: Boolean) = shell.say(words, isFault)

    @Deprecated("Framework views only: the dispatcher of later levels needs a level that old phones lack.")
    override fun onBackPressed() {
        if (screen is LockScreen) moveTaskToBack(true) else if (screen?.back() != true) frame.back()
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
