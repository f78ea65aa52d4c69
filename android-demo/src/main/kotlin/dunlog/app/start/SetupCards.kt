package dunlog.app.start

import dunlog.app.model.Words
import org.json.JSONArray

/** A thing to set on a maker's phones. Its words are the catalogue's; `isConfirmed` only once it was tried on such a phone. */
data class SetupCard(val vendor: String, val id: String, val action: String, val isConfirmed: Boolean) {
    /** What it is about. */
    val title: Words get() = Words.keyed("setup_card_$id")

    /** What to do. */
    val steps: Words get() = Words.keyed("setup_${vendor}_$id")

    /** The setting under which it is noted what came of it. */
    val key: String get() = "setup.$vendor.$id"
}

/** The cards of `res/raw/setup.json`. */
class SetupCards(json: String) {
    private class Vendor(val name: String, val makers: List<String>, val cards: List<SetupCard>)

    private val vendors: List<Vendor> = JSONArray(json).let { all ->
        (0 until all.length()).map(all::getJSONObject).map { vendor ->
            val name = vendor.getString("vendor")
            val (makers, cards) = vendor.getJSONArray("makers") to vendor.getJSONArray("cards")
            Vendor(
                name, (0 until makers.length()).map(makers::getString),
                (0 until cards.length()).map(cards::getJSONObject).map { SetupCard(name, it.getString("id"), it.getString("action"), it.getBoolean("confirmed")) },
            )
        }
    }

    /** The vendor of a maker's name as the system gives it. */
    fun vendorOf(maker: String): String = vendors.firstOrNull { maker.lowercase() in it.makers }?.name ?: vendors.last().name

    /** The cards for a maker. */
    fun of(maker: String): List<SetupCard> = vendors.first { it.name == vendorOf(maker) }.cards

    /** Every card. */
    val all: List<SetupCard> get() = vendors.flatMap { it.cards }
}
