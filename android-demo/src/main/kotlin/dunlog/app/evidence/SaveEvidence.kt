package dunlog.app.evidence

import dunlog.Evidence
import dunlog.Exhibit
import dunlog.Source
import dunlog.Vault
import dunlog.app.form.Entries
import dunlog.app.form.Form
import dunlog.app.form.Values
import dunlog.app.work.Step

/** A form of evidence that is to become records. */
class SaveEvidence(
    private val kind: Evidence,
    private val values: Values,
    private val files: List<HeldFile>,
    /** The call that a recording belongs to, as the borrower chose or as the only one that fits. */
    private val of: String? = null,
    private val entries: Entries,
    private val country: String?,
) {
    /**
     * Seals it into the vault: files of recordings, footage and documents as exhibits, everything else as a statement with its files.
     * Gives the records' ids; null where the person stopped it. What was sealed before the stop is let go of in `held` and stays in the log,
     * so that doing it again takes no file twice. Throws `VaultException`.
     */
    fun save(vault: Vault, held: Holding, now: Long, step: Step): List<String>? {
        val form = EvidenceForms.of(kind)
        val entry = entries.entry(form, values)
        if (files.isEmpty() || !EvidenceForms.filesAreExhibits(kind)) {
            val contents = files.map { held.content(it, step) }
            val record = vault.enterWith(EvidenceForms.statement(kind), entry, contents, now) ?: return null
            files.forEach(held::drop)
            return listOf(record.leaf)
        }
        return files.map { file ->
            val exhibit = Exhibit(
                evidence = kind,
                source = if (file.isRelayed) Source.RELAYED else Source.TYPED,
                party = values[Form.PARTY].trim().ifEmpty { null },
                country = country,
                `when` = entry.`when`,
                modified = file.modified,
                detail = entry.detail,
                of = of,
                case = entry.case,
            )
            val attached = vault.attach(held.content(file, step), exhibit, now) ?: return null
            held.drop(file)
            attached.record.leaf
        }
    }
}
