package dunlog

import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.security.ProviderException

/** Keys that are locked, busy or gone. */
@RunWith(RobolectricTestRunner::class)
class KeystoreTest {
    @get:Rule
    val phone = TestPhone()

    @Test
    fun a_day_locked_with_300_texts_loses_none() {
        phone.keystore.fault = UserNotAuthenticatedException()
        phone.kill()
        for (at in 1..300) {
            phone.text(Pdus.chinese("106900001234", "第 $at 条"))
            if (at % 100 == 0) phone.kill()
            phone.clocks.pass(DAY / 300)
        }
        assertNull(phone.program.capture()!!.vault)
        assertFalse(phone.program.needsRecovery())
        phone.keystore.fault = null
        phone.program.start(Waking.OPENED)
        assertEquals((1..300).map { "第 $it 条" }, phone.records(Kind.EVENT).map { it.body })
        assertTrue(phone.records(Kind.EVENT).all { it.fact.source == Source.CAPTURED })
    }

    @Test
    fun what_may_work_later_is_locked_and_nothing_is_lost() {
        for (fault in listOf(UserNotAuthenticatedException(), ProviderException("busy"), StrongBoxUnavailableException())) {
            phone.keystore.fault = fault
            phone.kill()
            assertThrows(KeystoreException.Locked::class.java) { phone.keystore.wrap(ByteArray(32)) }
            assertThrows(VaultException.Locked::class.java) { Vault.open(phone.program.folder.path, phone.keystore) }
            phone.text(Pdus.chinese("106900001234", fault.javaClass.simpleName))
            assertFalse(phone.program.needsRecovery())
        }
        phone.keystore.fault = null
        assertEquals(3, phone.records(Kind.EVENT).size)
    }

    @Test
    fun a_key_that_is_gone_asks_for_the_recovery_code() {
        phone.text(Pdus.chinese("106900001234", "前"))
        phone.keystore.fault = KeyPermanentlyInvalidatedException()
        phone.kill()
        phone.text(Pdus.chinese("106900001234", "后"))
        assertTrue(phone.program.needsRecovery())
        // A new key takes the place of the lost one.
        phone.keystore.lose()
        phone.keystore.fault = null
        phone.kill()
        assertTrue(phone.program.needsRecovery())
        val wrong = assertThrows(VaultException.BadInput::class.java) { phone.program.recover("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA") }
        assertTrue(wrong.code, wrong.code in setOf("check-failed", "recovery-code-wrong"))
        phone.program.recover(phone.recoveryCode)
        assertEquals(listOf("前", "后"), phone.records(Kind.EVENT).map { it.body })
        phone.kill()
        assertFalse(phone.program.needsRecovery())
        phone.look()
        assertEquals(2, phone.records(Kind.EVENT).size)
    }

    @Test
    fun a_key_of_what_is_remembered_that_is_cut_short_is_made_anew() {
        phone.look()
        val key = phone.program.folder.parentFile!!.resolve("watch.key")
        for (size in listOf(0L, 5L, 12L, 27L, key.length() - 1)) {
            phone.kill()
            key.writeBytes(key.readBytes().copyOf(size.toInt()))
            phone.clocks.pass(60_000)
            phone.program.start(Waking.BOOT)
            assertEquals(60L, key.length())
        }
        phone.text(Pdus.chinese("106900001234", "还款"))
        assertEquals(1, phone.records(Kind.EVENT).size)
        assertFalse(key.resolveSibling("watch.key.next").exists())
    }

    @Test
    fun where_what_is_remembered_cannot_be_read_capture_goes_on() {
        phone.kill()
        val key = phone.program.folder.parentFile!!.resolve("watch.key")
        key.delete()
        assertTrue(key.mkdirs())
        phone.program.start(Waking.BOOT)
        phone.text(Pdus.chinese("106900001234", "还款"))
        assertNull(phone.program.watch())
        assertEquals(1, phone.records(Kind.EVENT).size)
        key.delete()
        phone.look()
        assertTrue(key.isFile)
    }

    @Test
    fun what_is_remembered_does_not_lie_open() {
        phone.look()
        val file = phone.program.folder.parentFile!!.resolve("watch")
        assertTrue(file.length() > 40)
        assertFalse(file.readBytes().toString(Charsets.ISO_8859_1).contains("heartbeat"))
        file.writeBytes(ByteArray(50))
        phone.kill()
        phone.look()
        assertEquals(emptyList<VaultIssue>(), phone.vault.check())
    }
}
