package dunlog

import android.content.Context
import android.telephony.TelephonyManager
import java.io.File
import java.io.IOException
import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.util.concurrent.Executor
import java.util.concurrent.Executors

/**
 * The phone's part in one process: where it keeps its things, and what an app calls.
 *
 * Everything lies in the storage that is readable before the phone is unlocked for the first time: the vault is
 * sealed by its own keys, and texts come at night. Receivers find it by [of] and start it, so that an app needs
 * no code to be woken.
 *
 * Calls may come from any thread. Only [arrivals] is for the main thread: everything else opens the vault or reads stores.
 */
class Program internal constructor(private val context: Context) {
    private val home = File(context.createDeviceProtectedStorageContext().noBackupFilesDir, "dunlog")

    /** The folder of the vault. */
    val folder: File = File(home, "vault")

    /** The folder of the spool, in which also lies what could not be read (`kept-aside`). */
    val spoolFolder: File = File(home, "spool")

    private val keystore = keystores(context)
    @Volatile
    private var opened: Capture? = null
    private var kept: Kept? = null
    private var watch: Watch? = null
    private var changes: Changes? = null
    private var isKeyLost = false
    private val others = HashMap<String, Kept>()
    private val olderLogs = Older(home, folder, keystore).also { it.settle() }

    /**
     * What receivers hand arrivals to: nothing is opened but the spool. None before a vault was made.
     *
     * Where there is a vault and no spool, the making of them was cut short; the vault is opened and makes it.
     */
    internal fun arrivals(): Capture? = opened ?: synchronized(this) {
        opened ?: begun { begin(null) } ?: if (folder.exists()) begun { open()?.let(::begin) } else null
    }

    private inline fun begun(begin: () -> Capture?): Capture? = try {
        begin()
    } catch (_: VaultException) {
        null
    }

    /** The same with the vault open, as far as its key can be had now. */
    @Synchronized
    fun capture(): Capture? = arrivals()?.also { if (it.vault == null) it.vault = open() }

    /** What looks after the ways; none while the keystore is locked, or where the disk has no room for its key. */
    @Synchronized
    fun watch(): Watch? {
        val capture = capture() ?: return null
        return watch ?: kept()?.let { Watch(context, capture, it) }.also { watch = it }
    }

    /**
     * Starts what runs beside receivers: looks after the ways, arms the jobs, watches the stores. An app calls it
     * when it is opened, and after it was granted or refused something; boots and updates call it by themselves.
     *
     * It reads the stores, so never on the main thread; [executor] is where the library itself calls it.
     */
    fun start(waking: Waking) {
        val capture = capture() ?: return
        if (!look(waking)) capture.keep(Arrival.Heartbeat(waking, emptyList()))
        watched().begin()
        capture.ingest()
    }

    /** One look, and then the jobs of the next; false where the keystore is locked, and then a lost periodic job stays lost. */
    internal fun look(waking: Waking?): Boolean = looked { it.look(waking) }

    /** The clock or the zone was set, which is in the spool already. */
    internal fun clockSet() {
        looked { it.clockSet() }
    }

    private fun looked(look: (Watch) -> Unit): Boolean {
        val watch = watch()
        if (watch != null) {
            look(watch)
            Jobs.armPeriodic(context)
            watch.armed()
        }
        if (arrivals() != null) Jobs.armChanges(context)
        return watch != null
    }

    /** The wall clock of this phone, in milliseconds. */
    fun now(): Long = clocks(context).read().wall

    /** The zone in which this phone is; UTC where it names one that nobody knows. */
    fun zone(): ZoneId = try {
        ZoneId.of(clocks(context).read().zone ?: "UTC")
    } catch (_: DateTimeException) {
        ZoneId.of("UTC")
    }

    /** The day on this phone. */
    fun today(): LocalDate = Instant.ofEpochMilli(now()).atZone(zone()).toLocalDate()

    /** The borrower states the own number of a SIM slot, from 0; an empty one takes it back. Throws `VaultException`. */
    fun stateOwnNumber(slot: Int, number: String) {
        val capture = capture() ?: return
        capture.push(Arrival.OwnNumber(slot.toUByte(), whole(number)))
        capture.ingest()
    }

    /** Begins a test of what is seen; none while the keystore is locked. */
    fun selfTest(trial: Trial): SelfTest? {
        val watch = watch() ?: return null
        val capture = capture() ?: return null
        watch.sync()
        return SelfTest(watch, capture, trial, capture.now())
    }

    /**
     * Makes the vault and its spool; gives the recovery code, which is shown once. Throws `VaultException`.
     *
     * Where the process ends or this throws before the code was shown, the vault may be there all the same: [capture] is
     * then not null, capture goes on, and [renewRecovery] gives a code in the place of the one that nobody saw.
     */
    @Synchronized
    fun create(): String {
        home.mkdirs()
        val created = createVault(folder.path, keystore, clocks(context).read().wall)
        begin(created.vault)
        return created.recoveryCode
    }

    /** A new recovery code, shown once; the one before opens nothing any more. None while the vault is not open. Throws `VaultException`. */
    fun renewRecovery(): String? = capture()?.vault?.renewRecovery()

    /** Whether the key is gone, so that the recovery code is needed. */
    @Synchronized
    fun needsRecovery(): Boolean = capture()?.vault == null && isKeyLost

    /** Opens with the recovery code and wraps the secrets under the keystore's key anew. Throws `VaultException`. */
    @Synchronized
    fun recover(code: String) {
        begin(Vault.recover(folder.path, code, keystore))
        isKeyLost = false
    }

    /**
     * Opens a backup with its recovery code: on a phone without a vault the copy becomes an older log, and a new one that names its
     * head begins, whose recovery code this gives; where there is a vault, the copy is only read, and no code is given. Throws `VaultException`.
     */
    @Synchronized
    fun restore(backup: File, code: String): String? {
        home.mkdirs()
        val copy = olderLogs.restore(backup, code)
        val isFirst = !folder.exists()
        val next = if (isFirst) olderLogs.begin(copy, clocks(context).read().wall) else null
        copy.close()
        if (isFirst) {
            olderLogs.swap()
            begin(Vault.open(folder.path, keystore))
        }
        return next
    }

    /** Goes on in a new log after damage; the damaged vault stays, read-only. Gives the new recovery code. Throws `VaultException`. */
    @Synchronized
    fun goOn(): String {
        val old = capture()?.vault ?: throw VaultException.Locked()
        val code = olderLogs.begin(old, clocks(context).read().wall)
        old.close()
        opened?.vault = null
        olderLogs.swap()
        begin(Vault.open(folder.path, keystore))
        return code
    }

    /** Whose notifications are taken. */
    val chosen: Chosen by lazy { Chosen(context) }

    /** The logs that ended here, oldest first, as far as they open; whoever asks closes them. */
    @Synchronized
    fun older(): List<Vault> = olderLogs.open()

    /** A sealed file of the app's own for what is no record; `watch` is the library's. None while the keystore is locked. */
    @Synchronized
    fun kept(name: String): Kept? {
        require(name != "watch" && name.all { it in 'a'..'z' }) { "a name of lower-case letters" }
        home.mkdirs()
        return others[name] ?: sealed { Kept.open(home, keystore, name) }?.also { others[name] = it }
    }

    @Synchronized
    private fun watched(): Changes = changes ?: Changes(context).also { changes = it }

    private fun begin(vault: Vault?): Capture {
        val spool = vault?.openSpool(spoolFolder.path) ?: Spool.open(spoolFolder.path)
        watch = null
        return Capture(spool, clocks(context), ::country).also {
            it.vault = vault
            opened = it
        }
    }

    private fun kept(): Kept? = kept ?: sealed { Kept.open(home, keystore) }?.also { kept = it }

    private inline fun sealed(open: () -> Kept): Kept? = try {
        open()
    } catch (_: KeystoreException) {
        null
    } catch (_: IOException) {
        null
    }

    /** Where national numbers belong: the country of the SIM card, as far as the phone knows it. */
    fun country(): String? =
        context.getSystemService(TelephonyManager::class.java)?.simCountryIso?.uppercase()?.takeIf { it.length == 2 }

    private fun open(): Vault? = try {
        Vault.open(folder.path, keystore)
    } catch (_: VaultException.KeyLost) {
        isKeyLost = true
        null
    } catch (_: VaultException) {
        null
    }

    companion object {
        /** Makes the keystore; a test puts its own here before the first [of]. */
        @Volatile
        var keystores: (Context) -> Keystore = { AndroidKeystore(it) }

        /** Makes the clocks; a test puts its own here before the first [of]. */
        @Volatile
        var clocks: (Context) -> Clocks = { AndroidClocks(it) }

        /** Where work is done that a receiver cannot wait for, one after another: taking in, jobs, readings of the stores. */
        @Volatile
        var executor: Executor = Executors.newSingleThreadExecutor { Thread(it, "dunlog").apply { isDaemon = true } }

        @Volatile
        private var one: Program? = null

        /** The program of this process. */
        fun of(context: Context): Program =
            one ?: synchronized(this) { one ?: Program(context.applicationContext ?: context).also { one = it } }

        /** Forgets the program, as the end of the process does. */
        internal fun end() = synchronized(this) {
            one?.changes?.end()
            one = null
            Listener.isConnected = null
        }
    }
}
