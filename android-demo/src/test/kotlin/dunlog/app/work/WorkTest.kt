package dunlog.app.work

import android.app.Notification
import android.content.pm.ServiceInfo
import dunlog.app.AppPhone
import dunlog.app.R
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor

/** Long work in its foreground service: told how far it is, stopped by its notification, and its outcome kept for the screen. */
@RunWith(RobolectricTestRunner::class)
class WorkTest {
    @get:Rule
    val app = AppPhone()

    private val before = Work.executor

    @After
    fun back() {
        Work.executor = before
    }

    private fun waitFor(what: () -> Boolean) {
        val end = System.nanoTime() + 20_000_000_000
        while (!what()) {
            check(System.nanoTime() < end) { "it does not come" }
            app.idle()
            Thread.sleep(5)
        }
    }

    @Test
    fun the_notification_names_no_content_and_its_button_stops_the_work() {
        Work.executor = Executor { Thread(it).start() }
        val begun = CountDownLatch(1)
        assertTrue(Work.begin(app.app, Job.EXPORT, "one") { step ->
            step.step(40u, 100u)
            begun.countDown()
            while (!step.isStopped) Thread.sleep(5)
            if (step.step(41u, 100u)) "went on" else "stopped"
        })
        begun.await()
        waitFor { Work.going?.percent == 40 }
        assertFalse("one at a time", Work.begin(app.app, Job.BACKUP, "two") { null })
        val service = Robolectric.setupService(WorkService::class.java)
        service.onStartCommand(serviceIntent(app.app), 0, 1)
        val shown = shadowOf(service).lastForegroundNotification
        val words = listOf(Notification.EXTRA_TITLE, Notification.EXTRA_TEXT, Notification.EXTRA_SUB_TEXT).mapNotNull { shown.extras.getCharSequence(it)?.toString() }
        assertEquals(listOf(app.app.getString(R.string.work_notification)), words)
        assertEquals(40, shown.extras.getInt(Notification.EXTRA_PROGRESS))
        assertEquals(Notification.VISIBILITY_SECRET, shown.visibility)
        assertEquals(ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC, service.foregroundServiceType)
        service.onStartCommand(serviceIntent(app.app).setAction(STOP), 0, 2)
        waitFor { Work.going == null }
        assertEquals("stopped", Work.take("one")!!.getOrThrow())
        assertNull("once", Work.take("one"))
        assertTrue(shadowOf(service).isStoppedBySelf)
    }

    @Test
    fun what_fails_is_kept_for_the_screen_that_asked() {
        Work.executor = Executor { it.run() }
        assertTrue(Work.begin(app.app, Job.IMPORT, "one") { throw dunlog.VaultException.StorageFull() })
        app.idle()
        assertTrue(Work.take("one")!!.exceptionOrNull() is dunlog.VaultException.StorageFull)
        assertNull(Work.going)
    }
}
