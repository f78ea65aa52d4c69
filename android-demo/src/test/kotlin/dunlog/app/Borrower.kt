package dunlog.app

import android.app.Activity
import android.app.AlertDialog
import android.app.DatePickerDialog
import android.app.TimePickerDialog
import android.content.DialogInterface
import android.content.Intent
import android.net.Uri
import android.telephony.TelephonyManager
import android.view.View
import android.widget.CompoundButton
import dunlog.Kind
import dunlog.Record
import dunlog.app.work.Work
import org.junit.rules.ExternalResource
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowDialog
import java.time.LocalDate
import java.time.LocalTime
import java.util.concurrent.Executor

/** A person with the app in hand: touches what is seen, answers the system's dialogs. Long work runs at once. */
class Borrower(val app: AppPhone) : ExternalResource() {
    private lateinit var before: Executor

    /** The other apps' files. */
    val documents: FakeDocuments by lazy { Robolectric.buildContentProvider(FakeDocuments::class.java).create(FakeDocuments.AUTHORITY).get() }

    override fun apply(base: org.junit.runners.model.Statement, description: org.junit.runner.Description): org.junit.runners.model.Statement =
        app.apply(super.apply(base, description), description)

    override fun before() {
        shadowOf(app.app.getSystemService(TelephonyManager::class.java)).setSimCountryIso("cn")
        before = Work.executor
        Work.executor = Executor { it.run() }
    }

    override fun after() {
        Work.executor = before
    }

    /** Touches the control of this tag. */
    fun touch(tag: String) {
        val view = app.views().firstOrNull { it.tag == tag && it.hasOnClickListeners() } ?: throw AssertionError("nothing is tagged $tag, but: ${tags()}; ${app.texts()}")
        view.performClick()
        app.idle()
    }

    /** The tags of what can be touched now. */
    fun tags(): List<String> = app.views().filter { it.hasOnClickListeners() || it is CompoundButton }.mapNotNull { it.tag as? String }

    /** Chooses one of several, by its word. */
    fun choose(word: String) {
        val option = app.views().filterIsInstance<CompoundButton>().firstOrNull { it.tag == word } ?: throw AssertionError("no option $word, but: ${tags()}")
        option.performClick()
        app.idle()
    }

    /** Chooses a day and a clock time in the system's dialogs. */
    fun moment(tag: String, day: LocalDate, time: LocalTime) {
        touch(tag)
        (ShadowDialog.getLatestDialog() as DatePickerDialog).apply {
            updateDate(day.year, day.monthValue - 1, day.dayOfMonth)
            press(this)
        }
        (ShadowDialog.getLatestDialog() as TimePickerDialog).apply {
            updateTime(time.hour, time.minute)
            press(this)
        }
    }

    /** Chooses a day in the system's dialog. */
    fun day(tag: String, day: LocalDate) {
        touch(tag)
        (ShadowDialog.getLatestDialog() as DatePickerDialog).apply {
            updateDate(day.year, day.monthValue - 1, day.dayOfMonth)
            press(this)
        }
    }

    private fun press(dialog: AlertDialog) {
        dialog.getButton(DialogInterface.BUTTON_POSITIVE).performClick()
        app.idle()
    }

    /** The other app that was asked gives an answer. */
    fun answer(data: Intent?) {
        val asked = shadowOf(app.activity).nextStartedActivityForResult ?: throw AssertionError("nobody was asked")
        shadowOf(app.activity).receiveResult(asked.intent, if (data == null) Activity.RESULT_CANCELED else Activity.RESULT_OK, data)
        app.idle()
    }

    /** The system's dialog gives a file. */
    fun give(uri: Uri) = answer(Intent().setData(uri))

    /** The records of a kind, in the log's order. */
    fun records(kind: Kind): List<Record> = app.phone.vault.recordsOf(listOf(kind))

    /** Whether a view is seen. */
    fun has(tag: String): Boolean = app.views().any { it.tag == tag && it.visibility == View.VISIBLE }
}
