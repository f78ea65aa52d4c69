package dunlog.app.evidence

import android.content.ClipData
import android.content.Intent
import android.net.Uri
import android.provider.MediaStore
import android.text.format.Formatter
import android.view.View
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.model.Entry
import dunlog.app.model.Words
import dunlog.app.widget.Look
import dunlog.app.widget.Page
import dunlog.app.work.Job
import dunlog.app.work.Work

/** The files of a form: a photo by the camera, files by the picker, and what was shared. Their ids stand in the screen's entry. */
class FilesPart(private val frame: Frame, private val entry: Entry) {
    private val context get() = frame.activity
    private var list: Page? = null

    /** What is held for this form. */
    fun files(): List<HeldFile> {
        val held = CameraProvider.held(context) ?: return emptyList()
        return ids().mapNotNull(held::find)
    }

    private fun ids(): List<String> = entry.typed[FILES].orEmpty().split(' ').filter { it.isNotEmpty() }

    /** Puts buttons and list on a page; the camera only where a photo can be what is asked for. */
    fun build(page: Page, withCamera: Boolean = true) {
        page.text(Words.of(R.string.add_files), Look.SMALL, R.color.quiet)
        if (withCamera) {
            page.choice(R.string.add_take_photo, ::photo)
            page.note(R.string.add_take_photo_note)
        }
        page.choice(R.string.add_choose_file, ::choose)
        list = Page(frame, entry, page.add(Look.box(context)))
        show()
    }

    /** Shows what is held now. */
    fun show() {
        val page = list ?: return
        page.clear()
        val files = files()
        page.column.visibility = if (files.isEmpty()) View.GONE else View.VISIBLE
        for (file in files) {
            page.text(Words.foreign(file.name))
            page.note(Words.exact(Formatter.formatFileSize(context, file.size)))
            page.choice(R.string.app_remove) { remove(file) }.contentDescription = context.getString(R.string.app_remove) + " " + file.name
        }
    }

    /** An answer that is this part's; false where it is another's. */
    fun answered(question: String, data: Intent?): Boolean {
        when (question) {
            PHOTO -> photoTaken()
            PICKED -> if (data != null) picked(data)
            else -> return false
        }
        return true
    }

    /** Takes the outcome of copying, where some waits. */
    fun settle() {
        val outcome = Work.take(COPIED + entry.address) ?: return
        outcome.fold({ add(it as List<*>) }, { frame.say(dunlog.app.model.Problem.of(it)) })
        show()
    }

    private fun photo() {
        val name = "photo-" + java.time.Instant.ofEpochMilli(frame.program.now()).toString().take(NAME).replace(":", "") + ".jpg"
        val (uri, token) = CameraProvider.ask(context, name) ?: return frame.say(dunlog.app.model.Problem.of(dunlog.VaultException.Locked()))
        entry.typed[PHOTO] = token
        val intent = Intent(MediaStore.ACTION_IMAGE_CAPTURE).putExtra(MediaStore.EXTRA_OUTPUT, uri)
            .addFlags(Intent.FLAG_GRANT_WRITE_URI_PERMISSION).apply { clipData = ClipData.newRawUri(null, uri) }
        if (!frame.ask(PHOTO, intent)) frame.say(Words.of(R.string.form_no_camera))
    }

    private fun photoTaken() {
        val token = entry.typed.remove(PHOTO) ?: return
        frame.work({ CameraProvider.taken(context, token) }) { held ->
            if (held != null) add(listOf(held.id))
            show()
        }
    }

    private fun choose() {
        val intent = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("*/*").putExtra(Intent.EXTRA_ALLOW_MULTIPLE, true)
        if (!frame.ask(PICKED, intent)) frame.say(Words.of(R.string.form_no_picker))
    }

    private fun picked(data: Intent) {
        val uris = data.clipData?.let { clip -> List(clip.itemCount) { clip.getItemAt(it).uri } } ?: listOfNotNull(data.data)
        copy(uris, isRelayed = false)
    }

    /** Copies and seals what these name, at once. */
    fun copy(uris: List<Uri>, isRelayed: Boolean) {
        val held = CameraProvider.held(context) ?: return frame.say(dunlog.app.model.Problem.of(dunlog.VaultException.Locked()))
        val given = Given(context.applicationContext.contentResolver)
        Work.begin(context, Job.SAVE, COPIED + entry.address) { step -> given.copy(uris, held, isRelayed, step).map { it.id } }
    }

    private fun add(ids: List<*>) {
        entry.typed[FILES] = (ids() + ids.map { it.toString() }).joinToString(" ")
        show()
    }

    private fun remove(file: HeldFile) {
        entry.typed[FILES] = (ids() - file.id).joinToString(" ")
        CameraProvider.held(context)?.drop(file)
        show()
    }

    companion object {
        /** The key under which a form's held files stand in its entry, as ids with blanks between. */
        const val FILES = "files.held"
        private const val PHOTO = "photo"
        private const val PICKED = "picked"
        private const val COPIED = "copied "
        private const val NAME = 19
    }
}
