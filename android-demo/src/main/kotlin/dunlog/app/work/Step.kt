package dunlog.app.work

import dunlog.Progress

/** How far long work is, and whether it goes on; told from the work's own thread. */
interface Step : Progress {
    /** Whether the person wants no more. */
    val isStopped: Boolean

    /** `done` of about `total` bytes are worked off; whether to go on. */
    override fun step(done: ULong, total: ULong): Boolean
}

/** Nobody watches, and nobody stops it. */
object Unwatched : Step {
    override val isStopped = false

    override fun step(done: ULong, total: ULong) = true
}
