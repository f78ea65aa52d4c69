package dunlog.app.evidence

import android.app.Notification
import dunlog.Kind
import dunlog.Listener
import dunlog.Source
import dunlog.app.AppPhone
import dunlog.app.Borrower
import dunlog.app.R
import dunlog.app.frame.Names
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.io.File

/** Notifications: those of chosen programs, one of a megabyte, and none of a program that was taken out. */
@RunWith(RobolectricTestRunner::class)
class NoticesTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    private val listener by lazy { Robolectric.setupService(Listener::class.java) }
    private var next = 1

    private fun notice(program: String, title: String, words: CharSequence) {
        val notification = Notification.Builder(app.phone.application, "c").setSmallIcon(android.R.drawable.ic_dialog_info).build()
        // As it may come over the boundary of processes: whole, and not by the builder, which cuts.
        notification.extras.putCharSequence(Notification.EXTRA_TITLE, title)
        notification.extras.putCharSequence(Notification.EXTRA_TEXT, words)
        val key = shadowOf(listener).addActiveNotification(program, next++, notification)
        listener.onNotificationPosted(listener.activeNotifications.single { it.key == key })
    }

    private fun events() = app.phone.events().map { it.records.single() }

    @Test
    fun a_notification_of_a_megabyte_is_kept_and_says_where_it_was_cut() {
        val whole = "催".repeat(1_000_000)
        notice("com.tencent.mm", "催收小王", whole)
        notice("com.tencent.mm", "催收小王", "短的")
        val (short, long) = events()
        assertEquals("what follows is not hindered", "短的", short.body)
        assertEquals(Source.RELAYED, long.fact.source)
        // A body of more than 256 KiB is an attachment; the phone's part hands over at most 1 MiB and says how much it was.
        assertTrue("${long.detail}", "\"cut_from\":3000000" in long.detail!!)
        val out = File.createTempFile("body", ".txt").apply { delete() }
        app.phone.vault.saveAttachment(long.fact.bodyAttached!!, out.path)
        val kept = out.readText()
        out.delete()
        assertTrue("${kept.length}", kept.length in 340_000..349_526 && whole.startsWith(kept))
        assertEquals(emptyList<Any>(), app.phone.vault.check())
    }

    @Test
    fun a_program_is_taken_out_and_another_added() {
        val chat = android.content.pm.PackageInfo().apply {
            packageName = "com.tencent.mm"
            applicationInfo = android.content.pm.ApplicationInfo().apply { packageName = "com.tencent.mm"; nonLocalizedLabel = "微信" }
        }
        shadowOf(app.phone.application.packageManager).installPackage(chat)
        app.open(Names.PROGRAMS)
        notice("com.tencent.mm", "催收小王", "一")
        app.tap("微信")
        notice("com.tencent.mm", "催收小王", "二")
        notice("com.example.loan", "随心借", "三")
        app.type("package", "not a package")
        app.tap(R.string.programs_add)
        assertTrue(app.sees(app.activity.getString(R.string.programs_package_wrong)))
        app.type("package", "com.example.loan")
        app.tap(R.string.programs_add)
        notice("com.example.loan", "随心借", "四")
        assertEquals(listOf("四", "一"), events().map { it.body })
        // The choice outlives the process.
        app.again(processEnds = true)
        notice("com.tencent.mm", "催收小王", "五")
        app.tap("微信")
        notice("com.tencent.mm", "催收小王", "六")
        assertEquals(listOf("六", "四", "一"), events().map { it.body })
        assertEquals(emptyList<Any>(), person.records(Kind.GAP))
    }
}
