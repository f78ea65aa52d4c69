package dunlog.app.check

import dunlog.GapReason
import dunlog.Kind
import dunlog.LastSeen
import dunlog.Level
import dunlog.Pack
import dunlog.Program
import dunlog.Record
import dunlog.Vault
import dunlog.Way
import java.io.File
import java.time.ZoneId

/** What the screen of checks shows. */
class LogState(
    val size: Long,
    val damage: String?,
    val isCopy: Boolean,
    val done: DoneBefore?,
    val lastSeen: List<LastSeen>,
    val shut: Map<Way, GapReason>,
    /** The newest gaps, newest first. */
    val gaps: List<Record>,
    /** How many pieces the spool could not hand over. */
    val aside: Int,
    val reminders: List<Reminder>,
) {
    companion object {
        private const val GAPS = 20
        private const val DAY = 24L * 3_600_000

        /** Reads it all; takes as long as the log is large. Throws `VaultException`. */
        fun read(program: Program, vault: Vault, pack: Pack, zone: ZoneId, now: Long): LogState {
            val done = program.kept(DoneBefore.NAME)?.let(::DoneBefore)
            val records = vault.recordsOf(Reminders.KINDS + Kind.GAP)
            val begun = vault.record(0u).recorded
            val confirmed = done?.operatorList
            val firstDay = vault.counts(if (confirmed == null) 0 else confirmed / DAY + 1, now / DAY + 1, null).minOfOrNull { it.day }
            val facts = Reminders.Facts(firstDay?.times(DAY), firstFlag(vault, pack, now), begun, done?.backup)
            val watch = program.watch()
            return LogState(
                size = vault.head().size.toLong(),
                damage = vault.damage(),
                isCopy = vault.isCopy(),
                done = done,
                lastSeen = watch?.lastSeen().orEmpty(),
                shut = Way.entries.mapNotNull { way -> watch?.shut(way)?.let { way to it } }.toMap(),
                gaps = records.filter { it.fact.kind == Kind.GAP }.takeLast(GAPS).reversed(),
                aside = File(program.spoolFolder, "kept-aside").list()?.size ?: 0,
                reminders = Reminders(zone).all(records.filter { it.fact.kind != Kind.GAP }, facts, now),
            )
        }

        /** The earliest flagged event of the last six months and a day more. */
        private fun firstFlag(vault: Vault, pack: Pack, now: Long): Long? = vault.findings(pack)
            .filter { it.level == Level.SIGN || it.level == Level.REVIEW || it.level == Level.BORDERLINE }
            .mapNotNull { finding -> finding.records.firstOrNull()?.let(vault::find)?.time }
            .filter { it > now - 190 * DAY }
            .minOrNull()
    }
}
