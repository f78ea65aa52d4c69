package dunlog

import android.Manifest.permission
import android.app.Application
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.content.Context
import android.content.Intent
import android.os.Looper
import android.os.PersistableBundle
import android.provider.CallLog
import android.provider.Telephony
import android.telephony.TelephonyManager
import org.junit.rules.ExternalResource
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow
import org.robolectric.util.ReflectionHelpers
import java.io.File
import java.util.concurrent.Executor

/** A phone with its stores, its system that broadcasts, and a vault; whatever runs, runs at once. */
class TestPhone : ExternalResource() {
    val keystore = FakeKeystore()
    val clocks = FakeClocks()
    lateinit var sms: FakeStore
    lateinit var mms: FakeMmsStore
    lateinit var calls: FakeStore
    lateinit var recoveryCode: String
    private lateinit var before: Executor

    val application: Application get() = RuntimeEnvironment.getApplication()
    val program: Program get() = Program.of(application)
    val vault: Vault get() = checkNotNull(program.capture()?.vault) { "the vault is not open" }

    override fun before() {
        before = Program.executor
        Program.end()
        Program.executor = Executor { it.run() }
        Program.keystores = { keystore }
        Program.clocks = { clocks }
        sms = provider(FakeStore::class.java, "sms")
        mms = provider(FakeMmsStore::class.java, "mms")
        calls = provider(FakeStore::class.java, CallLog.AUTHORITY)
        grant(*ALL)
        recoveryCode = program.create()
    }

    override fun after() {
        Program.end()
        Program.executor = before
    }

    private fun <T : FakeStore> provider(type: Class<T>, authority: String): T =
        Robolectric.buildContentProvider(type).create(authority).get()

    fun grant(vararg names: String) = shadowOf(application).grantPermissions(*names)

    fun refuse(vararg names: String) = shadowOf(application).denyPermissions(*names)

    /** The process ends here, whatever it was doing; what it wrote stays. */
    fun kill() {
        clocks.killAfter = null
        Program.end()
    }

    /** Runs a path until the process is killed at the clock's n-th reading; true where it came to its end before. */
    fun untilKilled(after: Int, path: () -> Unit): Boolean = try {
        clocks.killAfter = after
        path()
        clocks.killAfter == null || clocks.killAfter!! > 0
    } catch (_: Killed) {
        false
    } finally {
        kill()
    }

    /** The system broadcasts to the manifest's receivers. */
    fun broadcast(intent: Intent) {
        application.sendBroadcast(intent.setPackage(application.packageName))
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** A text comes in: one broadcast. */
    fun text(vararg pdus: ByteArray, format: String = "3gpp", slot: Int = 0) = broadcast(
        Intent(Telephony.Sms.Intents.SMS_RECEIVED_ACTION)
            .putExtra("pdus", arrayOf(*pdus)).putExtra("format", format).putExtra("slot", slot).putExtra("subscription", slot + 1),
    )

    /** A change of the state of calls, as it comes to a program that may see numbers: twice. */
    fun call(state: String, number: String?) {
        val intent = { Intent(TelephonyManager.ACTION_PHONE_STATE_CHANGED).putExtra(TelephonyManager.EXTRA_STATE, state) }
        broadcast(intent())
        @Suppress("DEPRECATION")
        broadcast(intent().putExtra(TelephonyManager.EXTRA_INCOMING_NUMBER, number.orEmpty()))
    }

    /** The system's own broadcasts of start, update, clock and zone; then it runs the job that was asked for. */
    fun system(action: String) {
        broadcast(Intent(action))
        runJobs()
    }

    /** The system runs every job that was asked for at once. */
    fun runJobs() {
        val jobs = JOBS(application)
        for (job in jobs.allPendingJobs.filter { !it.isPeriodic && it.triggerContentUris == null }) {
            jobs.cancel(job.id)
            runJob(job.id, job.extras)
        }
    }

    /** The system runs one job. */
    fun runJob(id: Int, extras: PersistableBundle = PersistableBundle()) {
        val parameters = Shadow.newInstanceOf(JobParameters::class.java)
        ReflectionHelpers.setField(parameters, "jobId", id)
        ReflectionHelpers.setField(parameters, "extras", extras)
        Robolectric.setupService(SyncJob::class.java).onStartJob(parameters)
    }

    /** A person opens the app, and a minute goes by. */
    fun alive() {
        program.start(Waking.OPENED)
        clocks.pass(60_000)
    }

    /** A stop by force takes the jobs and ends the process. */
    fun stopByForce() {
        JOBS(application).cancelAll()
        kill()
    }

    /** The gaps of stops by force. */
    fun stops(): List<Record> = records(Kind.GAP).filter { it.fact.reason == "force_stopped" }

    fun look(waking: Waking? = null) = checkNotNull(program.watch()).look(waking)

    /** A row of the store of texts; `sent` is the service centre's time. */
    fun smsRow(address: String, body: String, date: Long, type: Int = 1, sent: Long = date - 1_000) = sms.put(
        "rows", "address" to address, "body" to body, "date" to date, "date_sent" to sent, "type" to type, "read" to 0,
        "service_center" to "+8613800100500", "creator" to "com.android.mms", "sub_id" to 1,
    )

    /** A row of the call log. */
    fun callRow(number: String, date: Long, type: Int, duration: Int, modified: Long = date + duration * 1000L) = calls.put(
        "rows", "number" to number, "date" to date, "type" to type, "duration" to duration, "last_modified" to modified,
        "presentation" to 1, "new" to 1, "subscription_id" to "89860000000000000001",
    )

    /** Every record of the log. */
    fun records(): List<Record> {
        checkNotNull(program.capture()).ingest()
        return (0UL until vault.head().size).map(vault::record)
    }

    /** Those of one kind. */
    fun records(kind: Kind): List<Record> = records().filter { it.fact.kind == kind }

    /** The newest events, as a list shows them. */
    fun events(count: UInt = 1000U): List<Listed> = vault.newest(null, null, count)

    fun folder(name: String): File = File(application.filesDir, name)

    companion object {
        val ALL = arrayOf(
            permission.RECEIVE_SMS, permission.RECEIVE_MMS, permission.RECEIVE_WAP_PUSH, permission.READ_SMS,
            permission.READ_CALL_LOG, permission.READ_PHONE_STATE,
        )

        val JOBS: Context.() -> JobScheduler = { getSystemService(JobScheduler::class.java)!! }
    }
}
