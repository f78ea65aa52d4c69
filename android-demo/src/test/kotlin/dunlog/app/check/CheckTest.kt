package dunlog.app.check

import android.content.Intent
import dunlog.EnclosedFile
import dunlog.Evidence
import dunlog.Kind
import dunlog.Program
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.app.AppPhone
import dunlog.app.Borrower
import dunlog.app.R
import dunlog.app.frame.Names
import dunlog.app.frame.Tab
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.io.File

/** The screen of checks by its own controls: whole or not, the head, the sealed copy and its opening on a new phone. */
@RunWith(RobolectricTestRunner::class)
class CheckTest {
    private val app = AppPhone()

    @get:Rule
    val person = Borrower(app)

    private fun open() {
        app.open()
        app.frame.select(Tab.CHECK)
        app.idle()
    }

    private val done get() = DoneBefore(app.phone.program.kept(DoneBefore.NAME)!!)

    @Test
    fun a_whole_log_is_said_to_be_whole_and_its_head_is_handed_over() {
        app.phone.text(dunlog.Pdus.chinese("106900005678", "请还款"))
        open()
        assertTrue(app.sees(app.activity.getString(R.string.check_head_never)))
        person.touch("check")
        assertTrue("${app.texts()}", app.sees(app.activity.getString(R.string.check_whole)))
        person.touch("head")
        @Suppress("DEPRECATION")
        val sent: Intent = shadowOf(app.activity).nextStartedActivity.getParcelableExtra(Intent.EXTRA_INTENT)!!
        assertEquals(app.phone.vault.checkpoint(), sent.getStringExtra(Intent.EXTRA_TEXT))
        assertEquals(app.phone.vault.head().size.toLong(), done.headSize)
        assertTrue(!app.sees(app.activity.getString(R.string.check_head_never)))
    }

    @Test
    fun the_recovery_code_can_be_tried_and_is_not_left_on_the_screen() {
        open()
        app.type("code", "0000-0000-0000-0000-0000-0000-0000")
        person.touch("try")
        assertTrue("${app.texts()}", !app.sees(app.activity.getString(R.string.check_recovery_right)))
        app.type("code", app.phone.recoveryCode)
        person.touch("try")
        assertTrue("${app.texts()}", app.sees(app.activity.getString(R.string.check_recovery_right)))
        assertEquals("", app.field("code").text.toString())
        assertNull(app.screen.entry.typed["code"])
    }

    @Test
    fun a_copy_opens_on_a_new_phone_with_the_code_from_the_paper() {
        app.phone.text(dunlog.Pdus.chinese("106900005678", "今天必须还款"))
        val code = app.phone.recoveryCode
        open()
        // Opening the app is a sign of life in the log.
        val head = app.phone.vault.head()
        person.touch("backup")
        val copy = person.documents.target("copy.dunlog")
        person.give(copy)
        assertTrue("${app.texts()}", app.sees(app.activity.getString(R.string.check_backup_done)))
        assertNotNull(done.backup)
        assertTrue("sealed", "今天必须" !in person.documents.file(copy).readBytes().decodeToString())

        // A new phone: nothing of the app, another keystore.
        app.phone.kill()
        app.phone.program.folder.parentFile!!.deleteRecursively()
        app.phone.keystore.lose()
        app.open(Names.RESTORE)
        person.touch("file")
        person.give(copy)
        app.type("code", code.dropLast(1) + if (code.last() == '0') '1' else '0')
        person.touch("restore")
        assertTrue("a slip in the code is told", app.screen.entry.address.screen == Names.RESTORE)
        assertTrue("nothing was made", !app.phone.program.folder.exists())
        app.type("code", code)
        app.again(processEnds = true)
        assertEquals("typed text is kept", code, app.field("code").text.toString())
        person.touch("restore")
        val program: Program = app.phone.program
        val first = program.capture()!!.vault!!.record(0u)
        assertEquals("restored", first.fact.reason)
        assertEquals(head, first.fact.head)
        assertNotNull("the new code is to be shown", app.app.recoveryCode)
        val older = program.older().single()
        assertTrue(older.isCopy())
        assertEquals(listOf("今天必须还款"), older.newest(null, null, 10U).map { it.records.first().body })
        older.close()
        // The new log goes on: a text comes in.
        app.phone.text(dunlog.Pdus.chinese("106900005678", "第二天"))
        assertEquals(listOf("第二天"), app.phone.events().map { it.records.first().body })
    }

    @Test
    fun a_reminder_says_that_there_is_something_and_not_what() {
        open()
        val jobs = app.app.getSystemService(android.app.job.JobScheduler::class.java)
        assertEquals(1, jobs.allPendingJobs.count { it.service.className == ReminderJob::class.java.name && it.isPeriodic && it.isPersisted })
        val notifications = shadowOf(app.app.getSystemService(android.app.NotificationManager::class.java))
        val parameters = org.robolectric.shadow.api.Shadow.newInstanceOf(android.app.job.JobParameters::class.java)
        org.robolectric.Robolectric.setupService(ReminderJob::class.java).onStartJob(parameters)
        assertEquals("nothing is due on the first day", 0, notifications.size())
        app.phone.vault.enter(Typed.Statement(Evidence.FOOTAGE), TypedEntry(detail = mapOf("place" to "某小区东门", "overwritten_on" to app.phone.program.today().plusDays(3).toString())), app.phone.clocks.wall)
        org.robolectric.Robolectric.setupService(ReminderJob::class.java).onStartJob(parameters)
        val told = notifications.allNotifications.single()
        val words = listOf(android.app.Notification.EXTRA_TITLE, android.app.Notification.EXTRA_TEXT, android.app.Notification.EXTRA_BIG_TEXT).mapNotNull { told.extras.getCharSequence(it)?.toString() }
        assertEquals(listOf(app.activity.getString(R.string.work_reminder)), words)
        assertEquals(android.app.Notification.VISIBILITY_SECRET, told.visibility)
    }

    @Test
    fun gaps_and_what_was_last_seen_are_told() {
        val phone = app.phone
        phone.alive()
        phone.refuse(android.Manifest.permission.RECEIVE_SMS)
        phone.look()
        phone.clocks.pass(3_600_000)
        phone.grant(android.Manifest.permission.RECEIVE_SMS)
        phone.look()
        assertEquals(1, person.records(Kind.GAP).size)
        open()
        assertTrue("${app.texts()}", app.sees(app.activity.getString(R.string.word_gap_permission_off)))
        assertTrue(app.sees(app.activity.getString(R.string.word_way_call_log)))
    }

    @Test
    fun a_damaged_log_stays_to_be_read_and_the_next_one_names_it() {
        val vault = app.phone.vault
        val photo = File.createTempFile("photo", ".jpg").apply { writeBytes(ByteArray(5_000)) }
        vault.enter(Typed.Statement(Evidence.POLICE_RECORD), TypedEntry(files = listOf(EnclosedFile(photo.path))), app.phone.clocks.wall)
        photo.delete()
        app.phone.text(dunlog.Pdus.chinese("106900005678", "之前"))
        val sealed = app.phone.program.folder.walk().filter { it.isFile && it.length() in 5_000..6_000 && "attachments" in it.path }.toList()
        assertEquals("${app.phone.program.folder.walk().toList()}", 1, sealed.size)
        sealed.single().delete()
        open()
        // Opening the app is a sign of life in the log.
        val head = vault.head()
        person.touch("check")
        assertTrue("${app.texts()}", app.sees("attachment-missing"))
        assertTrue("${app.texts()}", app.sees(app.activity.getString(R.string.check_read_only)))
        person.touch("next")
        assertNotNull("the new code is to be shown", app.app.recoveryCode)
        val next = app.phone.vault.record(0u)
        assertEquals("damaged" to head, next.fact.reason to next.fact.head)
        // What came before is still read, and what comes is written.
        val older = app.phone.program.older().single()
        assertEquals(listOf("之前"), older.newest(null, null, 10U).mapNotNull { it.records.first().body })
        older.close()
        app.phone.text(dunlog.Pdus.chinese("106900005678", "之后"))
        app.phone.kill()
        assertEquals(listOf("之后"), app.phone.events().map { it.records.first().body })
    }
}
