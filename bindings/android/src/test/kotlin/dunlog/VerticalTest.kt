package dunlog

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** From one broadcast to a bundle that the command line verifies. */
@RunWith(RobolectricTestRunner::class)
class VerticalTest {
    @get:Rule
    val phone = TestPhone()

    @Test
    fun a_text_is_captured_listed_and_verified() {
        phone.text(Pdus.chinese("106900001234", "【某某消金】您的借款已逾期，请今日内还款。"))
        val listed = phone.events().single()
        val record = listed.records.single()
        assertEquals("【某某消金】您的借款已逾期，请今日内还款。", record.body)
        assertEquals(Source.CAPTURED, record.fact.source)
        assertEquals("106900001234", record.party?.name?.number)
        assertEquals(0L, record.fact.slot)
        assertEquals(phone.clocks.wall, record.fact.seen?.wall)
        assertEquals(1_796_020_200_000L, record.fact.network)
        val audit = Bundles.audit(phone.vault, phone.folder("bundle.zip"))
        assertEquals("intact", audit.getJSONObject("verdicts").getString("integrity"))
        assertEquals("trusted", audit.getJSONObject("verdicts").getString("signer"))
        assertTrue(audit.toString(), audit.getJSONArray("issues").length() == 0)
    }
}
