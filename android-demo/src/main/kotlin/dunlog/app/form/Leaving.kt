package dunlog.app.form

import android.app.AlertDialog
import dunlog.app.R
import dunlog.app.evidence.CameraProvider
import dunlog.app.evidence.FilesPart
import dunlog.app.frame.Frame
import dunlog.app.model.Entry

/** Going back out of a form that holds text or files asks first; what was filled in by the app itself does not count. */
class Leaving(private val frame: Frame, private val entry: Entry, private val files: FilesPart, private val form: Form) {
    /** Whether it asks; false where there is nothing to lose. */
    fun asks(): Boolean {
        val isTyped = form.fields.any { entry.typed[it.key].orEmpty().isNotBlank() }
        val held = files.files()
        if (!isTyped && held.isEmpty()) return false
        AlertDialog.Builder(frame.activity)
            .setMessage(R.string.add_discard)
            .setPositiveButton(R.string.add_discard_do) { _, _ ->
                CameraProvider.held(frame.activity)?.let { held.forEach(it::drop) }
                frame.back()
            }
            .setNegativeButton(R.string.add_keep_editing, null)
            .show()
        return true
    }
}
