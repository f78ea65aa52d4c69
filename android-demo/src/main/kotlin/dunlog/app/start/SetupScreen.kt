package dunlog.app.start

import android.content.Intent
import android.net.Uri
import android.os.Build
import android.provider.Settings
import android.view.View
import android.widget.ScrollView
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.frame.Screen
import dunlog.app.model.Clock
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.widget.Tone

/** What to set on phones of this maker, each card marked as unconfirmed until the person tried it. */
class SetupScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(R.string.setup_title)
    override val hasTabs: Boolean get() = false

    private val page = Page(frame, entry)

    override fun create(): View {
        Look.pad(page.column, Look.EDGE, Look.EDGE)
        build()
        return ScrollView(frame.activity).apply {
            isFillViewport = true
            addView(page.column)
        }
    }

    private fun build() = with(page) {
        clear()
        val cards = SetupCards(frame.activity.resources.openRawResource(R.raw.setup).bufferedReader().use { it.readText() })
        text(R.string.setup_body)
        note(Words.of(R.string.setup_your_phone, Words.keyed("setup_vendor_${cards.vendorOf(Build.MANUFACTURER.orEmpty())}")))
        for (card in cards.of(Build.MANUFACTURER.orEmpty())) card { show(card) }
        button(R.string.selftest_title) { frame.replace(First.SELF_TEST) }
        choice(R.string.start_to_timeline) { frame.uncover() }
    }

    private fun Page.show(card: SetupCard) {
        heading(card.title)
        text(card.steps)
        val outcome = frame.app.settings.word(card.key)
        when {
            outcome == null -> if (!card.isConfirmed) note(R.string.setup_unconfirmed)
            outcome.isEmpty() -> notice(R.string.setup_not_found, Tone.REVIEW)
            else -> notice(Words.of(R.string.setup_tried, outcome), Tone.GOOD)
        }
        choice(R.string.setup_open_settings) { if (!frame.go(intent(card.action))) frame.go(Intent(Settings.ACTION_SETTINGS)) }
        choice(R.string.setup_did_it) { note(card, Clock.dateOf(frame.app.now()).toString()) }
        choice(R.string.setup_not_found) { note(card, "") }
    }

    private fun note(card: SetupCard, outcome: String) {
        frame.app.settings.keep(card.key, outcome)
        build()
    }

    private fun intent(action: String) = Intent(action).apply {
        if (action == Settings.ACTION_APPLICATION_DETAILS_SETTINGS) data = Uri.fromParts("package", frame.activity.packageName, null)
    }
}
