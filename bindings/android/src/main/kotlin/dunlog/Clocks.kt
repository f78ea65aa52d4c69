package dunlog

import android.content.ContentResolver
import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import java.util.TimeZone

/** Reads the phone's clocks; a test puts its own in the place of the phone's. */
interface Clocks {
    /** All clocks at one moment. */
    fun read(): PhoneClock

    /** Minutes east of UTC in the phone's zone at an instant, in milliseconds since 1970. */
    fun offsetAt(instant: Long): Int
}

/**
 * The clocks of this phone.
 *
 * The boot is named by the system's count of boots: public since level 24, and readable before the
 * phone was unlocked once.
 */
internal class AndroidClocks(context: Context) : Clocks {
    private val resolver: ContentResolver = context.contentResolver

    override fun read(): PhoneClock {
        val wall = System.currentTimeMillis()
        val zone = TimeZone.getDefault()
        return PhoneClock(
            wall = wall,
            monotonic = SystemClock.elapsedRealtime(),
            boot = "boot-" + Settings.Global.getInt(resolver, Settings.Global.BOOT_COUNT, 0),
            offsetMinutes = zone.getOffset(wall) / MINUTE,
            zone = zone.id,
        )
    }

    override fun offsetAt(instant: Long): Int = TimeZone.getDefault().getOffset(instant) / MINUTE
}

internal const val MINUTE = 60_000
internal const val DAY = 24L * 60 * MINUTE
