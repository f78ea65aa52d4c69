package dunlog

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.experimental.categories.Category
import org.junit.rules.TemporaryFolder
import java.io.File

/** Bundles between the phone and the command line, both ways. */
@Category(OnJvm::class)
class ForeignBundleTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun what_the_command_line_made_is_verified_here() {
        val ended = Cli.run("demo", folder = folder.root)
        assertEquals(ended.err, 0, ended.code)
        val made = File(folder.root, "dunlog-demo")
        val key = File(made, "key.txt").readText()
        val audit = verifyBundle(File(made, "evidence.zip").path, Policy(listOf(key), emptyList()))
        assertTrue("${audit.issues}", audit.passes)
        assertEquals(listOf("intact", "trusted"), verdictWords(audit.verdicts).take(2))
        val altered = verifyBundle(File(made, "altered.zip").path, Policy(listOf(key), emptyList()))
        assertEquals("damaged", verdictWords(altered.verdicts).first())
        val told = Cli.verify(File(made, "altered.zip"), "--trust", File(made, "key.txt").path).getJSONArray("issues")
        assertEquals((0 until told.length()).map { told.getJSONObject(it).getString("code") }, altered.issues.map { it.code })
    }

    @Test
    fun what_was_made_here_the_command_line_verifies() {
        val vault = createVault(File(folder.root, "vault").path, FakeKeystore(), FakeClocks.START).vault
        val spool = vault.openSpool(File(folder.root, "spool").path)
        val clock = PhoneClock(FakeClocks.START, 5_000, "boot-1", 480, "Asia/Shanghai")
        spool.push(Entry(clock, Arrival.Sms(PduFormat.GSM, listOf(Pdus.chinese("106900001234", "请还款")), Sim(0U, null, null))))
        vault.ingest(spool, "CN", FakeClocks.START)
        val audit = Bundles.audit(vault, File(folder.root, "b.zip"))
        val verdicts = audit.getJSONObject("verdicts")
        assertEquals(listOf("intact", "trusted"), listOf("integrity", "signer").map(verdicts::getString))
        assertEquals(2, audit.getInt("shown"))
        assertEquals(0, audit.getJSONArray("issues").length())
    }
}
