package dunlog.app.model

import dunlog.Pack
import dunlog.Vault

/**
 * What is known of the events of a vault, kept for the process and made anew after the log grew. Making it reads the whole log once:
 * beside the main thread only.
 */
class Knowledge(private val pack: () -> Pack) {
    /** The last that was made, and of which log at which length. */
    private class Made(val origin: String, val size: ULong, val known: Known)

    @Volatile
    private var made: Made? = null

    private val rules by lazy { pack().rules() }

    /** The last that was made; nothing before the first. */
    val last: Known get() = made?.known ?: Known.NOTHING

    /** Whether the log has grown since [last] was made. */
    fun isOld(vault: Vault): Boolean = vault.head().let { made?.origin != it.origin || made?.size != it.size }

    /** Of the log as it is now. Throws `VaultException`. */
    @Synchronized
    fun of(vault: Vault): Known {
        val head = vault.head()
        made?.let { if (it.origin == head.origin && it.size == head.size) return it.known }
        val records = vault.logLevel(0UL)
        val known = Known(records, vault.findings(pack()), rules)
        made = Made(head.origin, head.size, known)
        return known
    }
}
