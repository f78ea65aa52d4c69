package dunlog.app

import android.widget.EditText
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Whatever a person typed into any form is there again after the phone was turned, and after the process ended. */
@RunWith(RobolectricTestRunner::class)
class TypedTextTest {
    @get:Rule
    val phone = AppPhone(true, "threat-to-family")

    @Test
    fun no_form_loses_typed_text() {
        var count = 0
        for (pictured in Pictures.all.filter { it.stories.isEmpty() && it.isStarted }) {
            phone.app.lock.remove()
            pictured.bring(phone)
            if (phone.app.lock.isLocked) continue
            val keys = phone.views().filterIsInstance<EditText>().map { it.tag as String }
            for (key in keys) phone.type(key, text(key))
            for (processEnds in listOf(false, true)) {
                phone.again(processEnds)
                for (key in keys) assertEquals("${pictured.name} $key", text(key), phone.field(key).text.toString())
            }
            count += keys.size
        }
        assertTrue("$count fields", count >= 4)
    }

    /** Long, with a break of lines nowhere: fields of one line take none. */
    private fun text(key: String) = if ("pin" in key || key in setOf("new", "again", "old")) "123456" else "字$key " + "很长的一段话".repeat(40)
}
