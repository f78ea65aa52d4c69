package dunlog.app.form

import android.app.DatePickerDialog
import android.app.TimePickerDialog
import android.text.InputType
import android.view.View
import android.widget.Button
import android.widget.TextView
import dunlog.app.R
import dunlog.app.frame.text
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle

/** Puts a form on a page, field by field, and shows beneath each what is wrong with it. What is typed goes into the screen's entry at once. */
class FormPage(private val page: Page, private val form: Form, private val now: () -> Instant, private val zone: ZoneId) {
    private val faults = HashMap<String, TextView>()
    private val context get() = page.frame.activity

    /** What was typed so far. */
    val values = Values(page.entry.typed)

    /** Builds the fields. */
    fun build() {
        if (form.fields.none { it.isNeeded }) page.note(R.string.form_all_optional)
        for (field in form.fields) {
            put(field)
            fault(field.key)
            if (field.key == Form.MOMENT && form.asksZone) page.tick(Form.UNSURE, Words.of(R.string.add_when_unsure))
        }
    }

    /** A place for what is wrong. */
    fun fault(key: String) {
        faults[key] = page.text(Words.exact(""), Look.SMALL, R.color.sign).apply {
            visibility = View.GONE
            accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        }
    }

    /** Whether it can be saved; shows what is wrong where not. */
    fun check(files: Int): Boolean {
        val problems = form.problems(values, files, now(), zone)
        for ((key, view) in faults) {
            val problem = problems[key]
            view.visibility = if (problem == null) View.GONE else View.VISIBLE
            view.text = problem?.let { context.text(FormLabels.of(it)) }
        }
        problems.keys.firstOrNull()?.let { faults[it]?.let { view -> view.requestRectangleOnScreen(android.graphics.Rect(0, -view.height * 4, view.width, view.height)) } }
        return problems.isEmpty()
    }

    private fun put(field: Field) {
        val label = labelled(field)
        when (field.input) {
            Input.LINE -> page.field(field.key, label)
            Input.PARTY -> page.field(field.key, label)
            Input.TEXT -> page.field(field.key, label, lines = 3)
            Input.AMOUNT -> page.field(field.key, label, kind = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL)
            Input.NUMBER -> page.field(field.key, label, kind = InputType.TYPE_CLASS_NUMBER)
            Input.CHOICE -> page.options(field.key, label, field.words.map { it to FormLabels.word(field, it) })
            Input.DATE, Input.MOMENT, Input.HOUR -> chosen(field, label)
        }
    }

    private fun labelled(field: Field): Words =
        if (field.isNeeded) Words.of(R.string.form_needed, FormLabels.of(form, field)) else FormLabels.of(form, field)

    /** A button that shows a time and asks for another one. */
    private fun chosen(field: Field, label: Words) {
        val name = page.text(label, Look.SMALL, R.color.quiet)
        lateinit var button: Button
        fun show() {
            val text = read(field) ?: context.getString(R.string.form_choose_time)
            button.text = text
            button.contentDescription = "${name.text}, $text"
        }
        fun keep(text: String) {
            values[field.key] = text
            show()
        }
        button = page.choice(Words.exact("")) { ask(field, ::keep) }
        button.tag = field.key
        show()
    }

    private fun read(field: Field): String? {
        val text = values[field.key]
        return when (field.input) {
            Input.DATE -> Form.date(text)?.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG))
            Input.MOMENT -> Form.moment(text)?.let { it.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)) + " " + it.toLocalTime() }
            else -> text.takeIf { it.isNotEmpty() }
        }
    }

    private fun ask(field: Field, keep: (String) -> Unit) {
        val local = LocalDateTime.ofInstant(now(), zone)
        when (field.input) {
            Input.HOUR -> hour(Form.hour(values[field.key]) ?: LocalTime.of(9, 0)) { keep(it.toString()) }
            Input.DATE -> day(Form.date(values[field.key]) ?: local.toLocalDate()) { keep(it.toString()) }
            else -> {
                val before = Form.moment(values[field.key]) ?: local
                day(before.toLocalDate()) { day -> hour(before.toLocalTime()) { time -> keep(day.atTime(time.hour, time.minute).toString()) } }
            }
        }
    }

    private fun day(before: LocalDate, chosen: (LocalDate) -> Unit) =
        DatePickerDialog(context, { _, year, month, day -> chosen(LocalDate.of(year, month + 1, day)) }, before.year, before.monthValue - 1, before.dayOfMonth).show()

    private fun hour(before: LocalTime, chosen: (LocalTime) -> Unit) =
        TimePickerDialog(context, { _, hour, minute -> chosen(LocalTime.of(hour, minute)) }, before.hour, before.minute, true).show()
}
