package dunlog.app

import android.graphics.Bitmap
import android.graphics.Color
import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.AbsListView
import android.widget.EditText
import android.widget.ImageView
import android.widget.TextView
import kotlin.math.max
import kotlin.math.min
import kotlin.math.pow

/** What can be wrong with a drawn screen, found without a person's eyes. */
class Checks(private val root: View, private val picture: Bitmap) {
    private val density = root.resources.displayMetrics.density
    private val seen: List<View> = buildList { collect(root) }
    private val rows = HashMap<View, Rect>()

    private fun MutableList<View>.collect(view: View) {
        if (view.visibility != View.VISIBLE || view.alpha == 0f) return
        add(view)
        if (view is ViewGroup) for (index in 0 until view.childCount) collect(view.getChildAt(index))
    }

    /** Every fault, in words. */
    fun faults(): List<String> = buildList {
        for (view in seen) {
            if (view is TextView && view.text.isNotEmpty()) {
                cut(view)?.let { add("${named(view)}: $it") }
                if (contrast(view) < CONTRAST) add("${named(view)}: contrast ${"%.2f".format(contrast(view))}")
            }
            if (view is EditText && view.text.isEmpty() && view.hint != null) {
                val room = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
                if (view.paint.measureText(view.hint.toString()) > room) add("${named(view)}: hint wider than its room")
            }
            if (isOutside(view)) add("${named(view)}: out of bounds ${place(view)}")
            if (view !is AbsListView && (view.isClickable && view.isEnabled || view is EditText)) {
                if (!isLabelled(view)) add("${named(view)}: no label")
                if (isSmall(view)) add("${named(view)}: touch target ${(view.width / density).toInt()} x ${(view.height / density).toInt()} dp")
            }
        }
        overlaps().forEach { (one, other) -> add("${named(one)} overlaps ${named(other)}") }
    }

    private fun named(view: View): String = when {
        view is TextView && view.text.isNotEmpty() -> "“${view.text.toString().take(24)}”"
        view.contentDescription != null -> "[${view.contentDescription}]"
        else -> view.javaClass.simpleName + (view.tag?.let { " $it" } ?: "")
    }

    /** Where a view stands on the picture. */
    private fun place(view: View): Rect = rows.getOrPut(view) {
        val rect = Rect(0, 0, view.width, view.height)
        if (view !== root) (root as ViewGroup).offsetDescendantRectToMyCoords(view, rect)
        rect
    }

    /** The part of it that its parents do not cut off. */
    private fun seen(view: View): Rect {
        val rect = Rect(place(view))
        var parent = view.parent as? View
        while (parent != null) {
            if (!rect.intersect(place(parent))) rect.setEmpty()
            if (parent === root) break
            parent = parent.parent as? View
        }
        return rect
    }

    private fun cut(view: TextView): String? {
        val layout = view.layout ?: return "not laid out"
        if ((0 until layout.lineCount).any { layout.getEllipsisCount(it) > 0 }) return "ellipsis"
        val room = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
        if (view !is EditText && (0 until layout.lineCount).any { layout.getLineMax(it) > room + 1 }) return "wider than its room"
        val height = view.height - view.compoundPaddingTop - view.compoundPaddingBottom
        if (view !is EditText && layout.height > height + 1) return "higher than its room"
        return null
    }

    /** A list may stop in the middle of a row, and what is inside a row with it. */
    private fun isInList(view: View): Boolean = generateSequence(view.parent as? View) { it.parent as? View }.any { it is AbsListView }

    private fun isOutside(view: View): Boolean {
        if (isInList(view)) return place(view).let { it.left < 0 || it.right > root.width }
        val parent = view.parent as? View ?: return false
        val inside = Rect(view.left, view.top, view.right, view.bottom)
        return view !== root && !Rect(0, 0, max(parent.width, 0), max(parent.height, 0)).contains(inside) && view.width > 0 && view.height > 0
    }

    private fun isLabelled(view: View): Boolean {
        if (!view.contentDescription.isNullOrBlank()) return true
        if (view is EditText) return !view.hint.isNullOrBlank() || seen.any { it.labelFor == view.id && view.id != View.NO_ID }
        if (view is TextView && view.text.isNotBlank()) return true
        return view is ViewGroup && (0 until view.childCount).any { hasWords(view.getChildAt(it)) }
    }

    private fun hasWords(view: View): Boolean =
        view is TextView && view.text.isNotBlank() || !view.contentDescription.isNullOrBlank() ||
            view is ViewGroup && (0 until view.childCount).any { hasWords(view.getChildAt(it)) }

    private fun isSmall(view: View): Boolean {
        val least = (TOUCH * density).toInt() - 1
        // What a list cuts off is whole once it is scrolled.
        return !isInList(view) && (view.width < least || view.height < least) || isInList(view) && view.height < least
    }

    private fun overlaps(): List<Pair<View, View>> {
        val leaves = seen.filter { (it is TextView && it.text.isNotEmpty() || it is ImageView) && it.width > 0 && it.height > 0 }
        return buildList {
            for ((index, one) in leaves.withIndex()) for (other in leaves.drop(index + 1)) {
                val both = Rect(seen(one))
                if (both.intersect(seen(other)) && both.width() > 1 && both.height() > 1) add(one to other)
            }
        }
    }

    /** Between the colour of the words and the commonest colour around them, as WCAG 2 has it. */
    private fun contrast(view: TextView): Double {
        val area = Rect(place(view))
        if (!area.intersect(0, 0, picture.width, picture.height) || area.width() < 2 || area.height() < 2) return MOST
        val pixels = IntArray(area.width() * area.height())
        picture.getPixels(pixels, 0, area.width(), area.left, area.top, area.width(), area.height())
        pixels.sort()
        var (ground, most, run) = Triple(pixels[0], 0, 0)
        for (at in pixels.indices) {
            run = if (at > 0 && pixels[at] == pixels[at - 1]) run + 1 else 1
            if (run > most) {
                most = run
                ground = pixels[at]
            }
        }
        return ratio(over(view.currentTextColor, ground), ground)
    }

    private fun over(colour: Int, ground: Int): Int {
        val part = Color.alpha(colour) / 255.0
        fun mixed(of: (Int) -> Int) = (of(colour) * part + of(ground) * (1 - part)).toInt()
        return Color.rgb(mixed(Color::red), mixed(Color::green), mixed(Color::blue))
    }

    private fun ratio(one: Int, other: Int): Double {
        val (a, b) = light(one) to light(other)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private fun light(colour: Int): Double {
        fun part(value: Int) = (value / 255.0).let { if (it <= 0.03928) it / 12.92 else ((it + 0.055) / 1.055).pow(2.4) }
        return 0.2126 * part(Color.red(colour)) + 0.7152 * part(Color.green(colour)) + 0.0722 * part(Color.blue(colour))
    }

    private companion object {
        const val CONTRAST = 4.5
        const val TOUCH = 48
        const val MOST = 21.0
    }
}
