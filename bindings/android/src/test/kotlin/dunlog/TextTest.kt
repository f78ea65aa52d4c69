package dunlog

import org.json.JSONArray
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Rule
import org.junit.Test
import org.junit.experimental.categories.Category
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import java.io.File

/** Texts as they come off the air. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34, 26])
@Category(OnOldest::class)
class TextTest {
    @get:Rule
    val phone = TestPhone()

    private fun bodies() = phone.records(Kind.EVENT).map { it.body }

    private val long = listOf("【某某催收】张三先生，您尾号一二三四的借款已严重逾期，", "我司已多次联系您未果，现正式通知：", "请于今日十八时前还清全部欠款，否则后果自负。")

    @Test
    fun two_and_three_parts_are_one_text() {
        val two = Pdus.parts("106900005678", long.take(2), 7)
        phone.text(two[0], two[1])
        val three = Pdus.parts("106900005678", long, 8)
        phone.text(three[0], three[1], three[2])
        assertEquals(listOf(long.take(2).joinToString(""), long.joinToString("")), bodies())
    }

    @Test
    fun parts_in_several_broadcasts_and_out_of_order_are_one_text() {
        val parts = Pdus.parts("106900005678", long, 9)
        phone.text(parts[2])
        phone.clocks.pass(400)
        phone.text(parts[0])
        phone.kill()
        phone.clocks.pass(400)
        phone.text(parts[1])
        assertEquals(listOf(long.joinToString("")), bodies())
    }

    @Test
    fun a_missing_part_is_told_and_the_rest_kept() {
        val parts = Pdus.parts("106900005678", long, 10)
        phone.text(parts[0], parts[2])
        phone.clocks.pass(3 * DAY)
        phone.look(Waking.JOB)
        val record = phone.records(Kind.EVENT).single()
        assertTrue(record.body, long[0] in record.body!! && long[2] in record.body)
        val told = org.json.JSONObject(record.detail!!).getJSONObject("parts")
        assertEquals("[2]", told.getJSONArray("missing").toString())
    }

    @Test
    fun hostile_senders_and_texts_are_kept_as_they_are() {
        val texts = listOf("<script>alert(1)</script>", "=HYPERLINK(\"http://a.example\")", "\u202E还款\u202C\u200B", "点击 http://a.example/x")
        for (text in texts) phone.text(Pdus.chinese("COLLECTION1", text))
        assertEquals(texts, bodies())
        assertTrue(phone.records(Kind.EVENT).all { it.party?.name?.shown == "COLLECTION1" })
    }

    @Test
    fun messages_cut_short_or_with_impossible_lengths_are_no_crash_and_no_loss() {
        val good = Pdus.chinese("+8613900000006", "还款")
        for (length in 1 until good.size step 3) phone.text(good.copyOf(length))
        phone.text(ByteArray(200) { 0xff.toByte() })
        phone.text(good)
        val records = phone.records(Kind.EVENT)
        assertEquals("还款", records.last().body)
        // Whatever was broken is a record too, with its raw bytes.
        assertTrue("${records.size}", records.size > good.size / 3)
        assertTrue(records.all { it.pdu != null })
    }

    @Test
    fun published_messages_are_read() {
        val file = File("../../../shared/fixtures/sms-pdu/pmarti-python-messaging/gsm-deliver-vectors.json").let { if (it.exists()) it else File("/nonexistent") }
        assumeTrue("no published messages beside the project", file.exists())
        val vectors = JSONArray(file.readText())
        for (at in 0 until vectors.length()) {
            val vector = vectors.getJSONObject(at)
            val before = phone.vault.head().size
            val raw = vector.optJSONArray("pdus")?.let { list -> (0 until list.length()).map(list::getString) } ?: listOf(vector.getString("pdu"))
            phone.text(*raw.map(Pdus::hex).toTypedArray())
            val isReport = vector.optString("kind") == "status report"
            assertEquals(vector.toString(), if (isReport) before else before + 1UL, phone.vault.head().size)
            val texts = vector.optJSONArray("texts")?.let { list -> (0 until list.length()).joinToString("", transform = list::getString) }
            val text = texts ?: if (vector.has("text")) vector.getString("text") else continue
            val record = phone.vault.record(before)
            assertEquals(text, record.body)
            if (vector.has("from")) assertEquals(vector.getString("from"), record.party?.name?.shown)
        }
    }
}
