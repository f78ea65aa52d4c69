package dunlog.app.frame

import android.view.View
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Page

/** A tab whose screen is not plugged in yet: its name and nothing else. */
class ComingScreen(frame: Frame, entry: Entry) : Screen(frame, entry) {
    override val title: Words get() = Words.of(Tab.entries.first { it.screen == entry.address.screen }.title)

    override fun create(): View = Page.scrolled(frame, entry) { heading(title) }
}
