package dunlog

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.experimental.categories.Category
import org.junit.rules.TemporaryFolder
import java.io.File
import kotlin.concurrent.thread

/** The generated binding on the JVM alone: every call, and what a keystore may do to it. */
@Category(OnJvm::class)
class ApiTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val now = FakeClocks.START
    private val keystore = FakeKeystore()
    private val clock = PhoneClock(now, 1_000, "boot-1", 480, "Asia/Shanghai")

    private fun create(): Created = createVault(File(folder.root, "vault").path, keystore, now)

    private fun text(body: String, from: String = "106900001234") =
        Entry(clock, Arrival.Sms(PduFormat.GSM, listOf(Pdus.chinese(from, body)), Sim(0U, null, null)))

    private fun taken(vararg bodies: String): Pair<Vault, Spool> {
        val vault = create().vault
        val spool = vault.openSpool(File(folder.root, "spool").path)
        bodies.forEach { spool.push(text(it)) }
        assertEquals(bodies.size.toULong(), vault.ingest(spool, "CN", now).appended)
        return vault to spool
    }

    @Test
    fun pages_counts_and_single_records() {
        val (vault, _) = taken("一", "二", "三")
        val page = vault.newest(null, null, 2U)
        assertEquals(2, page.size)
        assertEquals(1, vault.newest(null, page.last().place, 2U).size)
        val leaf = page.first().records.single().leaf
        assertEquals(leaf, vault.find(leaf)!!.leaf)
        assertEquals(leaf, vault.event(leaf)!!.records.single().leaf)
        assertNull(vault.find("0".repeat(64)))
        val day = Math.floorDiv(now, DAY)
        assertEquals(3, vault.eventsOf(day, null).size)
        assertEquals(3UL, vault.counts(day, day + 1, null).single().count)
        assertEquals(3UL, vault.countsByChannel()[Channel.SMS])
        assertEquals(3, vault.newest(party("106900001234", "CN"), null, 9U).size)
        assertThrows(VaultException.BadInput::class.java) { vault.record(99UL) }
    }

    @Test
    fun findings_and_packs() {
        val (vault, _) = taken("再不还钱就打死你，让你全家不得安宁")
        assertTrue("cn" in packs())
        val cn = Pack.builtin("cn")
        assertEquals("CN", cn.info().jurisdiction)
        assertTrue(cn.rules().isNotEmpty())
        val finding = vault.findings(cn).first()
        assertNotNull(cn.citation(finding.texts.first()))
        assertTrue(checkPack("{}").isNotEmpty())
        assertThrows(VaultException.BadInput::class.java) { Pack.builtin("nowhere") }
        assertThrows(VaultException.BadInput::class.java) { Pack.parse("{}") }
    }

    @Test
    fun export_preview_and_verify() {
        val (vault, _) = taken("一", "二")
        val all = Selection(emptyList(), null, null, null, emptyList(), emptyList())
        assertEquals(3UL, vault.preview(all).shown)
        val file = folder.root.resolve("b.zip")
        Bundles.export(vault, file)
        assertThrows(VaultException.BadInput::class.java) { Bundles.export(vault, file) }
        assertTrue(verifyBundle(file.path, Policy(listOf(Bundles.trust(vault)), listOf(vault.head()))).passes)
        assertFalse(verifyBundle(file.path, Policy(emptyList(), emptyList())).passes)
        assertEquals(vault.head(), knownHead(file.path))
        val bytes = file.readBytes()
        bytes[bytes.size / 2] = (bytes[bytes.size / 2] + 1).toByte()
        val altered = folder.root.resolve("a.zip").apply { writeBytes(bytes) }
        assertTrue(verifyBundle(altered.path, Policy(emptyList(), emptyList())).issues.isNotEmpty())
        assertThrows(VaultException.BadInput::class.java) { verifyBundle(File(folder.root, "none").path, Policy(emptyList(), emptyList())) }
    }

    @Test
    fun a_cancelled_export_leaves_no_file() {
        val (vault, _) = taken("一")
        val file = folder.root.resolve("b.zip")
        val all = Selection(emptyList(), null, null, null, emptyList(), emptyList())
        for (stop in listOf<Progress>(Stop, Surprise)) {
            assertNull(vault.exportBundle(file.path, all, Pack.builtin("cn"), "test", stop, now))
            assertFalse(file.exists())
        }
    }

    @Test
    fun backup_restore_and_the_next_log() {
        val created = create()
        val backup = folder.root.resolve("backup")
        created.vault.backup(backup.path)
        val restored = Vault.restore(backup.path, File(folder.root, "restored").path, created.recoveryCode, FakeKeystore())
        assertEquals(created.vault.head(), restored.head())
        val next = restored.beginNext(File(folder.root, "next").path, now)
        assertEquals(created.vault.head(), next.vault.record(0UL).fact.head)
        assertEquals(emptyList<VaultIssue>(), created.vault.check())
        assertNull(created.vault.damage())
    }

    @Test
    fun a_keystore_that_throws_is_an_error_by_what_the_app_can_do() {
        val path = File(folder.root, "vault").path
        create()
        for ((thrown, expected) in listOf(
            KeystoreException.Locked() to VaultException.Locked::class.java,
            KeystoreException.Lost() to VaultException.KeyLost::class.java,
            KeystoreException.Failed() to VaultException.Internal::class.java,
            IllegalStateException("a surprise") to VaultException.Internal::class.java,
        )) {
            val broken = object : Keystore by keystore {
                override fun unwrap(wrapped: ByteArray): ByteArray = throw thrown
            }
            assertThrows(expected) { Vault.open(path, broken) }
        }
        assertEquals(1UL, Vault.open(path, keystore).head().size)
    }

    @Test
    fun ten_thousand_appends_from_four_threads_are_all_there_in_each_threads_order() {
        val vault = create().vault
        val path = File(folder.root, "spool").path
        vault.openSpool(path)
        val shared = Spool.open(path)
        val threads = (0 until 4).map { at ->
            thread {
                // Two share a handle, two have their own, as two processes do.
                val spool = if (at < 2) shared else Spool.open(path)
                for (n in 0 until 2_500) spool.push(text("$at-$n", "+8613900000%03d".format(at)))
            }
        }
        val taker = thread { repeat(20) { vault.ingest(shared, "CN", now) } }
        (threads + taker).forEach(Thread::join)
        vault.ingest(shared, "CN", now)
        assertEquals(10_001UL, vault.head().size)
        val bodies = (1UL until 10_001UL).map { vault.record(it).body!!.split('-').map(String::toInt) }
        for (at in 0 until 4) assertEquals((0 until 2_500).toList(), bodies.filter { it[0] == at }.map { it[1] })
        assertEquals(emptyList<VaultIssue>(), vault.check())
    }

    private object Stop : Progress {
        override fun step(done: ULong, total: ULong) = false
    }

    private object Surprise : Progress {
        override fun step(done: ULong, total: ULong): Boolean = throw IllegalStateException("a surprise")
    }
}
