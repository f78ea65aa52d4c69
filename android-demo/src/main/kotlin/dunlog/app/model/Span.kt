package dunlog.app.model

import dunlog.Finding
import dunlog.Level
import dunlog.Listed

/** A piece of the words of an event: meant by a rule, or not. */
data class Piece(val text: String, val isMarked: Boolean)

/** The words of an event, cut where findings begin and end (docs/app.md, 2.7). */
object Pieces {
    /** The pieces of a body, each made visible; spans are bytes of UTF-8, half-open. */
    fun of(event: Listed, findings: List<Finding>): List<Piece> {
        val body = event.records[0].body ?: return emptyList()
        val own = event.records.associateBy { it.leaf }
        val spans = findings.filter { it.level != Level.CONTEXT && it.span != null && own[it.records.firstOrNull()]?.body == body }
            .map { it.span!!.start.toLong() to it.span!!.end.toLong() }
        return cut(body, spans).map { Piece(Unseen.visible(it.text, breaks = true), it.isMarked) }
    }

    /** The words that a finding means; none where it means no words of this event. */
    fun meant(event: Listed, finding: Finding): String? {
        val body = event.records.firstOrNull { it.leaf == finding.records.firstOrNull() }?.body ?: return null
        val span = finding.span ?: return null
        return cut(body, listOf(span.start.toLong() to span.end.toLong())).firstOrNull { it.isMarked }?.text
    }

    /** Cuts a text at byte offsets; overlapping and touching spans are one, and one that fits no letter is widened to it. */
    fun cut(text: String, spans: List<Pair<Long, Long>>): List<Piece> {
        val joined = ArrayList<Pair<Long, Long>>()
        for ((start, end) in spans.filter { it.first < it.second }.sortedBy { it.first }) {
            val last = joined.lastOrNull()
            if (last != null && start <= last.second) joined[joined.lastIndex] = last.first to maxOf(last.second, end)
            else joined += start to end
        }
        val pieces = ArrayList<Piece>()
        var at = 0
        for ((start, end) in joined) {
            val (from, to) = index(text, start, isEnd = false) to index(text, end, isEnd = true)
            if (from >= to || from < at) continue
            if (from > at) pieces += Piece(text.substring(at, from), false)
            pieces += Piece(text.substring(from, to), true)
            at = to
        }
        if (at < text.length) pieces += Piece(text.substring(at), false)
        return pieces
    }

    private fun index(text: String, offset: Long, isEnd: Boolean): Int {
        var bytes = 0L
        var at = 0
        while (at < text.length && bytes < offset) {
            val point = text.codePointAt(at)
            val size = if (point < 0x80) 1 else if (point < 0x800) 2 else if (point < 0x10000) 3 else 4
            if (bytes + size > offset && !isEnd) return at
            bytes += size
            at += Character.charCount(point)
        }
        return at
    }
}
