package dunlog.app

import android.content.ComponentName
import android.content.pm.PackageManager
import android.view.WindowManager
import android.widget.ListView
import dunlog.EnclosedFile
import dunlog.Evidence
import dunlog.Kind
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.app.event.SealedSource
import dunlog.app.frame.Names
import dunlog.app.frame.Tab
import dunlog.app.safety.Disguise
import kotlin.random.Random
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** The screens by their controls, on a phone with two invented days. */
@RunWith(RobolectricTestRunner::class)
class AppTest {
    @get:Rule
    val phone = AppPhone(true, "threat-to-family", "seen-twice")

    @Test
    fun every_tab_opens_and_back_leads_to_the_timeline() {
        phone.open()
        for (tab in Tab.entries) {
            phone.tap(tab.title)
            assertEquals(tab.screen, phone.screen.entry.address.screen)
        }
        @Suppress("DEPRECATION")
        phone.activity.onBackPressed()
        assertEquals(Names.TIMELINE, phone.screen.entry.address.screen)
    }

    @Test
    fun a_line_of_the_timeline_opens_its_event_with_the_marked_words() {
        phone.open()
        assertTrue(phone.sees("乙消费金融"))
        phone.tap("弄死")
        assertEquals(Names.EVENT, phone.screen.entry.address.screen)
        val meant = Story.named("threat-to-family").json.getJSONArray("screens").getJSONObject(0).getJSONArray("pieces").getJSONArray(1).getString(0)
        val words = phone.views().filterIsInstance<android.widget.TextView>().first { it.text is android.text.Spanned && meant in it.text }
        val spanned = words.text as android.text.Spanned
        val marked = spanned.getSpans(0, spanned.length, android.text.style.UnderlineSpan::class.java).single()
        assertEquals(meant, spanned.substring(spanned.getSpanStart(marked), spanned.getSpanEnd(marked)))
        assertTrue(phone.sees(phone.activity.getString(R.string.event_innocent)))
    }

    @Test
    fun the_search_and_the_filter_leave_what_fits() {
        phone.open()
        val list = phone.views().filterIsInstance<ListView>().single()
        val all = list.count
        phone.type("search", "弄死")
        assertTrue(list.count in 1 until all)
        assertTrue(phone.sees("弄死"))
        phone.type("search", "没有这样的字")
        assertTrue(phone.sees(phone.activity.getString(R.string.timeline_none_found)))
        phone.type("search", "")
        assertEquals(all, list.count)
        phone.tap(R.string.timeline_filter)
        phone.tap(R.string.timeline_filter_calls)
        assertEquals(0, list.count)
        // The choice stands also after the phone was turned.
        phone.again()
        assertEquals(0, phone.views().filterIsInstance<ListView>().single().count)
    }

    @Test
    fun an_event_leads_to_who_its_number_is() {
        phone.open()
        phone.tap("弄死")
        phone.tap(R.string.event_who_is_this)
        assertEquals(Names.PERSON, phone.screen.entry.address.screen)
        assertEquals("c2 13900139000", phone.screen.entry.address.about)
    }

    @Test
    fun an_event_is_put_into_another_case_by_one_record() {
        phone.phone.vault.enter(Typed.Case, TypedEntry(case = "c7", detail = mapOf("creditor" to "丙小贷")), phone.app.now())
        phone.open()
        phone.tap("弄死")
        phone.tap("丙小贷")
        val tag = phone.phone.records(Kind.TAG).single()
        assertEquals("c7", tag.fact.case)
        assertTrue(phone.sees("丙小贷"))
    }

    @Test
    fun an_event_is_erased_only_after_the_warning() {
        phone.open()
        phone.tap("请回电")
        phone.tap(R.string.event_erase)
        assertTrue(phone.sees(phone.activity.getString(R.string.event_erase_warning)))
        assertEquals(0, phone.phone.records(Kind.REDACTION).size)
        phone.tap(R.string.event_erase_do)
        assertEquals(1, phone.phone.records(Kind.REDACTION).size)
        assertFalse(phone.phone.records().any { it.body == "请回电。" })
        assertEquals(Names.TIMELINE, phone.screen.entry.address.screen)
    }

    @Test
    fun a_recording_is_read_out_of_the_vault_place_by_place() {
        val sound = Random(7).nextBytes(200_000)
        val file = phone.phone.folder("sound.m4a").apply { parentFile!!.mkdirs() }
        file.writeBytes(sound)
        val statement = phone.phone.vault.enter(Typed.Statement(Evidence.DOCUMENT), TypedEntry(files = listOf(EnclosedFile(file.path))), phone.app.now())
        file.delete()
        val sha256 = phone.phone.vault.record(statement.index).fact.attachments.single().sha256
        val before = everyFile()
        SealedSource(phone.phone.vault.openAttachment(sha256)).use { source ->
            assertEquals(sound.size.toLong(), source.size)
            val buffer = ByteArray(5_000)
            for (place in listOf(0, 199_000, 65_536, 65_535, 1, 131_072, 70_000)) {
                val count = source.readAt(place.toLong(), buffer, 7, 4_000)
                assertArrayEquals(sound.copyOfRange(place, minOf(place + 4_000, sound.size)), buffer.copyOfRange(7, 7 + count))
            }
            assertEquals(-1, source.readAt(200_000, buffer, 0, 10))
            assertEquals(-1, source.readAt(1_000_000, buffer, 0, 10))
        }
        assertEquals("no plain file came to be", before, everyFile())
    }

    private fun everyFile() = phone.app.dataDir.walk().filter { it.isFile && it.extension != "db-wal" && it.extension != "db-shm" }.map { it.path }.toSet()

    @Test
    fun the_screens_lock_and_capture_goes_on() {
        phone.open()
        phone.tap(R.string.app_tab_safety)
        phone.tap(R.string.safety_pin_set)
        phone.type("new", "271828")
        phone.type("again", "271829")
        phone.tap(R.string.app_save)
        assertTrue(phone.sees(phone.activity.getString(R.string.safety_pin_differs)))
        phone.type("again", "271828")
        phone.tap(R.string.app_save)
        assertTrue(phone.app.lock.isSet)
        phone.app.lock.lock()
        phone.again()
        assertFalse(phone.sees("乙消费金融"))
        assertEquals(phone.activity.getString(R.string.safety_locked_title), phone.texts().first())
        val before = phone.phone.records().size
        phone.phone.text(dunlog.Pdus.chinese("+8613900000001", "请还款"))
        assertTrue(phone.phone.records().size > before)
        repeat(5) {
            phone.type("pin", "000000")
            phone.tap(R.string.app_next)
            assertTrue(phone.app.lock.isLocked)
        }
        phone.type("pin", "271828")
        phone.tap(R.string.app_next)
        assertTrue("after five wrong ones one waits", phone.app.lock.isLocked)
        phone.phone.clocks.pass(31_000)
        phone.tap(R.string.app_next)
        assertFalse(phone.app.lock.isLocked)
    }

    @Test
    fun a_forgotten_pin_is_taken_away_by_the_recovery_code_alone() {
        phone.app.lock.set("271828")
        phone.app.lock.lock()
        phone.open()
        phone.tap(R.string.safety_pin_lost)
        phone.type("code", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
        phone.tap(R.string.start_restore_do)
        assertTrue(phone.app.lock.isLocked)
        phone.type("code", phone.phone.recoveryCode)
        phone.tap(R.string.start_restore_do)
        assertFalse(phone.app.lock.isLocked || phone.app.lock.isSet)
    }

    @Test
    fun leaving_quickly_closes_all_and_keeps_what_was_typed() {
        phone.open()
        phone.type("search", "弄死")
        phone.tap(R.string.app_quick_exit_label)
        assertTrue(phone.activity.isFinishing)
        assertEquals("android.intent.category.HOME", shadowOf(phone.app).nextStartedActivity.categories.single())
        phone.open()
        assertEquals("弄死", phone.field("search").text.toString())
    }

    @Test
    fun no_picture_of_the_window_is_taken_by_others() {
        val flags = phone.open().window.attributes.flags
        assertTrue(flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
    }

    @Test
    fun the_app_is_always_there_under_exactly_one_name() {
        val packages = phone.app.packageManager
        fun isShown(name: String) = packages.getComponentEnabledSetting(ComponentName(phone.app, name)) == PackageManager.COMPONENT_ENABLED_STATE_ENABLED
        Disguise.choose(phone.app, isNeutral = true)
        assertTrue(Disguise.isNeutral(phone.app) && isShown("dunlog.app.Neutral") && !isShown("dunlog.app.Plain"))
        Disguise.choose(phone.app, isNeutral = false)
        assertTrue(!Disguise.isNeutral(phone.app) && isShown("dunlog.app.Plain") && !isShown("dunlog.app.Neutral"))
    }

    @Test
    fun a_lost_key_is_asked_for_and_the_code_opens_what_was_kept() {
        phone.phone.kill()
        phone.phone.keystore.lose()
        phone.open()
        assertEquals(Names.KEY_LOST, phone.screen.entry.address.screen)
        phone.type("code", phone.phone.recoveryCode)
        phone.tap(R.string.start_restore_do)
        assertTrue(phone.sees("弄死"))
    }
}
