package dunlog.app.frame

import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import dunlog.FromLevel
import dunlog.app.R
import dunlog.app.model.Words
import dunlog.app.widget.Buttons
import dunlog.app.widget.Look
import dunlog.app.widget.Tone
import dunlog.app.widget.asHeading

/** What stands around every screen: its name, the way back, the quick way out, one line of news, and the tabs. */
class Shell(private val frame: Frame) {
    private val context = frame.activity
    private val back = Buttons.picture(context, R.drawable.back, context.getString(R.string.app_back)) {
        @Suppress("DEPRECATION")
        context.onBackPressed()
    }
    private val title = Look.words(context, "", Look.TITLE, bold = true).asHeading()
    private val news = Look.words(context, "").apply {
        Look.pad(this, Look.EDGE, 12)
        visibility = View.GONE
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        setOnClickListener { say(null, false) }
    }
    private val content = FrameLayout(context)
    private val tabs = Look.box(context)
    private var shown: Screen? = null

    /** All of it. */
    val view: View = Look.box(context).apply {
        setBackgroundColor(context.getColor(R.color.ground))
        fitsSystemWindows = true
        // Focus stays here until somebody touches a field: no keyboard opens by itself.
        isFocusableInTouchMode = true
        addView(bar(), LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        addView(news, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        addView(content, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        addView(tabs, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
    }

    private fun bar(): View = Look.box(context, vertical = false).apply {
        gravity = Gravity.CENTER_VERTICAL
        minimumHeight = Look.px(context, BAR)
        addView(back, square())
        addView(title, Look.rest().apply { leftMargin = Look.px(context, Look.EDGE) })
        addView(Buttons.picture(context, R.drawable.leave, context.getString(R.string.app_quick_exit_label)) { QuickExit.leave(frame) }, square())
    }

    private fun square() = LinearLayout.LayoutParams(Look.px(context, Look.TOUCH + 4), Look.px(context, Look.TOUCH))

    /** Shows a screen. */
    fun show(screen: Screen) {
        title.text = frame.text(screen.title)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) name(context.getString(R.string.app_name) + ", " + title.text)
        back.visibility = if (frame.stack.canGoBack && !frame.app.lock.isLocked) View.VISIBLE else View.GONE
        content.removeAllViews()
        val view = screen.create()
        content.addView(view, MATCH_PARENT, MATCH_PARENT)
        shown = screen
        if (view is ScrollView) view.post { view.scrollTo(0, screen.entry.scroll) }
        tabs.visibility = if (screen.hasTabs) View.VISIBLE else View.GONE
        if (screen.hasTabs) showTabs()
    }

    @FromLevel(Build.VERSION_CODES.P)
    private fun name(words: String) {
        content.accessibilityPaneTitle = words
    }

    /** Notes how far the screen was scrolled. */
    fun keepScroll() {
        shown?.entry?.scroll = (content.getChildAt(0) as? ScrollView)?.scrollY ?: return
    }

    /** Shows a line of news, or takes it away. */
    fun say(words: Words?, isFault: Boolean) {
        news.visibility = if (words == null) View.GONE else View.VISIBLE
        val tone = if (isFault) Tone.SIGN else Tone.GOOD
        news.text = words?.let(frame::text)
        news.setTextColor(context.getColor(tone.words))
        news.setBackgroundColor(context.getColor(tone.ground))
    }

    private fun showTabs() {
        tabs.removeAllViews()
        tabs.setBackgroundColor(context.getColor(R.color.card))
        // One row where the longest name has room in it, else two.
        val paint = Look.words(context, "", Look.SMALL, bold = true).paint
        val widest = Tab.entries.maxOf { paint.measureText(context.getString(it.title)) }
        val perRow = if (widest + Look.px(context, 4) > context.resources.displayMetrics.widthPixels / Tab.entries.size) (Tab.entries.size + 1) / 2 else Tab.entries.size
        for (row in Tab.entries.chunked(perRow)) {
            val line = Look.box(context, vertical = false)
            for (tab in row) line.addView(tab(tab, perRow == Tab.entries.size), LinearLayout.LayoutParams(0, MATCH_PARENT, 1f))
            tabs.addView(line, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
        }
    }

    private fun tab(tab: Tab, hasPicture: Boolean): View = Look.box(context).apply {
        val isOpen = tab.ordinal == frame.stack.tab && frame.stack.above.isEmpty()
        val colour = if (isOpen) R.color.accent else R.color.quiet
        gravity = Gravity.CENTER
        minimumHeight = Look.px(context, if (hasPicture) BAR else Look.TOUCH)
        Look.pad(this, 2, 4)
        background = Look.touchable(context, Look.ground(context, R.color.card, radius = 0))
        if (hasPicture) {
            val picture = ImageView(context).apply {
                setImageDrawable(context.getDrawable(tab.icon)!!.mutate().apply { setTint(context.getColor(colour)) })
                importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
            }
            addView(picture, LinearLayout.LayoutParams(Look.px(context, 24), Look.px(context, 24)))
        }
        addView(label(tab, colour, isOpen), LinearLayout.LayoutParams(WRAP_CONTENT, WRAP_CONTENT))
        contentDescription = context.getString(tab.title)
        isSelected = isOpen
        isFocusable = true
        setOnClickListener { frame.select(tab) }
    }

    private fun label(tab: Tab, colour: Int, isOpen: Boolean): TextView =
        Look.words(context, context.getString(tab.title), Look.SMALL, colour, isOpen).apply {
            gravity = Gravity.CENTER
            importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        }

    private companion object {
        const val BAR = 56
    }
}
