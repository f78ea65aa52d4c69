package dunlog.app.form

import dunlog.ZoneChange
import dunlog.ZoneTable
import java.time.Instant
import java.time.ZoneId

/** Zones as the vault takes them. */
object Zones {
    /** Every change of a zone's offset since 1990, and the offset before the first. */
    fun table(zone: ZoneId): ZoneTable {
        val rules = zone.rules
        val begin = Instant.parse("1990-01-01T00:00:00Z")
        val end = Instant.parse("2100-01-01T00:00:00Z")
        val changes = ArrayList<ZoneChange>()
        changes += ZoneChange(begin.toEpochMilli(), rules.getOffset(begin).totalSeconds / 60L)
        var next = rules.nextTransition(begin)
        while (next != null && next.instant < end) {
            changes += ZoneChange(next.instant.toEpochMilli(), next.offsetAfter.totalSeconds / 60L)
            next = rules.nextTransition(next.instant)
        }
        return ZoneTable(zone.id, changes)
    }
}
