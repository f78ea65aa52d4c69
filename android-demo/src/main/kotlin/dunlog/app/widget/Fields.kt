package dunlog.app.widget

import android.content.Context
import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.view.Gravity
import android.view.View
import android.widget.EditText
import dunlog.app.R
import dunlog.app.model.Entry

/** Where a person types. */
object Fields {
    /** A field whose text goes into the entry under `key` with every letter; `lines` above 1 for longer texts. */
    fun field(context: Context, entry: Entry, key: String, lines: Int = 1, kind: Int = Page.TEXT, changed: ((String) -> Unit)? = null): EditText =
        EditText(context).apply {
            id = View.generateViewId()
            tag = key
            textSize = Look.BODY
            setTextColor(context.getColor(R.color.words))
            background = Look.ground(context, R.color.field, R.color.quiet, radius = 6)
            Look.pad(this, 12, 10)
            gravity = if (lines > 1) Gravity.TOP or Gravity.START else Gravity.CENTER_VERTICAL or Gravity.START
            inputType = if (lines > 1) kind or InputType.TYPE_TEXT_FLAG_MULTI_LINE or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES else kind
            if (lines > 1) minLines = lines else isSingleLine = true
            // After the line's own measure, which takes its place.
            minimumHeight = Look.px(context, Look.TOUCH)
            // The entry keeps it; the view's own keeping would put an old text over it.
            isSaveEnabled = false
            importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
            setText(entry.typed[key].orEmpty())
            addTextChangedListener(onChange {
                entry.typed[key] = it
                changed?.invoke(it)
            })
        }

    private fun onChange(changed: (String) -> Unit): TextWatcher = object : TextWatcher {
        override fun beforeTextChanged(text: CharSequence, start: Int, count: Int, after: Int) = Unit
        override fun onTextChanged(text: CharSequence, start: Int, before: Int, count: Int) = Unit
        override fun afterTextChanged(text: Editable) = changed(text.toString())
    }
}
