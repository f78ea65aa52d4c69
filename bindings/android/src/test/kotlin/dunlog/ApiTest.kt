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
        assertNull(cn.explain("no-such-remark", 1U))
        val words = finding.remarks.map { checkNotNull(cn.explain(it, 1U)) } + checkNotNull(cn.explain("clock-doubt", 7U))
        assertTrue("$words", words.all { it.zhHans.isNotEmpty() && it.zhHant.isNotEmpty() && it.en.isNotEmpty() })
        assertTrue(checkPack("{}").isNotEmpty())
        assertThrows(VaultException.BadInput::class.java) { Pack.builtin("nowhere") }
        assertThrows(VaultException.BadInput::class.java) { Pack.parse("{}") }
    }

    @Test
    fun export_preview_and_verify() {
        val (vault, _) = taken("一", "二")
        assertEquals(3UL, vault.preview(Bundles.ALL).shown)
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
        for (stop in listOf<Progress>(Stop, Surprise)) {
            assertNull(vault.exportBundle(file.path, Bundles.ALL, Pack.builtin("cn"), "test", stop, now))
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
        assertTrue(restored.isCopy())
        assertFalse(created.vault.isCopy())
        val next = restored.beginNext(File(folder.root, "next").path, now)
        assertEquals(created.vault.head(), next.vault.record(0UL).fact.head)
        assertEquals(emptyList<VaultIssue>(), created.vault.check())
        assertNull(created.vault.damage())
    }

    private fun visit(words: String): Pair<Typed, TypedEntry> {
        val detail = mapOf("place" to "家门口", "manner" to "crowd")
        return Typed.Contact(Contact(Channel.VISIT, Direction.IN, null, null, words)) to TypedEntry(When.At(now, null), party("催收小王", null), "loan_1", detail = detail, files = listOf(photo(words)))
    }

    private fun photo(words: String): EnclosedFile {
        val file = folder.root.resolve("门.txt").apply { writeText(words) }
        return EnclosedFile(file.path, null)
    }

    @Test
    fun a_person_enters_links_and_takes_back() {
        val (vault, _) = taken("还款")
        assertEquals(listOf("place", "people", "manner", "witness", "original"), detailKeys(Kind.EVENT, null))
        assertTrue("officer" in detailKeys(Kind.STATEMENT, Evidence.POLICE_RECORD))
        val (what, entry) = visit("敲门两小时")
        val visit = vault.enter(what, entry, now)
        val record = vault.find(visit.leaf)!!
        assertEquals(Source.TYPED, record.fact.source)
        assertEquals(Kind.TAG, vault.record(visit.index + 1UL).fact.kind)
        val attachment = record.fact.attachments.single()
        val saved = folder.root.resolve("saved")
        vault.saveAttachment(attachment.sha256, saved.path)
        assertEquals("敲门两小时", saved.readText())
        assertThrows(VaultException.BadInput::class.java) { vault.saveAttachment(attachment.sha256, saved.path) }
        assertThrows(VaultException.BadInput::class.java) { vault.enter(what, entry.copy(detail = mapOf("colour" to "red")), now) }

        val link = vault.link(Relation.SUPPORTS, visit.leaf, vault.record(1UL).leaf, "同一天", now)
        assertEquals(Kind.LINK, vault.find(link.leaf)!!.fact.kind)

        val redacted = vault.redact(visit.leaf, "privacy", now)
        assertEquals(listOf(visit.leaf), redacted.targets)
        assertEquals(listOf(attachment), redacted.attachments)
        assertNull(vault.find(visit.leaf)!!.party)
        assertThrows(VaultException.BadInput::class.java) { vault.saveAttachment(attachment.sha256, folder.root.resolve("gone").path) }
        vault.rebuildIndex()
        assertEquals(2, vault.newest(null, null, 9U).size)
        vault.settle()
        assertEquals(emptyList<VaultIssue>(), vault.check())
    }

    @Test
    fun keys_and_codes_change_and_a_lost_log_is_gone_on_from() {
        val created = create()
        val vault = created.vault
        assertTrue(vault.signs())
        vault.testRecovery(created.recoveryCode)
        val renewed = vault.renewRecovery()
        val before = vault.publicKey().fingerprint
        val changed = vault.changeKey(now)
        assertFalse(before == vault.publicKey().fingerprint)
        for (old in listOf(created.recoveryCode, renewed)) {
            val wrong = assertThrows(VaultException.BadInput::class.java) { vault.testRecovery(old) }
            assertEquals("recovery-code-wrong", wrong.code)
        }
        vault.testRecovery(changed)
        val head = vault.knownHead()
        assertTrue(vault.checkpoint().startsWith(head.origin))
        val next = createVaultAfter(File(folder.root, "next").path, FakeKeystore(), head, Loss.KEY_LOST, now).vault
        val first = next.record(0UL).fact
        assertEquals(listOf<Any?>(head, "key_lost"), listOf(first.head, first.reason))
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
        // Time goes by, as it does in the log: a clock that stood still would be one that was set back.
        val begin = System.nanoTime()
        val take = { vault.ingest(shared, "CN", now + (System.nanoTime() - begin) / 1_000_000) }
        val taker = thread { repeat(20) { take() } }
        (threads + taker).forEach(Thread::join)
        take()
        val kinds = (0UL until vault.head().size).map(vault::record).groupingBy { it.fact.kind }.eachCount()
        assertEquals(mapOf(Kind.LOG to 1, Kind.EVENT to 10_000), kinds)
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
