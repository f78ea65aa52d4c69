package dunlog.app.share

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.view.WindowManager
import dunlog.app.MainActivity
import dunlog.app.R
import dunlog.app.evidence.CameraProvider
import dunlog.app.evidence.Given
import dunlog.app.frame.text
import dunlog.app.model.Problem
import dunlog.app.model.Words
import dunlog.app.widget.Buttons
import dunlog.app.widget.Look
import dunlog.app.work.Job
import dunlog.app.work.Work

/**
 * Takes what another app shares: copies and seals it at once, for the right to read it dies with this activity, and then opens the app,
 * which asks what it is. Nothing of what was shared is shown here, so it needs no lock.
 */
class ShareActivity : Activity() {
    private val told = ::look

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        setContentView(view())
        // A second making of this activity finds the copying going on, or done.
        if (saved == null) take(Shared.of(intent)) else look()
    }

    override fun onStart() {
        super.onStart()
        Work.watch(told)
    }

    override fun onStop() {
        Work.unwatch(told)
        super.onStop()
    }

    private fun view() = Look.box(this).apply {
        Look.pad(this, Look.EDGE, Look.EDGE)
        setBackgroundColor(context.getColor(R.color.ground))
        addView(Look.words(context, context.text(Words.of(R.string.share_title)), Look.TITLE, bold = true))
        addView(Look.words(context, context.text(Words.of(R.string.work_save))), Look.below(context, 8))
        addView(Buttons.other(context, context.text(Words.of(R.string.work_stop))) { Work.stop() }, Look.below(context, 14))
    }

    private fun take(shared: Shared?) {
        if (shared == null || shared.isEmpty) return fail(Words.of(R.string.share_unreadable))
        val held = CameraProvider.held(this)
        if (held == null || dunlog.Program.of(this).capture()?.vault == null && !dunlog.Program.of(this).folder.exists()) return fail(Words.of(R.string.share_no_vault))
        val given = Given(contentResolver)
        val words = shared.words
        val begun = Work.begin(this, Job.SAVE, COPIED) { step ->
            val text = words?.takeIf { it.isNotEmpty() }?.let {
                held.put(it.byteInputStream(), TEXT_NAME, isRelayed = true, modified = null, step) ?: return@begin null
            }
            val files = given.copy(shared.files, held, isRelayed = true, step)
            if (files.size < shared.files.size) return@begin null
            (listOfNotNull(text) + files).joinToString(" ") { it.id }
        }
        if (!begun) fail(Words.of(R.string.share_busy))
    }

    private fun look() {
        val outcome = Work.take(COPIED) ?: return
        outcome.fold({ ids ->
            if (ids != null) {
                startActivity(Intent(this, MainActivity::class.java).putExtra(IDS, ids as String).putExtra(FROM, referrer?.host).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
            }
            finish()
        }, { fail(Problem.of(it).says) })
    }

    private fun fail(words: Words) {
        android.widget.Toast.makeText(this, text(words), android.widget.Toast.LENGTH_LONG).show()
        finish()
    }

    companion object {
        /** The ids of the held files, with blanks between. */
        const val IDS = "dunlog.app.SHARED"

        /** The package that shared, as far as the system tells. */
        const val FROM = "dunlog.app.FROM"

        /** The address of the screen for what an intent hands on; none where it hands on nothing. */
        fun handed(intent: Intent): String? = try {
            val ids = intent.getStringExtra(IDS).orEmpty()
            val from = intent.getStringExtra(FROM).orEmpty()
            if (ID.matches(ids)) "$ids|$from" else null
        } catch (_: RuntimeException) {
            null
        }

        private val ID = Regex("[0-9a-f]{32}( [0-9a-f]{32})*")

        /** The name of a shared text, by which it is known among held files. */
        const val TEXT_NAME = "shared-text.txt"

        private const val COPIED = "shared"
    }
}

/** What an intent shares. */
class Shared private constructor(
    /** Its text. */
    val words: String?,
    /** Its files, by address. */
    val files: List<Uri>,
) {
    /** Whether there is nothing in it. */
    val isEmpty: Boolean get() = words.isNullOrBlank() && files.isEmpty()

    companion object {
        private const val MOST = 1_000

        /** What an intent shares; none where it is no sharing, or its extras cannot be read. */
        fun of(intent: Intent): Shared? = try {
            @Suppress("DEPRECATION")
            when (intent.action) {
                Intent.ACTION_SEND -> Shared(words(intent), listOfNotNull(intent.getParcelableExtra<Uri>(Intent.EXTRA_STREAM)))
                Intent.ACTION_SEND_MULTIPLE -> Shared(words(intent), intent.getParcelableArrayListExtra<Uri>(Intent.EXTRA_STREAM).orEmpty().take(MOST))
                else -> null
            }
        } catch (_: RuntimeException) {
            null
        }

        private fun words(intent: Intent): String? = intent.getCharSequenceExtra(Intent.EXTRA_TEXT)?.toString()
    }
}
