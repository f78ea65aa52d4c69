import Dunlog

/// The findings of a pack, by the records that they name.
struct Flags: Sendable {
    /// The length of the log for which they were computed.
    let size: UInt64
    /// All of them.
    let findings: [Finding]
    private let byLeaf: [Hash: [Int]]

    /// No finding yet.
    static let none = Flags(size: 0, findings: [])

    init(size: UInt64, findings: [Finding]) {
        self.size = size
        self.findings = findings
        var byLeaf: [Hash: [Int]] = [:]
        for (place, finding) in findings.enumerated() {
            for leaf in Set(finding.records) { byLeaf[leaf, default: []].append(place) }
        }
        self.byLeaf = byLeaf
    }

    /// The findings that name a sighting of an event, each once, in the order of their computation.
    func of(_ event: Listed) -> [Finding] {
        let places = event.records.reduce(into: Set<Int>()) { $0.formUnion(byLeaf[$1.leaf] ?? []) }
        return places.sorted().map { findings[$0] }
    }

    /// Rule and level of each rule that flags an event: each once by its highest level, levels falling.
    func rules(_ event: Listed) -> [(rule: String, level: Level)] {
        var best: [String: Level] = [:]
        for finding in of(event) where finding.level != .context {
            if let known = best[finding.rule], known.rank >= finding.level.rank { continue }
            best[finding.rule] = finding.level
        }
        return best.map { ($0.key, $0.value) }.sorted {
            $0.level.rank != $1.level.rank ? $0.level.rank > $1.level.rank : $0.rule < $1.rule
        }
    }

    /// Whether an event is outside of the hours, as far as a finding says so.
    func outsideHours(_ event: Listed) -> Bool {
        of(event).contains { $0.`class` == "hours" && $0.level.rank >= Level.borderline.rank }
    }
}

/// A flag as a line: its level, which gives the colour, and its words.
public struct FlagLine: Sendable, Equatable {
    /// How much it claims.
    public let level: Level
    /// The level and the rule's title.
    public let words: String
}
