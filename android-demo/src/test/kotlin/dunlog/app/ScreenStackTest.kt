package dunlog.app

import dunlog.app.model.Address
import dunlog.app.model.ScreenStack
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class ScreenStackTest {
    private val roots = listOf(Address("timeline"), Address("add"), Address("case"))

    @Test
    fun a_tab_keeps_its_screens_and_what_was_typed() {
        val stack = ScreenStack(roots)
        stack.select(1)
        stack.open(Address("police")).typed["station"] = "某某派出所"
        stack.select(2)
        stack.select(1)
        assertEquals("某某派出所", stack.top.typed["station"])
        stack.select(1)
        assertEquals("add", stack.top.address.screen)
    }

    @Test
    fun what_is_saved_is_restored_whole() {
        val stack = ScreenStack(roots)
        stack.select(2)
        stack.open(Address("role", "+8613900000001")).typed += mapOf("name" to "甲\n乙", "" to "", "empty" to "")
        stack.top.scroll = 77
        stack.cover(Address("lock"))
        val again = ScreenStack(roots).restored(stack.saved())
        assertEquals("lock", again.top.address.screen)
        again.uncover()
        assertEquals(Address("role", "+8613900000001"), again.top.address)
        assertEquals(mapOf("name" to "甲\n乙", "" to "", "empty" to ""), again.top.typed.toMap())
        assertEquals(77, again.top.scroll)
        assertEquals(2, again.tab)
    }

    @Test
    fun a_cut_or_foreign_state_still_gives_every_tab_its_root() {
        val saved = ScreenStack(roots).apply { open(Address("event", "x")) }.saved()
        for (length in 0..saved.size) {
            val again = ScreenStack(roots).restored(saved.take(length))
            for (tab in roots.indices) {
                again.uncover()
                if (again.tab != tab) again.select(tab)
                while (again.tab == tab && again.top.address != roots[tab]) assertTrue(again.back())
                assertEquals(roots[tab], again.top.address)
            }
        }
        assertEquals("timeline", ScreenStack(roots).restored(listOf("7", "many")).top.address.screen)
    }

    @Test
    fun back_leads_to_the_first_tab_and_then_out() {
        val stack = ScreenStack(roots)
        stack.select(1)
        stack.open(Address("police"))
        assertTrue(stack.back())
        assertEquals("add", stack.top.address.screen)
        assertTrue(stack.back())
        assertEquals("timeline", stack.top.address.screen)
        assertFalse(stack.back())
    }
}
