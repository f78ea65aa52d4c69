package dunlog.app.timeline

import android.os.Handler
import android.os.Looper
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.AbsListView
import android.widget.LinearLayout
import android.widget.ListView
import android.widget.ScrollView
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Names
import dunlog.app.frame.Screen
import dunlog.app.frame.text
import dunlog.app.model.Entry
import dunlog.app.model.Filter
import dunlog.app.model.Known
import dunlog.app.model.Row
import dunlog.app.model.Window
import dunlog.app.model.Words
import dunlog.app.widget.Buttons
import dunlog.app.widget.Fields
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** Everything that was kept, by day, creditor and number; today first. Days are read as one scrolls, and let go behind. */
class TimelineScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.timeline_title)

    private val context = frame.activity
    private val adapter = RowsAdapter(context)
    private val list = ListView(context)
    private val state = Look.words(context, "", Look.SMALL, Tone.HINT.words)
    private val main = Handler(Looper.getMainLooper())
    private val look = Runnable { lookAgain() }

    private var window: Window? = null
    private var isReading = false
    private var creditors: List<String> = emptyList()
    private lateinit var panel: LinearLayout

    /** Counts up with each reading anew; a step of an older one ends. */
    @Volatile
    private var reading = 0

    override fun create(): View {
        list.adapter = adapter
        list.divider = null
        list.clipToPadding = false
        Look.pad(list, Look.EDGE, 8)
        list.setOnItemClickListener { _, _, position, _ -> (adapter.rows.getOrNull(position) as? Row.Event)?.let { frame.open(Names.EVENT, it.line.leaf) } }
        list.setOnScrollListener(object : AbsListView.OnScrollListener {
            override fun onScrollStateChanged(view: AbsListView, state: Int) = Unit
            override fun onScroll(view: AbsListView, first: Int, visible: Int, total: Int) {
                if (total == 0) return
                if (first + visible + AHEAD >= total) step(isOlder = true) else if (first < AHEAD) step(isOlder = false)
            }
        })
        Look.pad(state, Look.EDGE, 8)
        state.setBackgroundColor(context.getColor(Tone.HINT.ground))
        state.visibility = View.GONE
        return Look.box(context).apply {
            addView(bar(), Look.below(context))
            addView(panelView(), Look.below(context))
            addView(state, Look.below(context))
            addView(list, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        }
    }

    /** The search and the filter: in one row where the words have room in it. */
    private fun bar(): View {
        val field = Fields.field(context, entry, SEARCH) { restart() }
        field.hint = context.getString(R.string.timeline_search)
        val open = Buttons.other(context, context.getString(R.string.timeline_filter)) {
            entry.typed[PANEL] = if (isPanelOpen()) "" else "1"
            showPanel()
        }
        val needed = field.paint.measureText(field.hint.toString()) + open.paint.measureText(open.text.toString())
        val isRow = needed + Look.px(context, 2 * Look.EDGE + SIDES) <= context.resources.displayMetrics.widthPixels
        return Look.box(context, vertical = !isRow).apply {
            Look.pad(this, Look.EDGE, 4)
            addView(field, if (isRow) Look.rest() else Look.below(context))
            addView(open, if (isRow) LinearLayout.LayoutParams(WRAP_CONTENT, MATCH_PARENT).apply { leftMargin = Look.px(context, 8) } else Look.below(context, 4))
        }
    }

    private fun panelView(): View {
        panel = Look.box(context)
        Look.pad(panel, Look.EDGE, 4)
        showPanel()
        // Where the choices are more than the screen, they scroll by themselves.
        return ScrollView(context).apply { addView(panel) }
    }

    private fun isPanelOpen() = entry.typed[PANEL] == "1"

    private fun showPanel() {
        panel.removeAllViews()
        panel.visibility = if (isPanelOpen()) View.VISIBLE else View.GONE
        if (!isPanelOpen()) return
        val page = Page(frame, entry, panel)
        val kinds = listOf(
            Filter.Kind.ALL to R.string.timeline_filter_all, Filter.Kind.FLAGGED to R.string.timeline_filter_flagged,
            Filter.Kind.CALLS to R.string.timeline_filter_calls, Filter.Kind.MESSAGES to R.string.timeline_filter_messages,
            Filter.Kind.TYPED to R.string.timeline_filter_typed,
        )
        page.options(KIND, Words.of(R.string.timeline_filter), kinds.map { (kind, id) -> kind.name to Words.of(id) }, Filter.Kind.ALL.name) { restart() }
        if (creditors.isNotEmpty()) {
            val choices = listOf("" to Words.of(R.string.timeline_filter_all)) + creditors.map { it to Words.foreign(it) }
            page.options(CREDITOR, Words.of(R.string.timeline_filter_creditor), choices, "") { restart() }
        }
        page.note(R.string.timeline_search_local)
    }

    override fun shown() {
        lookAgain()
    }

    override fun hidden() {
        reading++
        isReading = false
        main.removeCallbacks(look)
    }

    private fun filter() = Filter(
        entry.typed[KIND]?.let(Filter.Kind::valueOf) ?: Filter.Kind.ALL, entry.typed[CREDITOR]?.ifEmpty { null }, entry.typed[SEARCH].orEmpty().trim(),
    )

    /** Reads again from the newest day where the log has grown, and looks again after a while. */
    private fun lookAgain() {
        main.removeCallbacks(look)
        main.postDelayed(look, PAUSE)
        frame.work({ frame.app.knowledge.isOld(frame.vault()) to frame.app.knowledge.last }, failed = ::fail) { (isOld, known) ->
            if (!isOld) {
                if (window == null) restart(known)
                return@work
            }
            if (window == null && known !== Known.NOTHING) restart(known)
            say(Words.of(R.string.timeline_flags_old))
            frame.work({ frame.app.knowledge.of(frame.vault()) }, failed = ::fail) {
                say(null)
                // Whoever has scrolled back is not thrown to the top.
                if (window == null || list.firstVisiblePosition == 0) restart(it)
            }
        }
    }

    private fun fail(problem: dunlog.app.model.Problem) {
        if (problem.needsCode) frame.cover(Names.KEY_LOST) else frame.say(problem)
    }

    private fun restart() = restart(frame.app.knowledge.last)

    private fun restart(known: Known) {
        val turn = ++reading
        val filter = filter()
        val now = frame.app.now()
        isReading = true
        val named = known.cases.values.distinct().sorted()
        if (named != creditors) {
            creditors = named
            showPanel()
        }
        frame.work({
            Window({ before, count -> frame.vault().newest(null, before, count.toUInt()) }, known, now, filter).also { it.older(goesOn(it, turn)) }
        }, failed = ::fail) { made ->
            if (turn != reading) return@work
            window = made
            isReading = false
            show(made)
            list.setSelection(0)
        }
    }

    /** A step reads on until this many more events were looked through, so that somebody who waits sees it move. */
    private fun goesOn(window: Window, turn: Int): () -> Boolean {
        val until = window.looked + BATCH
        return { turn == reading && window.looked < until }
    }

    private fun step(isOlder: Boolean) {
        val of = window ?: return
        if (isReading || (if (isOlder) of.isAtEnd else !of.hasNewer)) return
        isReading = true
        val turn = reading
        frame.work({ if (isOlder) of.older(goesOn(of, turn)) else of.newer() }, failed = ::fail) { change ->
            if (turn != reading) return@work
            isReading = false
            // Rows above the first one that is seen came or went; it stays where it is.
            val moved = if (isOlder) -change.dropped else change.added
            val (first, top) = list.firstVisiblePosition to (list.getChildAt(0)?.top ?: 0)
            show(of)
            if (moved != 0) list.setSelectionFromTop((first + moved).coerceAtLeast(0), top - list.paddingTop)
        }
    }

    private fun show(of: Window) {
        adapter.rows = of.rows()
        val isEmpty = adapter.rows.none { it is Row.Event }
        say(
            when {
                !of.isAtEnd && isEmpty -> Words.counted(R.plurals.timeline_searching, of.looked)
                isEmpty && !filter().isOpen -> Words.of(R.string.timeline_none_found)
                isEmpty -> Words.of(R.string.timeline_empty)
                else -> null
            },
        )
        // A search whose finds do not fill the screen goes on by itself.
        if (!of.isAtEnd && adapter.rows.size < Window.STEP) main.post { step(isOlder = true) }
    }

    private fun say(words: Words?) {
        state.visibility = if (words == null) View.GONE else View.VISIBLE
        state.text = words?.let { context.text(it) }
    }

    private companion object {
        const val SEARCH = "search"
        const val KIND = "kind"
        const val CREDITOR = "creditor"
        const val PANEL = "panel"
        const val AHEAD = 15

        /** What stands beside the words of field and button, in dp. */
        const val SIDES = 64
        const val BATCH = 400L
        const val PAUSE = 3_000L
    }
}
