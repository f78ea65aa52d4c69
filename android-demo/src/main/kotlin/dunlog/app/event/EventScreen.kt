package dunlog.app.event

import android.graphics.Typeface
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.BackgroundColorSpan
import android.text.style.StyleSpan
import android.text.style.UnderlineSpan
import android.view.View
import android.widget.ScrollView
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.frame.text
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.timeline.Flags
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** One event: its exact words, why it is flagged and why that may be innocent, how it was seen, and where it stands in the log. */
class EventScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.event_title)

    private val context = frame.activity
    private val page = Page(frame, entry)
    private val players = ArrayList<PlayerView>()

    override fun create(): View {
        Look.pad(page.column, Look.EDGE, Look.EDGE)
        page.note(R.string.app_loading)
        return ScrollView(context).apply {
            isFillViewport = true
            addView(page.column)
        }
    }

    override fun shown() = load()

    private fun load() = frame.work({
        val vault = frame.vault()
        val event = vault.event(entry.address.about) ?: throw dunlog.VaultException.BadInput("misuse")
        frame.app.pack.let { EventFacts(event, frame.app.knowledge.of(vault), it) }
    }) { facts ->
        page.clear()
        build(facts)
        (page.column.parent as? ScrollView)?.let { it.post { it.scrollTo(0, entry.scroll) } }
    }

    override fun hidden() = players.forEach(PlayerView::close)

    private fun build(of: EventFacts) = with(page) {
        heading(of.what)
        text(of.time)
        text(of.party)
        words(of)
        players.clear()
        files(of)
        flags(of)
        heading(Words.of(R.string.event_sightings, of.sightings.size))
        for (sighting in of.sightings) card { text(sighting) }
        if (of.isLate) note(R.string.event_late)
        note(of.sightingsSay)
        heading(R.string.event_facts)
        for (fact in of.facts) if (fact.value == Words.exact("")) note(fact.name) else fact(fact.name, fact.value)
        text(of.place)
        fact(Words.of(R.string.event_id), Words.exact(of.id.chunked(8).joinToString(" ")))
        for (action in EventActions.of(of.event, frame.app.knowledge.last)) choice(action.name) { action.act(frame) }
        erase(of)
    }

    private fun Page.words(of: EventFacts) {
        heading(R.string.event_words)
        if (of.isLong) return note(R.string.event_words_long).let {}
        if (of.isWithheld) return note(R.string.line_words_withheld).let {}
        if (of.pieces.isEmpty()) return note(R.string.line_no_words).let {}
        card {
            val marked = SpannableStringBuilder()
            val spoken = StringBuilder()
            for (piece in of.pieces) {
                val from = marked.length
                marked.append(piece.text)
                spoken.append(if (piece.isMarked) " " + context.getString(R.string.event_span, piece.text) + " " else piece.text)
                if (!piece.isMarked) continue
                for (look in listOf(BackgroundColorSpan(context.getColor(R.color.marked)), UnderlineSpan(), StyleSpan(Typeface.BOLD))) {
                    marked.setSpan(look, from, marked.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)
                }
            }
            val view = text(Words.exact(""))
            view.text = marked
            view.setTextIsSelectable(false)
            if (of.pieces.any { it.isMarked }) view.contentDescription = spoken
        }
        if (of.pieces.any { it.isMarked }) note(R.string.event_words_marked)
    }

    private fun Page.files(of: EventFacts) {
        if (of.files.isEmpty()) return
        heading(R.string.event_files)
        for (file in of.files) card {
            text(Words.joined(listOfNotNull(file.name?.let { Words.foreign(it) }, Words.exact(file.mediaType))))
            note(Words.of(R.string.event_file_size, file.size.toString()))
            if (file.isSound) players += add(PlayerView(frame, file.sha256))
        }
    }

    private fun Page.flags(of: EventFacts) {
        heading(R.string.event_flags)
        if (of.explained.isEmpty()) return note(R.string.event_no_flags).let {}
        note(R.string.event_flag_hint)
        for (flag in of.explained) card {
            add(Flags.view(context, flag.level, Words.of(R.string.line_flag, dunlog.app.model.Said.level(flag.level), flag.title)))
            note(flag.means)
            flag.words?.let { text(Words.of(R.string.event_span, Words.foreign(it))) }
            if (flag.others > 0) text(Words.counted(R.plurals.event_together, flag.others))
            list(R.string.event_innocent, flag.innocent)
            list(R.string.event_remarks, flag.remarks)
            if (flag.grounds.isEmpty()) return@card
            // Laws are long: they open on a touch, so that the way to the end of the page stays short.
            val key = "$GROUNDS${flag.rule}"
            if (entry.typed[key] == "1") list(R.string.event_grounds, flag.grounds)
            else choice(R.string.event_grounds) {
                entry.typed[key] = "1"
                load()
            }
        }
    }

    private fun Page.list(name: Int, items: List<Words>) {
        if (items.isEmpty()) return
        text(Words.of(name), bold = true)
        for (item in items) text(Words.joined(listOf(Words.exact("•"), item), " "))
    }

    /** Asks twice: once by the button, once under the warning. */
    private fun Page.erase(of: EventFacts) {
        if (entry.typed[ERASING] != "1") {
            choice(R.string.event_erase) {
                entry.typed[ERASING] = "1"
                load()
            }
            return
        }
        notice(R.string.event_erase_warning, Tone.SIGN)
        choice(R.string.app_cancel) {
            entry.typed.remove(ERASING)
            load()
        }
        choice(R.string.event_erase_do) {
            frame.work({ frame.vault().redact(of.id, "owner", frame.app.now()) }) {
                frame.back()
                frame.say(Words.of(R.string.event_erased))
            }
        }
    }

    private companion object {
        const val ERASING = "erasing"
        const val GROUNDS = "grounds."
    }
}
