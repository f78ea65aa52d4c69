package dunlog.app.widget

import android.text.InputType
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.RadioButton
import android.widget.RadioGroup
import android.widget.ScrollView
import android.widget.TextView
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.text
import dunlog.app.model.Entry
import dunlog.app.model.Words

/**
 * Builds a column of widgets, one below the other. What a person types, ticks or chooses goes into the entry of the stack under the
 * widget's key at once, and is there again when the screen is built anew.
 */
class Page(val frame: Frame, val entry: Entry, val column: LinearLayout = Look.box(frame.activity)) {
    private val context get() = frame.activity

    private fun <V : View> put(view: V, gap: Int): V = view.also { column.addView(it, Look.below(context, if (column.childCount == 0) 0 else gap)) }

    /** Any view. */
    fun <V : View> add(view: V, gap: Int = GAP): V = put(view, gap)

    /** A heading, which TalkBack can jump to. */
    fun heading(words: Words): TextView = put(Look.words(context, context.text(words), Look.HEADING, bold = true).asHeading(), HEADING_GAP)

    fun heading(id: Int) = heading(Words.of(id))

    /** A paragraph. */
    fun text(words: Words, size: Float = Look.BODY, colour: Int = R.color.words, bold: Boolean = false): TextView =
        put(Look.words(context, context.text(words), size, colour, bold), TEXT_GAP)

    fun text(id: Int) = text(Words.of(id))

    /** A paragraph that matters less. */
    fun note(words: Words): TextView = text(words, Look.SMALL, R.color.quiet)

    fun note(id: Int) = note(Words.of(id))

    /** A paragraph on a ground of its own: a warning, a promise, a hint. */
    fun notice(words: Words, tone: Tone = Tone.HINT): TextView = text(words, Look.BODY, tone.words).apply {
        Look.pad(this, 14, 12)
        background = Look.ground(context, tone.ground)
    }

    fun notice(id: Int, tone: Tone = Tone.HINT) = notice(Words.of(id), tone)

    /** A box with a ground of its own around other widgets; the whole of it can be touched where `tapped` is given. */
    fun card(tapped: (() -> Unit)? = null, build: Page.() -> Unit): LinearLayout {
        val inner = Look.box(context)
        Look.pad(inner, 14, 12)
        val ground = Look.ground(context, R.color.card, R.color.line)
        inner.background = if (tapped == null) ground else Look.touchable(context, ground)
        if (tapped != null) {
            inner.minimumHeight = Look.px(context, Look.TOUCH)
            inner.isFocusable = true
            inner.setOnClickListener { tapped() }
        }
        Page(frame, entry, inner).build()
        return put(inner, GAP)
    }

    /** The one thing to do next. */
    fun button(words: Words, tapped: () -> Unit): Button = put(Buttons.main(context, context.text(words), tapped), GAP)

    fun button(id: Int, tapped: () -> Unit) = button(Words.of(id), tapped)

    /** Another thing that can be done. */
    fun choice(words: Words, tapped: () -> Unit): Button = put(Buttons.other(context, context.text(words), tapped), BUTTON_GAP)

    fun choice(id: Int, tapped: () -> Unit) = choice(Words.of(id), tapped)

    /** A field with its label above it; `lines` above 1 for longer texts. */
    fun field(key: String, label: Words, lines: Int = 1, kind: Int = TEXT, hint: Words? = null, changed: ((String) -> Unit)? = null): EditText {
        val name = put(Look.words(context, context.text(label), Look.SMALL, R.color.quiet), GAP)
        val field = Fields.field(context, entry, key, lines, kind, changed)
        if (hint != null) field.hint = context.text(hint)
        name.labelFor = field.id
        return put(field, LABEL_GAP)
    }

    fun field(key: String, label: Int, lines: Int = 1, kind: Int = TEXT) = field(key, Words.of(label), lines, kind)

    /** A box to tick; "1" under its key where it is ticked. */
    fun tick(key: String, label: Words, byDefault: Boolean = false, changed: ((Boolean) -> Unit)? = null): CheckBox = put(
        CheckBox(context).apply {
            tag = key
            text = context.text(label)
            textSize = Look.BODY
            setTextColor(context.getColor(R.color.words))
            minHeight = Look.px(context, Look.TOUCH)
            isSaveEnabled = false
            isChecked = entry.typed[key]?.let { it == "1" } ?: byDefault
            setOnCheckedChangeListener { _, isOn ->
                entry.typed[key] = if (isOn) "1" else ""
                changed?.invoke(isOn)
            }
        },
        TEXT_GAP,
    )

    /** One of several; its word under the key. */
    fun options(key: String, label: Words, options: List<Pair<String, Words>>, byDefault: String? = null, changed: ((String) -> Unit)? = null): RadioGroup {
        val name = put(Look.words(context, context.text(label), Look.SMALL, R.color.quiet), GAP)
        val group = RadioGroup(context).apply { isSaveEnabled = false }
        group.contentDescription = name.text
        val chosen = entry.typed[key] ?: byDefault
        for ((word, words) in options) {
            val option = RadioButton(context).apply {
                id = View.generateViewId()
                tag = word
                text = context.text(words)
                textSize = Look.BODY
                setTextColor(context.getColor(R.color.words))
                minHeight = Look.px(context, Look.TOUCH)
                isSaveEnabled = false
            }
            group.addView(option, LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT))
            if (word == chosen) group.check(option.id)
        }
        group.setOnCheckedChangeListener { _, id ->
            val word = group.findViewById<View>(id)?.tag as? String ?: return@setOnCheckedChangeListener
            entry.typed[key] = word
            changed?.invoke(word)
        }
        return put(group, LABEL_GAP)
    }

    /** A name and what it is, one above the other. */
    fun fact(name: Words, value: Words) {
        put(Look.words(context, context.text(name), Look.SMALL, R.color.quiet), TEXT_GAP)
        put(Look.words(context, context.text(value)), 1)
    }

    /** Takes everything away, to be built again. */
    fun clear() = column.removeAllViews()

    companion object {
        /** Ordinary text in a field. */
        const val TEXT = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS

        const val GAP = 14
        private const val HEADING_GAP = 22
        private const val TEXT_GAP = 8
        private const val LABEL_GAP = 4
        private const val BUTTON_GAP = 8

        /** A page that scrolls. */
        fun scrolled(frame: Frame, entry: Entry, build: Page.() -> Unit): ScrollView {
            val page = Page(frame, entry)
            Look.pad(page.column, Look.EDGE, Look.EDGE)
            page.build()
            return ScrollView(frame.activity).apply {
                isFillViewport = true
                clipToPadding = false
                addView(page.column, MATCH_PARENT, WRAP_CONTENT)
            }
        }
    }
}

/** What a ground of its own says by its colour; its words say it too. */
enum class Tone(val words: Int, val ground: Int) {
    HINT(R.color.hint, R.color.hint_ground),
    GOOD(R.color.good, R.color.good_ground),
    REVIEW(R.color.review, R.color.review_ground),
    SIGN(R.color.sign, R.color.sign_ground),
}
