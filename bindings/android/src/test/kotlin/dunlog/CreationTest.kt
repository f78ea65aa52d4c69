package dunlog

import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** A vault whose making was cut short: by the end of the process, or by a disk without room. */
@RunWith(RobolectricTestRunner::class)
class CreationTest {
    @get:Rule
    val phone = TestPhone()

    @Test
    fun a_vault_without_a_spool_gets_one_and_captures() {
        phone.kill()
        phone.program.spoolFolder.deleteRecursively()
        phone.text(Pdus.chinese("106900001234", "请还款"))
        assertEquals(listOf("请还款"), phone.records(Kind.EVENT).map { it.body })
    }

    @Test
    fun a_code_that_nobody_saw_is_replaced() {
        phone.kill()
        phone.program.spoolFolder.deleteRecursively()
        val code = phone.program.renewRecovery()!!
        phone.vault.testRecovery(code)
        assertThrows(VaultException.BadInput::class.java) { phone.vault.testRecovery(phone.recoveryCode) }
    }

    @Test
    fun a_spool_that_cannot_be_made_now_is_made_later() {
        phone.kill()
        phone.program.spoolFolder.deleteRecursively()
        phone.program.spoolFolder.writeText("in the way")
        phone.text(Pdus.chinese("106900001234", "前"))
        assertNull(phone.program.capture())
        phone.program.start(Waking.OPENED)
        phone.program.spoolFolder.delete()
        phone.text(Pdus.chinese("106900001234", "后"))
        assertEquals(listOf("后"), phone.records(Kind.EVENT).map { it.body })
    }
}
