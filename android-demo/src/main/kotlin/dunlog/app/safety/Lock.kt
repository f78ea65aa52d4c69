package dunlog.app.safety

import dunlog.PhoneClock
import dunlog.app.frame.Settings

/** The lock of the screens: capture goes on behind it. Locked when the process begins, and after the app was left for a while. */
class Lock(private val settings: Settings, private val clock: () -> PhoneClock) {
    /** Whether a PIN is set. */
    val isSet: Boolean get() = settings.word(PIN) != null

    /** Whether the screens are locked now. */
    var isLocked: Boolean = isSet
        private set

    private var left: Long? = null

    /** Whether fingerprint or face open it too. */
    var usesBiometrics: Boolean
        get() = settings.flag(BIOMETRICS)
        set(value) = settings.keep(BIOMETRICS, value)

    /** After how many minutes in the background it locks; 0 for at once. */
    var minutes: Long
        get() = settings.number(AFTER) ?: 0
        set(value) = settings.keep(AFTER, value)

    private val tries get() = Tries.of(settings.word(TRIES))

    /** How many milliseconds are left to wait after wrong PINs. */
    fun wait(): Long = clock().let { tries.wait(it.boot, it.monotonic) }

    /** Sets a PIN. Slow on purpose: beside the main thread. */
    fun set(pin: String) {
        settings.keep(PIN, Pin.kept(pin))
        settings.keep(TRIES, null as String?)
    }

    /** Takes the lock away. */
    fun remove() {
        settings.keep(PIN, null as String?)
        settings.keep(TRIES, null as String?)
        usesBiometrics = false
        isLocked = false
    }

    /** Tries a PIN; true where it is right, and then the screens are open. Slow on purpose: beside the main thread. */
    fun open(pin: String): Boolean {
        if (wait() > 0) return false
        val isRight = settings.word(PIN)?.let { Pin.fits(pin, it) } ?: true
        if (isRight) open() else clock().let { settings.keep(TRIES, tries.wrong(it.boot, it.monotonic).toString()) }
        return isRight
    }

    /** Opens it, after the system or the recovery code said so. */
    fun open() {
        settings.keep(TRIES, null as String?)
        isLocked = false
        left = null
    }

    /** Locks at once. */
    fun lock() {
        isLocked = isSet
    }

    /** The app is not seen any more. */
    fun left() {
        left = clock().monotonic
    }

    /** The app is seen again. */
    fun cameBack() {
        val since = left ?: return
        left = null
        val away = clock().monotonic - since
        if (isSet && (away < 0 || away >= minutes * 60_000)) isLocked = true
    }

    private companion object {
        const val PIN = "lock.pin"
        const val TRIES = "lock.tries"
        const val BIOMETRICS = "lock.biometrics"
        const val AFTER = "lock.after"
    }
}
