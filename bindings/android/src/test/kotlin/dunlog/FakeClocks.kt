package dunlog

/** Thrown where a test ends the process: no code of the library catches it. */
class Killed : Error("killed")

/** Clocks that a test sets; each reading may be the moment at which the process is killed. */
class FakeClocks(@Volatile var wall: Long = START) : Clocks {
    @Volatile
    var monotonic: Long = 3_600_000
    @Volatile
    var boot: String = "boot-1"
    @Volatile
    var offset: Int = 480
    @Volatile
    var zone: String = "Asia/Shanghai"

    /** After how many readings the process is killed; none where it is not. */
    @Volatile
    var killAfter: Int? = null

    override fun read(): PhoneClock {
        killAfter?.let { if (it == 0) throw Killed() else killAfter = it - 1 }
        return PhoneClock(wall, monotonic, boot, offset, zone)
    }

    override fun offsetAt(instant: Long): Int = offset

    /** Time goes by. */
    fun pass(milliseconds: Long) {
        wall += milliseconds
        monotonic += milliseconds
    }

    /** The phone is switched off and on. */
    fun reboot(off: Long) {
        wall += off
        monotonic = 20_000
        boot = "boot-" + (boot.removePrefix("boot-").toInt() + 1)
    }

    companion object {
        /** 2026-11-30, 14:30 in Shanghai. */
        const val START = 1_796_020_200_000L
    }
}
