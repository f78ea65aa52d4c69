import Dunlog
import Foundation

/// What the log-level records say: cases, roles, tags, gaps, refusals (docs/app.md, 2.3). Read once and then
/// only what came behind.
struct Ledger: Sendable {
    /// Up to where the log was read.
    private(set) var size: UInt64 = 0
    /// All of them, in the order of the log.
    private(set) var records: [Record] = []
    private var rolesByNumber: [String: [Record]] = [:]
    private var tagsByLeaf: [String: Set<String>] = [:]

    /// Reads what came since the last time.
    mutating func update(from vault: Vault) throws {
        let head = try vault.head().size
        guard head > size else { return }
        for record in try vault.logLevel(from: size) where record.index < head { take(record) }
        size = head
    }

    private mutating func take(_ record: Record) {
        records.append(record)
        switch record.fact.kind {
        case .role:
            if let party = record.party { rolesByNumber[party.key, default: []].append(record) }
        case .tag:
            guard let word = record.fact.`case` else { return }
            for target in record.fact.targets { tagsByLeaf[target, default: []].insert(word) }
        default: break
        }
    }

    /// The records of a kind, in the order of the log.
    func all(_ kind: Kind) -> [Record] { records.filter { $0.fact.kind == kind } }

    /// The times in which nothing could be seen, oldest first.
    var gaps: [Record] {
        all(.gap).filter { $0.fact.from != nil && $0.fact.to != nil }.sorted {
            ($0.fact.from ?? 0) < ($1.fact.from ?? 0)
        }
    }

    /// The short ids of all cases, in the order in which they first stand in the log.
    var cases: [String] {
        var seen: [String] = []
        for record in records where record.fact.kind == .`case` || record.fact.kind == .role {
            if let word = record.fact.`case`, !seen.contains(word) { seen.append(word) }
        }
        return seen
    }

    /// The creditor of a case as it was entered last, else the case's id.
    func creditor(of word: String) -> String { fact("creditor", of: word) ?? word }

    /// A member of a case as it was entered last.
    func fact(_ key: String, of word: String) -> String? {
        for record in records.reversed() where record.fact.kind == .`case` && record.fact.`case` == word {
            if let value = record.members[key] { return value }
        }
        return nil
    }

    /// The role records of a case that hold at no time in particular: the latest of each number.
    func numbers(of word: String) -> [Record] {
        var latest: [String: Record] = [:]
        for record in records where record.fact.kind == .role && record.fact.`case` == word {
            if let party = record.party { latest[party.key] = record }
        }
        return latest.values.sorted { $0.index < $1.index }
    }

    /// The roles of a number by case, as they hold at `time`.
    func roles(of key: String, at time: Millis?) -> [String: Role] {
        var roles: [String: Role] = [:]
        for record in rolesByNumber[key] ?? [] where record.holds(at: time) {
            if let word = record.fact.`case`, let role = record.fact.role { roles[word] = role }
        }
        return roles
    }

    /// The role that a heading shows: that of the latest record, other than `unknown`.
    func role(of key: String, at time: Millis?) -> Role? {
        let latest = (rolesByNumber[key] ?? []).last { $0.holds(at: time) }
        return latest?.fact.role.flatMap { $0 == .unknown ? nil : $0 }
    }

    /// The name that the latest role record of a number says.
    func name(of key: String) -> String? { rolesByNumber[key]?.last?.members["name"] }

    /// The cases that tags give an event.
    func tags(_ event: Listed) -> Set<String> {
        event.records.reduce(into: []) { found, record in found.formUnion(tagsByLeaf[record.leaf] ?? []) }
    }

    /// The cases of an event: by tags, else by the roles of its number.
    func cases(of event: Listed) -> Set<String> {
        let tagged = tags(event)
        guard tagged.isEmpty, let record = event.records.first, let party = record.party else { return tagged }
        return Set(roles(of: party.key, at: record.time).keys)
    }

    /// The creditor under which an event stands, where one is known.
    func creditor(of event: Listed) -> String? {
        var known = tags(event)
        if known.isEmpty, let record = event.records.first, let party = record.party {
            let roles = roles(of: party.key, at: record.time)
            known = Set(roles.filter { $0.value == .creditor || $0.value == .agency }.keys)
        }
        var names: [String] = []
        for name in known.sorted().map(creditor(of:)) where !names.contains(name) { names.append(name) }
        return names.isEmpty ? nil : names.joined(separator: "、")
    }
}

extension Party {
    /// What stands for the other side in lists: the number, else the name as shown.
    var key: String { name.number ?? name.shown }
}

extension Record {
    /// The members of the typed or program detail that are texts.
    var members: [String: String] {
        guard let detail, let data = detail.data(using: .utf8),
            let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return [:] }
        return object.compactMapValues { $0 as? String }
    }

    /// Whether a span of it holds at `time`; without a time, only what has no span does.
    func holds(at time: Millis?) -> Bool {
        guard let time else { return fact.from == nil && fact.to == nil }
        return (fact.from ?? .min) <= time && time < (fact.to ?? .max)
    }
}
