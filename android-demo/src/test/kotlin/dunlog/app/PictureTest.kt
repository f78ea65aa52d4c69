package dunlog.app

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Rect
import android.view.View
import android.view.ViewGroup
import android.widget.ScrollView
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import java.io.File

/**
 * Every screen in three languages, two themes and two sizes of words: drawn to PNG, looked over by [Checks], and put on one sheet for
 * each screen, below `pictures` of the folder that is built; with `-Ddunlog.picture=NAME` only screens whose names hold NAME, and each
 * picture also by itself. A test for each screen of [Pictures].
 */
@RunWith(ParameterizedRobolectricTestRunner::class)
class PictureTest(private val name: String) {
    private val folder = File(System.getProperty("dunlog.pictures")!!).apply { mkdirs() }
    private val isEach = System.getProperty("dunlog.picture") != null
    private val pictured = Pictures.all.first { it.name == name }

    @get:Rule
    val phone = AppPhone(pictured.isStarted, *pictured.stories.toTypedArray())

    @Test
    fun can_be_read_and_touched() {
        val faults = ArrayList<String>()
        val sheet = ArrayList<Bitmap>()
        for (language in LANGUAGES) for (theme in THEMES) for (size in SIZES) {
            RuntimeEnvironment.setQualifiers("$language-w360dp-h720dp-$theme-hdpi")
            RuntimeEnvironment.setFontScale(size)
            if (sheet.isEmpty()) pictured.bring(phone) else phone.again()
            phone.idle()
            val picture = draw(phone.shell())
            faults += Checks(phone.shell(), picture).faults().map { "$language-$theme-$size: $it" }
            if (isEach) File(folder, "$name-$language-$theme-$size.png").outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
            sheet += picture
        }
        File(folder, "sheet-$name.png").outputStream().use { together(sheet).compress(Bitmap.CompressFormat.PNG, 100, it) }
        assertEquals("", faults.joinToString("\n"))
    }

    private fun AppPhone.shell(): View = (root.findViewById<ViewGroup>(android.R.id.content)).getChildAt(0)

    /** The whole screen, as long as what scrolls in it, so that nothing of it stays unseen. */
    private fun draw(view: View): Bitmap {
        val longer = scrolls(view)?.let { (it.getChildAt(0).height + it.paddingTop + it.paddingBottom - it.height).coerceAtLeast(0) } ?: 0
        val (width, height) = view.width to (view.height + longer).coerceAtMost(MOST)
        if (longer > 0) {
            view.measure(View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY), View.MeasureSpec.makeMeasureSpec(height, View.MeasureSpec.EXACTLY))
            view.layout(0, 0, width, height)
            scrolls(view)?.scrollTo(0, 0)
        }
        return Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888).also { view.draw(Canvas(it)) }
    }

    private fun scrolls(view: View): ScrollView? = when (view) {
        is ScrollView -> view
        is ViewGroup -> (0 until view.childCount).firstNotNullOfOrNull { scrolls(view.getChildAt(it)) }
        else -> null
    }

    /** All pictures of a screen on one sheet, a language a row. */
    private fun together(pictures: List<Bitmap>): Bitmap {
        val columns = THEMES.size * SIZES.size
        val width = SMALL
        val rows = pictures.chunked(columns).map { row -> row.maxOf { it.height * width / it.width } }
        val sheet = Bitmap.createBitmap(columns * (width + GAP) + GAP, rows.sumOf { it + GAP } + GAP, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(sheet).apply { drawColor(Color.GRAY) }
        val paint = Paint(Paint.FILTER_BITMAP_FLAG)
        var top = GAP
        for ((row, line) in pictures.chunked(columns).withIndex()) {
            for ((column, picture) in line.withIndex()) {
                val left = GAP + column * (width + GAP)
                canvas.drawBitmap(picture, null, Rect(left, top, left + width, top + picture.height * width / picture.width), paint)
            }
            top += rows[row] + GAP
        }
        return sheet
    }

    companion object {
        /** The names of the screens; those that hold `-Ddunlog.picture` where it is given. */
        @JvmStatic
        @ParameterizedRobolectricTestRunner.Parameters(name = "{0}")
        fun names(): List<Array<Any>> = Pictures.all.map { it.name }.filter { System.getProperty("dunlog.picture").orEmpty() in it }.map { arrayOf(it) }

        private val LANGUAGES = listOf("zh-rCN", "zh-rTW", "en-rUS")
        private val THEMES = listOf("notnight", "night")
        private val SIZES = listOf(1.0f, 1.5f)
        private const val MOST = 9000
        private const val SMALL = 400
        private const val GAP = 12
    }
}
