import Dunlog
import Foundation

/// What takes as long as the log is: flags and evidence. Each is worked out once for a length of the log.
final class Worked: @unchecked Sendable {
    private let lock = NSLock()
    private var flags = Flags.none
    private var evidence = EvidenceList.none

    /// The findings of the whole log. Throws `VaultError`.
    func flags(_ vault: Vault, _ pack: Pack) throws -> Flags {
        let size = try vault.head().size
        let known = lock.withLock { flags }
        if known.size == size { return known }
        let fresh = Flags(size: size, findings: try vault.findings(pack: pack))
        lock.withLock { flags = fresh }
        return fresh
    }

    /// What is evidence in the log, and what is tied. Throws `VaultError`.
    func evidence(_ vault: Vault) throws -> EvidenceList {
        let size = try vault.head().size
        let known = lock.withLock { evidence }
        if known.size == size { return known }
        let kinds: [Kind] = [.statement, .file, .link, .selfTest, .checkResult]
        let fresh = EvidenceList(size: size, records: try vault.recordsOf(kinds: kinds))
        lock.withLock { evidence = fresh }
        return fresh
    }
}

/// The records that are evidence, that tie two records, or that say what a self-test came to; in the order of the log.
struct EvidenceList: Sendable {
    /// The length of the log for which they were read.
    let size: UInt64
    /// All of them.
    let records: [Record]

    /// Nothing was read yet.
    static let none = EvidenceList(size: 0, records: [])

    /// Those of a kind.
    func all(_ kind: Kind) -> [Record] { records.filter { $0.fact.kind == kind } }

    /// What is tied to an event: each record with how it is, as the log says. A link names the later record first.
    func tied(to event: Listed) -> [(relation: Relation, leaf: Hash)] {
        let own = Set(event.records.map(\.leaf))
        return records.flatMap { record -> [(relation: Relation, leaf: Hash)] in
            switch record.fact.kind {
            case .link:
                guard let relation = record.fact.relation, record.fact.targets.count == 2 else { return [] }
                let (first, second) = (record.fact.targets[0], record.fact.targets[1])
                if own.contains(second), !own.contains(first) { return [(relation, first)] }
                if own.contains(first), !own.contains(second) { return [(relation, second)] }
                return []
            case .statement, .checkResult, .file:
                return record.fact.targets.contains(where: own.contains) ? [(.supports, record.leaf)] : []
            default: return []
            }
        }
    }
}
