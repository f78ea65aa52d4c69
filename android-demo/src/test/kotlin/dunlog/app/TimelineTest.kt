package dunlog.app

import dunlog.Channel
import dunlog.Direction
import dunlog.Fact
import dunlog.Kind
import dunlog.Level
import dunlog.Listed
import dunlog.Named
import dunlog.Offset
import dunlog.OffsetFrom
import dunlog.Party
import dunlog.Place
import dunlog.Record
import dunlog.Source
import dunlog.app.model.Filter
import dunlog.app.model.Known
import dunlog.app.model.Pieces
import dunlog.app.model.Row
import dunlog.app.model.Unseen
import dunlog.app.model.Window
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** What the timeline decides, without a phone. */
class TimelineTest {
    /** `count` texts, one every `every` milliseconds back from [NOW]; made as they are asked for, and counted. */
    private class Texts(val count: Int, val every: Long) : dunlog.app.model.Source {
        var made = 0L
        var mostAtOnce = 0

        override fun newest(before: Place?, count: Int): List<Listed> {
            mostAtOnce = maxOf(mostAtOnce, count)
            // The n-th text stands at NOW - n * every, with a place in the log that falls with n.
            val first = if (before == null) 0 else (maxOf(0, (NOW - before.time + every - 1) / every)).toInt().let { n ->
                if (NOW - n * every == before.time && (this.count - n).toULong() >= before.index) n + 1 else n
            }
            return (first until minOf(this.count, first + count)).map { text(it) }.also { made += it.size }
        }

        fun text(n: Int): Listed {
            val time = NOW - n * every
            val index = (count - n).toULong()
            return Listed(Place(time, index), listOf(record("%064d".format(n), index, time, "+8613900%06d".format(n % 50), "text $n")), false)
        }
    }

    @Test
    fun a_hundred_thousand_events_scroll_and_few_are_held() {
        val texts = Texts(100_000, 7 * 60_000L)
        val window = Window(texts, Known.NOTHING, NOW)
        val seen = LinkedHashSet<String>()
        var most = 0
        var largestStep = 0L
        while (!window.isAtEnd) {
            val before = texts.made
            window.older()
            largestStep = maxOf(largestStep, texts.made - before)
            most = maxOf(most, window.size)
            for (row in window.rows()) if (row is Row.Event) seen += row.line.leaf
        }
        // All were seen; days in their order, a day's numbers in groups.
        assertEquals(100_000, seen.size)
        assertTrue(seen.map { day(it) }.zipWithNext().all { (one, next) -> one <= next })
        // A day has 206 events, in groups of 50 numbers: what is held is some days, never the whole.
        assertTrue("$most rows were held", most <= Window.MOST + 3 * 206)
        assertTrue("a step read $largestStep", largestStep <= 1_000)
        assertTrue(texts.mostAtOnce <= 64)
        // And back to the newest, again with few held.
        most = 0
        while (window.hasNewer) {
            window.newer()
            most = maxOf(most, window.size)
        }
        assertTrue("$most rows were held", most <= Window.MOST + 3 * 206)
        assertEquals("%064d".format(0), (window.rows().first { it is Row.Event } as Row.Event).line.leaf)
    }

    /** How many days back: the texts begin 30 minutes before midnight. */
    private fun day(leaf: String) = (30 + leaf.toLong() * 7 - 1) / (24 * 60)

    @Test
    fun rows_that_were_let_go_come_back_the_same() {
        val texts = Texts(5_000, 30 * 60_000L)
        val window = Window(texts, Known.NOTHING, NOW, most = 120)
        window.older()
        val top = window.rows().take(40)
        repeat(20) { window.older() }
        assertTrue(top[0] !in window.rows())
        while (window.hasNewer) window.newer()
        assertEquals(top, window.rows().take(40))
    }

    @Test
    fun the_first_day_costs_the_same_in_a_long_log_as_in_a_short_one() {
        val (short, long) = Texts(1_000, 30 * 60_000L) to Texts(100_000, 30 * 60_000L)
        for (texts in listOf(short, long)) Window(texts, Known.NOTHING, NOW).older()
        assertEquals(short.made, long.made)
    }

    @Test
    fun a_search_stops_where_it_is_told_to_and_goes_on_from_there() {
        val texts = Texts(20_000, 30 * 60_000L)
        val window = Window(texts, Known.NOTHING, NOW, Filter(search = "text 19876"))
        var asked = 0
        window.older { ++asked < 5 }
        assertTrue(window.rows().isEmpty())
        assertFalse(window.isAtEnd)
        while (!window.isAtEnd) window.older()
        assertEquals(listOf("%064d".format(19_876)), window.rows().filterIsInstance<Row.Event>().map { it.line.leaf })
    }

    @Test
    fun the_search_finds_numbers_as_people_write_them() {
        val event = Texts(1, 1).text(0)
        for (search in listOf("139 0000 0000", "139-0000", "+86139", "TEXT", " text 0 ")) assertTrue(search, Filter(search = search).takes(event, Known.NOTHING))
        for (search in listOf("1391", "texts", "一")) assertFalse(search, Filter(search = search).takes(event, Known.NOTHING))
        assertTrue(Filter(Filter.Kind.MESSAGES).takes(event, Known.NOTHING))
        assertFalse(Filter(Filter.Kind.CALLS).takes(event, Known.NOTHING))
        assertFalse(Filter(Filter.Kind.FLAGGED).takes(event, Known.NOTHING))
    }

    @Test
    fun spans_are_bytes_and_pieces_are_letters() {
        val text = "再不还钱，就弄死你😀儿子！"
        val start = "再不还钱，就".toByteArray().size.toLong()
        val end = start + "弄死你😀".toByteArray().size
        assertEquals(listOf("再不还钱，就" to false, "弄死你😀" to true, "儿子！" to false), Pieces.cut(text, listOf(start to end)).map { it.text to it.isMarked })
        // Touching and overlapping ones are one; one inside of a letter takes the letter.
        assertEquals(listOf("再不还" to true, "钱，就弄死你😀儿子！" to false), Pieces.cut(text, listOf(0L to 3L, 3L to 6L, 5L to 8L)).map { it.text to it.isMarked })
        assertEquals(listOf(text to false), Pieces.cut(text, listOf(4L to 4L, 900L to 999L)).map { it.text to it.isMarked })
        assertEquals(text, Pieces.cut(text, listOf(1L to 20L, 2L to 30L, 31L to 900L)).joinToString("") { it.text })
    }

    @Test
    fun what_cannot_be_seen_is_written_out() {
        assertEquals("a⟨U+202E⟩b⟨U+200B⟩", Unseen.visible("a\u202eb\u200b"))
        assertEquals("⟨U+000A⟩", Unseen.visible("\n"))
        assertEquals("\n", Unseen.visible("\n", breaks = true))
        assertEquals("⟨U+E0041⟩", Unseen.visible(String(Character.toChars(0xE0041))))
        assertEquals("a" + "\u0301".repeat(4) + "⟨U+0301⟩", Unseen.visible("a" + "\u0301".repeat(5)))
        assertEquals("⟨U+D800⟩", Unseen.visible("\ud800"))
        assertEquals("还款😀", Unseen.visible("还款😀"))
    }

    @Test
    fun levels_rise_in_the_order_of_the_core() {
        // Sorting by level rests on it.
        assertEquals(listOf(Level.CONTEXT, Level.UNDECIDED, Level.BORDERLINE, Level.REVIEW, Level.SIGN), Level.entries)
    }

    companion object {
        /** 2026-11-30, 23:30 in Beijing. */
        const val NOW = 1_796_052_600_000L

        /** A text that came in. */
        fun record(leaf: String, index: ULong, time: Long, number: String, body: String) = Record(
            index, leaf, time, time,
            Fact(
                kind = Kind.EVENT, source = Source.CAPTURED, offset = Offset(480, null, OffsetFrom.PHONE), seen = null, network = time, local = null,
                channel = Channel.SMS, direction = Direction.IN, outcome = null, duration = null, service = null, slot = null, feed = null,
                evidence = null, purpose = null, kept = null, attachments = emptyList(), bodyAttached = null, targets = emptyList(), relation = null,
                case = null, role = null, from = null, to = null, reason = null, delta = null, origin = null, key = null, signature = null,
                head = null, admits = null, repaired = emptyList(),
            ),
            party = Party(Named(number, number), emptyList()), own = null, contact = null, subject = null, body = body, detail = null,
            names = emptyList(), location = null, pdu = null, serviceCentre = null, sourceRow = null, line = null, withheld = emptyList(),
        )
    }
}
