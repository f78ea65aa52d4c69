package dunlog.app

import android.os.Bundle
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import android.widget.CompoundButton
import android.widget.EditText
import android.widget.ListView
import android.widget.TextView
import dunlog.TestPhone
import dunlog.app.start.CodeScreen
import org.junit.rules.ExternalResource
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.util.concurrent.Executor

/**
 * The library's phone with the app on it: [phone] has stores, a system that broadcasts, a fake keystore and a vault; [open]
 * starts the window. Work beside the main thread runs at once. `stories` of tests/scenario are played first, and the clock stands
 * at the end of the last; without `isStarted` the start is not behind, though the library has a vault.
 */
class AppPhone(private val isStarted: Boolean = true, private vararg val stories: String) : ExternalResource() {
    val phone = TestPhone()
    private var controller: ActivityController<MainActivity>? = null
    private lateinit var before: Executor

    val app: App get() = phone.application as App
    val activity: MainActivity get() = checkNotNull(controller) { "the app is not open" }.get()
    val frame get() = activity.frame
    val screen get() = checkNotNull(activity.screen)
    val root: View get() = activity.window.decorView

    override fun apply(base: org.junit.runners.model.Statement, description: org.junit.runner.Description): org.junit.runners.model.Statement =
        phone.apply(super.apply(base, description), description).also { if (stories.isNotEmpty()) phone.clocks.wall = Story.named(stories.last()).now }

    override fun before() {
        before = App.executor
        App.executor = Executor { it.run() }
        if (isStarted) for (key in listOf(CodeScreen.WRITTEN, CodeScreen.DONE)) app.settings.keep(key, true)
        app.recoveryCode = phone.recoveryCode
        if (stories.isNotEmpty()) Story.play(phone.vault, phone.folder("stories"), *stories)
    }

    override fun after() {
        controller?.pause()?.stop()?.destroy()
        controller = null
        App.executor = before
    }

    /** Starts the window, or ends the one there is and starts another. */
    fun open(state: Bundle? = null): MainActivity {
        controller?.pause()?.stop()?.destroy()
        controller = Robolectric.buildActivity(MainActivity::class.java).run { if (state == null) setup() else setup(state) }
        idle()
        return activity
    }

    /** Starts the window and shows one screen above the first tab. */
    fun open(screen: String, about: String = ""): MainActivity {
        if (controller == null) open()
        frame.open(screen, about)
        idle()
        return activity
    }

    /** The phone is turned, or the process ends: the window is made anew out of what the system kept. */
    fun again(processEnds: Boolean = false) {
        val state = Bundle()
        controller!!.pause().stop().saveInstanceState(state).destroy()
        if (processEnds) phone.kill()
        controller = Robolectric.buildActivity(MainActivity::class.java).setup(parcelled(state))
        idle()
    }

    /** What the system keeps is written out and read again. */
    private fun parcelled(state: Bundle): Bundle {
        val parcel = android.os.Parcel.obtain()
        state.writeToParcel(parcel, 0)
        val bytes = parcel.marshall()
        parcel.recycle()
        val read = android.os.Parcel.obtain()
        read.unmarshall(bytes, 0, bytes.size)
        read.setDataPosition(0)
        return Bundle.CREATOR.createFromParcel(read).also { read.recycle() }
    }

    /** What waits on the main thread runs. */
    fun idle() = shadowOf(Looper.getMainLooper()).idle()

    /** Every view that is seen, from the outside in. */
    fun views(from: View = root): List<View> = buildList { collect(from) }

    private fun MutableList<View>.collect(view: View) {
        if (view.visibility != View.VISIBLE) return
        add(view)
        if (view is ViewGroup) for (index in 0 until view.childCount) collect(view.getChildAt(index))
    }

    /** Every text that is seen. */
    fun texts(): List<String> = views().filterIsInstance<TextView>().map { it.text.toString() }.filter { it.isNotEmpty() }

    /** Whether a text is seen, as a part of one. */
    fun sees(text: String): Boolean = texts().any { text in it }

    /** Touches what has this text, or holds a text with it; a row of a list, too. */
    fun tap(text: String) {
        val exact = views().filter { (it is TextView && it.text.toString() == text) || it.contentDescription?.toString() == text }
        val shown = exact + views().filter { it is TextView && text in it.text }
        for (view in shown) if (touched(view)) return idle()
        throw AssertionError("nothing that can be touched says $text, but: ${texts()}")
    }

    private fun touched(view: View): Boolean {
        var inner = view
        while (true) {
            if (inner.hasOnClickListeners() || inner is CompoundButton) return inner.performClick().let { true }
            val outer = inner.parent as? View ?: return false
            if (outer is ListView) return outer.getPositionForView(inner).let { outer.performItemClick(inner, it, it.toLong()) }
            inner = outer
        }
    }

    fun tap(id: Int) = tap(activity.getString(id))

    /** Types into the field of this key. */
    fun type(key: String, text: String) = field(key).setText(text).also { idle() }

    /** The field of this key. */
    fun field(key: String): EditText = views().filterIsInstance<EditText>().firstOrNull { it.tag == key }
        ?: throw AssertionError("no field $key, but: ${views().filterIsInstance<EditText>().map { it.tag }}")
}
