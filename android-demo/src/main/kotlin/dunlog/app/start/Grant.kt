package dunlog.app.start

import dunlog.app.model.Words

/** How something is asked for. */
enum class Asking { PERMISSIONS, ROLE, LISTENER, BATTERY, HIBERNATION }

/**
 * Something that the app may be allowed: asked for one at a time, each refusable. Nothing of the app needs any of them to go on.
 * Plain; [Grants] asks the system.
 */
enum class Grant(val asking: Asking, val permissions: List<String>, val fromLevel: Int, val restrictedFrom: Int = NEVER) {
    RECEIVE_SMS(Asking.PERMISSIONS, listOf("android.permission.RECEIVE_SMS", "android.permission.RECEIVE_MMS", "android.permission.RECEIVE_WAP_PUSH"), 26, 35),
    READ_SMS(Asking.PERMISSIONS, listOf("android.permission.READ_SMS"), 26, 35),
    PHONE_STATE(Asking.PERMISSIONS, listOf("android.permission.READ_PHONE_STATE"), 26),
    CALL_LOG(Asking.PERMISSIONS, listOf("android.permission.READ_CALL_LOG"), 26),
    SCREENING(Asking.ROLE, emptyList(), 29),
    LISTENER(Asking.LISTENER, emptyList(), 26, 33),
    NOTIFY(Asking.PERMISSIONS, listOf("android.permission.POST_NOTIFICATIONS"), 33),
    BATTERY(Asking.BATTERY, emptyList(), 26),
    HIBERNATION(Asking.HIBERNATION, emptyList(), 30),
    ;

    /** What it is called. */
    val title: Words get() = Words.keyed("permission_${name.lowercase()}_name")

    /** Why it is asked for, and what is missing without it. */
    val why: Words get() = Words.keyed("permission_${name.lowercase()}_why")

    /**
     * Whether the way round a greyed-out switch is shown: the system greys it out for an app that came from no store, and the
     * person has tried and did not get it.
     */
    fun isRestricted(level: Int, isSideloaded: Boolean, wasAsked: Boolean, isGranted: Boolean): Boolean =
        level >= restrictedFrom && isSideloaded && wasAsked && !isGranted

    /** The next that this system has; none after the last. */
    fun next(level: Int): Grant? = entries.firstOrNull { it.ordinal > ordinal && level >= it.fromLevel }

    companion object {
        /** The first. */
        val first = RECEIVE_SMS

        /** Which of them this system has. */
        fun of(level: Int): List<Grant> = entries.filter { level >= it.fromLevel }
    }
}

private const val NEVER = Int.MAX_VALUE
