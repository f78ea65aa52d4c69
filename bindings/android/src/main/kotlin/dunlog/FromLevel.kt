package dunlog

/**
 * Marks what calls an Android API newer than level 26 and is reached behind a test of the level only.
 *
 * The check against level 26 passes over it; the one against level 34 does not.
 */
@Retention(AnnotationRetention.BINARY)
@Target(AnnotationTarget.FUNCTION, AnnotationTarget.CLASS)
annotation class FromLevel(val level: Int)
