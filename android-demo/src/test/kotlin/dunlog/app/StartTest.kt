package dunlog.app

import android.content.pm.PackageManager
import dunlog.Kind
import dunlog.app.frame.Names
import dunlog.app.start.CodeGroups
import dunlog.app.start.First
import dunlog.app.start.Grant
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** The start, from nothing kept to the timeline. */
@RunWith(RobolectricTestRunner::class)
class StartTest {
    @get:Rule
    val phone = AppPhone(isStarted = false)

    private fun fresh() {
        phone.phone.kill()
        phone.phone.program.folder.parentFile!!.deleteRecursively()
        phone.app.recoveryCode = null
    }

    @Test
    fun from_the_first_start_to_the_timeline_with_everything_refused() {
        fresh()
        phone.phone.refuse(*dunlog.TestPhone.ALL)
        phone.open()
        assertEquals(First.START, phone.screen.entry.address.screen)
        assertTrue(phone.sees(phone.activity.getString(R.string.start_not_verdict)))
        phone.tap(R.string.start_begin)
        val code = CodeGroups(checkNotNull(phone.app.recoveryCode))
        for (group in code.groups) assertTrue(phone.sees(group))
        phone.tap(R.string.start_code_written)
        for (group in code.groups) assertFalse("the code is out of sight", phone.sees(group))
        phone.type("first", "0000")
        phone.tap(R.string.app_next)
        assertTrue(phone.sees(phone.activity.getString(R.string.start_code_wrong)))
        val (first, second) = phone.screen.entry.typed.getValue("asked").split(' ').map(String::toInt)
        phone.type("first", code.groups[first].lowercase())
        phone.type("second", code.groups[second])
        phone.tap(R.string.app_next)
        assertNull("the code is held no longer", phone.app.recoveryCode)
        for (grant in Grant.of(34)) {
            assertEquals(grant.name, phone.screen.entry.address.about)
            phone.tap(R.string.start_refuse)
        }
        assertEquals(First.SETUP, phone.screen.entry.address.screen)
        phone.tap(R.string.setup_did_it)
        phone.tap(R.string.start_to_timeline)
        assertEquals(Names.TIMELINE, phone.screen.entry.address.screen)
        phone.open()
        assertEquals("the start is behind", Names.TIMELINE, phone.screen.entry.address.screen)
    }

    @Test
    fun where_the_process_ends_before_the_code_was_asked_back_another_takes_its_place() {
        fresh()
        phone.open()
        phone.tap(R.string.start_begin)
        val first = checkNotNull(phone.app.recoveryCode)
        phone.app.recoveryCode = null
        phone.again(processEnds = true)
        val second = checkNotNull(phone.app.recoveryCode)
        assertTrue(first != second)
        assertTrue(phone.sees(CodeGroups(second).groups[0]))
        phone.phone.vault.testRecovery(second)
    }

    @Test
    fun a_permission_is_asked_of_the_system_and_what_it_says_is_shown() {
        phone.phone.refuse(*Grant.CALL_LOG.permissions.toTypedArray())
        phone.open()
        phone.frame.cover(First.PERMISSION, Grant.CALL_LOG.name)
        phone.tap(R.string.start_allow)
        val asked = shadowOf(phone.activity).lastRequestedPermission
        assertEquals(Grant.CALL_LOG.permissions, asked.requestedPermissions.toList())
        phone.activity.onRequestPermissionsResult(asked.requestCode, asked.requestedPermissions, intArrayOf(PackageManager.PERMISSION_DENIED))
        assertTrue(phone.sees(phone.activity.getString(R.string.start_refused)))
        phone.phone.grant(*Grant.CALL_LOG.permissions.toTypedArray())
        phone.tap(R.string.start_allow)
        phone.activity.onRequestPermissionsResult(asked.requestCode, asked.requestedPermissions, intArrayOf(PackageManager.PERMISSION_GRANTED))
        phone.idle()
        assertEquals(Grant.SCREENING.name, phone.screen.entry.address.about)
    }

    @Test
    fun a_trial_of_the_self_test_sees_a_text_and_writes_it_down() {
        phone.open()
        phone.frame.cover(First.SELF_TEST)
        phone.tap(R.string.selftest_start)
        phone.phone.clocks.pass(1_000)
        phone.phone.text(dunlog.Pdus.chinese("+8613900000001", "试"))
        phone.phone.clocks.pass(1_000)
        phone.tap(R.string.work_stop)
        val record = phone.phone.records(Kind.SELF_TEST).single()
        assertTrue(record.detail.toString(), "sms_broadcast" in record.detail.orEmpty())
        assertTrue(phone.sees(phone.activity.getString(R.string.word_way_sms_broadcast)))
        assertTrue(phone.sees(phone.activity.getString(R.string.selftest_recorded)))
    }
}
