package dunlog.app.event

import android.media.MediaDataSource
import android.media.MediaPlayer
import android.os.Handler
import android.os.Looper
import android.widget.LinearLayout
import dunlog.SealedContent
import dunlog.VaultException
import dunlog.app.R
import dunlog.app.frame.Frame
import dunlog.app.widget.Buttons
import dunlog.app.widget.Look
import java.io.IOException

/** A sealed attachment as the system's player reads it: place by place out of the vault, without a plain file. */
class SealedSource(private val content: SealedContent) : MediaDataSource() {
    override fun getSize(): Long = content.size().toLong()

    override fun readAt(position: Long, buffer: ByteArray, offset: Int, size: Int): Int {
        if (size == 0) return 0
        val bytes = try {
            content.readAt(position.toULong(), size.toUInt())
        } catch (_: VaultException) {
            throw IOException("the sealed file cannot be read")
        }
        bytes.copyInto(buffer, offset)
        return if (bytes.isEmpty()) -1 else bytes.size
    }

    override fun close() = content.close()
}

/** Plays a recording: one button, and how far it is. */
class PlayerView(private val frame: Frame, private val sha256: String) : LinearLayout(frame.activity) {
    private val button = Buttons.main(context, context.getString(R.string.event_play), ::toggle)
    private val place = Look.words(context, "", Look.SMALL, R.color.quiet)
    private val main = Handler(Looper.getMainLooper())
    private val tick = Runnable { showPlace() }
    private var player: MediaPlayer? = null

    init {
        orientation = VERTICAL
        addView(button, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        addView(place)
    }

    private fun toggle() {
        val open = player ?: return begin()
        if (open.isPlaying) open.pause() else open.start()
        showPlace()
    }

    private fun begin() = frame.work({ SealedSource(frame.vault().openAttachment(sha256)) }) { source ->
        val made = MediaPlayer()
        player = made
        made.setOnPreparedListener {
            it.start()
            showPlace()
        }
        made.setOnCompletionListener { showPlace() }
        made.setOnErrorListener { _, _, _ ->
            fail()
            true
        }
        try {
            made.setDataSource(source)
            made.prepareAsync()
        } catch (_: IOException) {
            fail()
        } catch (_: IllegalStateException) {
            fail()
        }
    }

    private fun fail() {
        close()
        place.text = context.getString(R.string.event_cannot_play)
    }

    private fun showPlace() {
        main.removeCallbacks(tick)
        val open = player ?: return
        button.text = context.getString(if (open.isPlaying) R.string.event_pause else R.string.event_play)
        place.text = context.getString(R.string.event_position, time(open.currentPosition), time(open.duration))
        if (open.isPlaying) main.postDelayed(tick, 500)
    }

    private fun time(milliseconds: Int): String = "%d:%02d".format(java.util.Locale.ROOT, milliseconds / 60_000, milliseconds / 1000 % 60)

    /** Stops it and lets the content go. */
    fun close() {
        main.removeCallbacks(tick)
        player?.release()
        player = null
        button.text = context.getString(R.string.event_play)
    }
}
