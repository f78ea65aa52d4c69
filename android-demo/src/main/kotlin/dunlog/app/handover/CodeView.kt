package dunlog.app.handover

import android.content.Context
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.view.View

/** Draws a QR code, dark on light in either theme, with its quiet zone: readers want it so. */
class CodeView(context: Context, private val code: Code) : View(context) {
    private val dark = Paint().apply { color = Color.BLACK }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val most = (SIDE * resources.displayMetrics.density).toInt()
        val side = if (MeasureSpec.getMode(widthSpec) == MeasureSpec.UNSPECIFIED) most else minOf(most, MeasureSpec.getSize(widthSpec))
        setMeasuredDimension(side, side)
    }

    override fun onDraw(canvas: Canvas) {
        val modules = code.size + 2 * Code.QUIET
        // Whole pixels, or the modules differ in width.
        val module = minOf(width, height) / modules
        val edge = (minOf(width, height) - module * code.size) / 2
        canvas.drawColor(Color.WHITE)
        for (y in 0 until code.size) for (x in 0 until code.size) {
            if (!code.isDark(x, y)) continue
            val (left, top) = edge + x * module to edge + y * module
            canvas.drawRect(left.toFloat(), top.toFloat(), (left + module).toFloat(), (top + module).toFloat(), dark)
        }
    }

    private companion object {
        const val SIDE = 260
    }
}
