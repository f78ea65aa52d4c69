package dunlog.app.dossier

import dunlog.Appended
import dunlog.Offset
import dunlog.OffsetFrom
import dunlog.Party
import dunlog.Role
import dunlog.Typed
import dunlog.TypedEntry
import dunlog.Vault
import dunlog.When
import dunlog.app.form.Entries
import dunlog.app.form.Values
import java.time.Instant
import java.time.ZoneId

/**
 * What is one tap and one record, said of a number in a case.
 *
 * Each call appends exactly one record; all throw `VaultException`.
 */
class Marks(private val vault: Vault, private val case: String, private val country: String?, private val zone: ZoneId) {
    private val entries = Entries(country, zone)

    /** "This is a relative whom they contacted": a third person, as the borrower says; `basis` in the borrower's language. */
    fun relative(party: Party, basis: String, now: Long): Appended =
        vault.enter(Typed.Role(Role.THIRD_PERSON), TypedEntry(`when` = at(now), party = party, case = case, detail = mapOf("basis" to basis)), now)

    /** "This person asked them to stop": from now on. */
    fun askedToStop(party: Party, now: Long): Appended =
        vault.enter(Typed.Refusal, TypedEntry(`when` = at(now), party = party, case = case), now)

    /** "We agreed a time": between these hours, from now on. */
    fun agreed(party: Party?, values: Values, now: Long): Appended =
        vault.enter(Typed.Agreement, entries.entry(DossierForms.agreement, values).copy(`when` = at(now), party = party, case = case, from = now), now)

    /** What was refused or agreed was taken back. */
    fun takenBack(record: String, now: Long): Appended =
        vault.enter(Typed.Withdrawal, TypedEntry(`when` = at(now), about = listOf(record)), now)

    /** Who a number is, by its form. */
    fun person(values: Values, now: Long): Appended {
        val entry = entries.entry(DossierForms.person, values)
        val detail = entry.detail.filterKeys { it != "role" }
        return vault.enter(Typed.Role(Role.valueOf(values["role"])), entry.copy(case = case, detail = detail), now)
    }

    /** The facts of the case, by their form. */
    fun facts(values: Values, now: Long): Appended {
        val detail = entries.entry(DossierForms.case, values).detail
        // An amount says its currency, or nobody can compute with it.
        val whole = if ("amount" in detail) detail + ("currency" to CURRENCY) else detail
        return vault.enter(Typed.Case, TypedEntry(case = case, detail = whole), now)
    }

    private fun at(now: Long): When {
        val offset = zone.rules.getOffset(Instant.ofEpochMilli(now))
        return When.At(now, Offset(offset.totalSeconds / 60L, zone.id, OffsetFrom.PHONE))
    }

    private companion object {
        const val CURRENCY = "CNY"
    }
}
