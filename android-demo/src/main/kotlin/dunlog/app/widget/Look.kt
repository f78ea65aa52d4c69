package dunlog.app.widget

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.InsetDrawable
import android.graphics.drawable.RippleDrawable
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.TextView
import dunlog.app.R

/** Measures, colours and the plain parts of which the widgets are made. */
object Look {
    /** What a finger must be able to touch, in dp. */
    const val TOUCH = 48

    /** Between the edge of the screen and what stands on it. */
    const val EDGE = 16

    /** Sizes of words, in sp: none under 16. */
    const val TITLE = 21f
    const val HEADING = 20f
    const val BODY = 17f
    const val SMALL = 16f

    /** Pixels of so many dp. */
    fun px(context: Context, dp: Int): Int = Math.round(dp * context.resources.displayMetrics.density)

    /** A ground with round corners, and a line around it where one is given. */
    fun ground(context: Context, colour: Int, line: Int? = null, radius: Int = 10): GradientDrawable = GradientDrawable().apply {
        setColor(context.getColor(colour))
        cornerRadius = px(context, radius).toFloat()
        if (line != null) setStroke(px(context, 1), context.getColor(line))
    }

    /** A ground that answers to a touch. */
    fun touchable(context: Context, ground: Drawable): Drawable =
        RippleDrawable(ColorStateList.valueOf(context.getColor(R.color.quiet) and 0xFFFFFF or 0x33000000), ground, ground)

    /** The same, drawn smaller than what can be touched. */
    fun inset(context: Context, ground: Drawable, dp: Int): Drawable = InsetDrawable(ground, 0, px(context, dp), 0, px(context, dp))

    /** Words on the screen. */
    fun words(context: Context, text: CharSequence, size: Float = BODY, colour: Int = R.color.words, bold: Boolean = false): TextView =
        TextView(context).apply {
            this.text = text
            textSize = size
            setTextColor(context.getColor(colour))
            setLineSpacing(0f, LINES)
            if (bold) typeface = Typeface.DEFAULT_BOLD
        }

    /** A column or a row. */
    fun box(context: Context, vertical: Boolean = true): LinearLayout =
        LinearLayout(context).apply { orientation = if (vertical) LinearLayout.VERTICAL else LinearLayout.HORIZONTAL }

    /** Where a part stands in a column: as wide as it, so many dp below the one before. */
    fun below(context: Context, dp: Int = 0): LinearLayout.LayoutParams =
        LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply { topMargin = px(context, dp) }

    /** Where a part stands in a row: takes the room that is left. */
    fun rest(): LinearLayout.LayoutParams = LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f)

    /** Sets the same padding in dp. */
    fun pad(view: View, horizontal: Int, vertical: Int) {
        val (x, y) = px(view.context, horizontal) to px(view.context, vertical)
        view.setPadding(x, y, x, y)
    }

    private const val LINES = 1.15f
}
