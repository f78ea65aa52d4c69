package dunlog.app

import dunlog.Trial
import dunlog.TrialSeen
import dunlog.Way
import dunlog.app.safety.Pin
import dunlog.app.safety.Tries
import dunlog.app.start.CodeGroups
import dunlog.app.start.First
import dunlog.app.start.Grant
import dunlog.app.start.SetupCards
import dunlog.app.start.TestRun
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File

/** What start and safety decide, without a phone. */
class SafetyTest {
    private val main = File(System.getProperty("dunlog.root")!!, "android-demo/src/main")

    @Test
    fun a_pin_is_kept_as_a_slow_hash_with_a_salt_of_its_own() {
        val (one, other) = Pin.kept("271828", rounds = 2_000) to Pin.kept("271828", rounds = 2_000)
        assertNotEquals(one, other)
        assertFalse("271828" in one)
        assertTrue(Pin.fits("271828", one) && Pin.fits("271828", other))
        for (wrong in listOf("271829", "", "2718280", "271828 ")) assertFalse(wrong, Pin.fits(wrong, one))
        assertFalse(Pin.fits("271828", "damaged"))
        assertTrue(Pin.kept("271828").substringBefore(' ').toInt() >= 300_000)
        assertTrue(Pin.isLongEnough("000000"))
        for (short in listOf("12345", "12345a", "１２３４５６")) assertFalse(short, Pin.isLongEnough(short))
    }

    @Test
    fun after_five_wrong_pins_one_waits_ever_longer() {
        var tries = Tries()
        repeat(4) { tries = tries.wrong("boot-1", 1_000) }
        assertEquals(0, tries.wait("boot-1", 1_000))
        tries = tries.wrong("boot-1", 1_000)
        assertEquals(30_000, tries.wait("boot-1", 1_000))
        assertEquals(1, tries.wait("boot-1", 30_999))
        assertEquals(0, tries.wait("boot-1", 31_000))
        tries = tries.wrong("boot-1", 40_000)
        assertEquals(60_000, tries.wait("boot-1", 40_000))
        // Neither another boot nor the end of the process shortens it.
        assertEquals(50_000, Tries.of(tries.toString()).wait("boot-2", 10_000))
        repeat(60) { tries = tries.wrong("boot-1", 40_000) }
        assertTrue(tries.wait("boot-1", 40_000) in 1..200_000_000)
        assertEquals(Tries(), Tries.of("damaged"))
    }

    @Test
    fun two_different_groups_of_the_code_are_asked_back() {
        val code = CodeGroups("AB0D-EF1H-JKMN-PQRS-TVWX-YZ23-4567")
        assertEquals(7, code.groups.size)
        for (first in 0 until 7) for (second in 0 until 6) {
            val (a, b) = code.draw(listOf(first, second).iterator().let { draws -> { _ -> draws.next() } })
            assertTrue(a < b && b < 7)
        }
        assertTrue(code.isGroup(0, " abod "))
        assertTrue(code.isGroup(1, "EFlH"))
        for (wrong in listOf("", "EF1H", "AB0", "AB0DE")) assertFalse(wrong, code.isGroup(0, wrong))
    }

    @Test
    fun the_start_goes_on_where_it_was_left() {
        assertEquals(First.START, First.screen(hasVault = false, isCodeWritten = false, isDone = false))
        assertEquals(First.CODE, First.screen(hasVault = true, isCodeWritten = false, isDone = false))
        assertEquals(First.PERMISSION, First.screen(hasVault = true, isCodeWritten = true, isDone = false))
        assertNull(First.screen(hasVault = true, isCodeWritten = true, isDone = true))
    }

    @Test
    fun only_harmony_5_and_later_is_not_supported() {
        for (display in listOf("HarmonyOS 5.0.0.71", "ABR-AL60 harmonyos6.1")) assertTrue(display, First.isHarmony(display))
        for (display in listOf("HarmonyOS 4.2.0", "NOH-AN00 4.0.0.116", "", "UP1A.231005.007")) assertFalse(display, First.isHarmony(display))
    }

    @Test
    fun each_level_is_asked_for_what_it_has_and_nothing_twice() {
        for (level in listOf(26, 29, 30, 33, 34, 35)) {
            val walked = generateSequence(Grant.first) { it.next(level) }.toList()
            assertEquals(Grant.of(level), walked)
        }
        assertFalse(Grant.SCREENING in Grant.of(28))
        assertFalse(Grant.NOTIFY in Grant.of(32))
        val asked = Grant.entries.flatMap { it.permissions }
        assertEquals(asked.distinct(), asked)
    }

    @Test
    fun the_way_round_a_greyed_switch_is_shown_where_it_is_needed_only() {
        assertTrue(Grant.LISTENER.isRestricted(33, isSideloaded = true, wasAsked = true, isGranted = false))
        assertFalse(Grant.LISTENER.isRestricted(32, isSideloaded = true, wasAsked = true, isGranted = false))
        assertFalse(Grant.LISTENER.isRestricted(34, isSideloaded = false, wasAsked = true, isGranted = false))
        assertFalse(Grant.LISTENER.isRestricted(34, isSideloaded = true, wasAsked = false, isGranted = false))
        assertFalse(Grant.LISTENER.isRestricted(34, isSideloaded = true, wasAsked = true, isGranted = true))
        assertTrue(Grant.RECEIVE_SMS.isRestricted(35, isSideloaded = true, wasAsked = true, isGranted = false))
        assertFalse(Grant.RECEIVE_SMS.isRestricted(34, isSideloaded = true, wasAsked = true, isGranted = false))
        assertFalse(Grant.PHONE_STATE.isRestricted(36, isSideloaded = true, wasAsked = true, isGranted = false))
    }

    @Test
    fun every_maker_has_four_cards_that_nobody_confirmed_yet() {
        val cards = SetupCards(File(main, "res/raw/setup.json").readText())
        for (maker in listOf("Xiaomi", "Redmi", "HUAWEI", "HONOR", "OPPO", "OnePlus", "realme", "vivo", "samsung", "Fairphone", "")) {
            assertEquals(maker, listOf("battery", "autostart", "service_texts", "interceptor"), cards.of(maker).map { it.id })
        }
        assertEquals("xiaomi", cards.vendorOf("POCO"))
        assertEquals("other", cards.vendorOf("Fairphone"))
        assertTrue(cards.all.none { it.isConfirmed })
        assertEquals(cards.all.map { it.key }.distinct(), cards.all.map { it.key })
    }

    @Test
    fun a_trial_ends_when_all_saw_it_or_the_time_is_up() {
        val (yes, no) = TrialSeen(Way.SMS_BROADCAST, true) to TrialSeen(Way.SMS_STORE, false)
        assertTrue(TestRun.isOver(listOf(yes), 0, 1))
        assertFalse(TestRun.isOver(listOf(yes, no), 0, 1))
        assertTrue(TestRun.isOver(listOf(yes, no), 0, TestRun.LONGEST))
        assertTrue(TestRun.isServiceBlind(listOf(yes, no), listOf(no)))
        assertFalse(TestRun.isServiceBlind(listOf(yes), listOf(yes)))
        assertFalse(TestRun.isServiceBlind(null, listOf(no)))
        assertEquals(Trial.entries.toSet(), TestRun.trials.toSet())
    }

    @Test
    fun what_decides_knows_nothing_of_android() {
        val source = File(main, "kotlin/dunlog/app")
        val plain = File(source, "model").listFiles()!!.toList() +
            listOf("start/First.kt", "start/Grant.kt", "start/SetupCards.kt", "start/TestRun.kt", "safety/Pin.kt", "event/EventFacts.kt").map { File(source, it) }
        assertTrue(plain.size > 12)
        for (file in plain) assertFalse(file.name, Regex("^import (android|dunlog\\.app\\.(frame|widget))\\.", RegexOption.MULTILINE).containsMatchIn(file.readText()))
    }
}
