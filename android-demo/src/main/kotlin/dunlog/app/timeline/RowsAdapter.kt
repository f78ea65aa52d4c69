package dunlog.app.timeline

import android.content.Context
import android.view.View
import android.view.ViewGroup
import android.widget.BaseAdapter
import android.widget.LinearLayout
import android.widget.TextView
import dunlog.Level
import dunlog.app.R
import dunlog.app.frame.text
import dunlog.app.model.Line
import dunlog.app.model.Row
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Tone
import dunlog.app.widget.asHeading

/** Draws rows of the timeline; views are used again as they leave the screen. */
class RowsAdapter(private val context: Context) : BaseAdapter() {
    /** The rows that are held. */
    var rows: List<Row> = emptyList()
        set(value) {
            field = value
            notifyDataSetChanged()
        }

    override fun getCount(): Int = rows.size

    override fun getItem(position: Int): Row = rows[position]

    override fun getItemId(position: Int): Long = position.toLong()

    override fun getViewTypeCount(): Int = 4

    override fun getItemViewType(position: Int): Int = when (rows[position]) {
        is Row.Day -> 0
        is Row.Remark -> 1
        is Row.Group -> 2
        is Row.Event -> 3
    }

    override fun areAllItemsEnabled(): Boolean = false

    override fun isEnabled(position: Int): Boolean = rows[position] is Row.Event

    override fun getView(position: Int, old: View?, parent: ViewGroup): View = when (val row = rows[position]) {
        is Row.Day -> (old as? TextView ?: heading()).apply { text = context.text(row.words) }
        is Row.Remark -> (old as? TextView ?: remark()).apply {
            text = context.text(row.words)
            val tone = if (row.isGap) Tone.REVIEW else Tone.HINT
            setTextColor(context.getColor(tone.words))
            background = Look.inset(context, Look.ground(context, tone.ground), 4)
            Look.pad(this, 12, 14)
        }
        is Row.Group -> ((old as? Group) ?: Group(context)).apply { show(row) }
        is Row.Event -> ((old as? EventView) ?: EventView(context)).apply { show(row.line) }
    }

    private fun heading() = Look.words(context, "", Look.HEADING, bold = true).asHeading().apply { setPadding(0, Look.px(context, 20), 0, Look.px(context, 4)) }

    private fun remark() = Look.words(context, "", Look.SMALL)

    /** The heading of a group with its counters. */
    private class Group(context: Context) : LinearLayout(context) {
        private val name = Look.words(context, "", Look.BODY, bold = true).asHeading()
        private val counters = Look.words(context, "", Look.SMALL, R.color.quiet)

        init {
            orientation = VERTICAL
            setPadding(0, Look.px(context, 12), 0, Look.px(context, 4))
            addView(name)
            addView(counters)
        }

        fun show(row: Row.Group) {
            name.text = context.text(row.words)
            counters.visibility = if (row.counters == null) GONE else VISIBLE
            counters.text = row.counters?.let { context.text(it) }
        }
    }

    /** An event: its line, its words, its flags. */
    private class EventView(context: Context) : LinearLayout(context) {
        private val first = Look.words(context, "", Look.SMALL, R.color.quiet)
        private val words = Look.words(context, "")
        private val flags = Look.box(context)
        private val card = Look.box(context)

        init {
            setPadding(0, Look.px(context, 4), 0, Look.px(context, 4))
            Look.pad(card, 12, 10)
            card.background = Look.ground(context, R.color.card, R.color.line)
            card.minimumHeight = Look.px(context, Look.TOUCH)
            for (part in listOf(first, words, flags)) card.addView(part)
            addView(card, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        }

        fun show(line: Line) {
            first.text = context.text(line.first)
            words.visibility = if (line.words == null) GONE else VISIBLE
            words.text = line.words?.let { context.text(it) }
            flags.removeAllViews()
            for ((level, says) in line.flags) flags.addView(Flags.view(context, level, says), Look.below(context, 6))
            if (line.disagrees) flags.addView(Flags.view(context, Level.REVIEW, Words.of(R.string.event_disagree)), Look.below(context, 6))
        }
    }
}

/** A flag: colour and words together. */
object Flags {
    /** Which ground a level stands on. */
    fun tone(level: Level): Tone = when (level) {
        Level.SIGN -> Tone.SIGN
        Level.REVIEW, Level.BORDERLINE -> Tone.REVIEW
        else -> Tone.HINT
    }

    /** The flag as a view. */
    fun view(context: Context, level: Level, says: Words): TextView = Look.words(context, context.text(says), Look.SMALL, tone(level).words, bold = level == Level.SIGN).apply {
        Look.pad(this, 10, 6)
        background = Look.ground(context, tone(level).ground, radius = 6)
    }
}
