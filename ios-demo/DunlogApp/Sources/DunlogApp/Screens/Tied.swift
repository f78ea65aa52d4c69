import Dunlog

/// The evidence that is tied to an event, as its screen shows it.
struct Tied {
    private let program: Program
    private let vault: Vault

    init(_ program: Program, _ vault: Vault) {
        self.program = program
        self.vault = vault
    }

    /// Each record that is tied, in the order of the log.
    func of(_ event: Listed, _ evidence: EvidenceList) throws -> [EventState.TiedLine] {
        var lines: [EventState.TiedLine] = []
        for (relation, leaf) in evidence.tied(to: event) where !lines.contains(where: { $0.id == leaf }) {
            guard let record = try vault.find(leaf: leaf) else { continue }
            lines.append(line(relation, record))
        }
        return lines
    }

    private func line(_ relation: Relation, _ record: Record) -> EventState.TiedLine {
        let texts = program.texts
        let what = record.fact.evidence.map(texts.word) ?? texts.word(record.fact.kind)
        var words = [texts.word(relation), what, Format.logTime(record.recorded)]
        if record.fact.kind == .checkResult {
            let members = record.members
            words += ["by", "answer"].compactMap { key in members[key].map { word(key, $0) } }
            if let number = members["number"] { words.append(Visible.text(number)) }
        } else if record.fact.evidence == nil, let body = record.body {
            words.append(Visible.excerpt(body))
        } else {
            let told = record.members.sorted { $0.key < $1.key }.map { Visible.excerpt($0.value, limit: 40) }
            words += told.prefix(3)
        }
        return EventState.TiedLine(
            id: record.leaf, words: words.joined(separator: " · "), files: EventState.FileLine.of(record, texts))
    }

    /// Whom was asked, and what they answered, in words; a word that no form gives stays as it is.
    private func word(_ key: String, _ value: String) -> String {
        let texts = program.texts
        let name = key == "by" ? "word.check_by.\(value)" : "word.check_answer.\(value)"
        return texts.has(name) ? texts(name) : Visible.text(value)
    }
}

extension EventState.FileLine {
    /// The files of a record, without the one that holds a long body.
    static func of(_ record: Record, _ texts: Texts) -> [EventState.FileLine] {
        let names = record.names
        return record.fact.attachments.enumerated().filter { $1.sha256 != record.fact.bodyAttached }.map {
            place, file in
            let size = texts("event.file_size", String(file.size))
            return EventState.FileLine(
                id: file.sha256, name: place < names.count ? Visible.text(names[place]) : "",
                note: size + " · " + file.mediaType, type: file.mediaType)
        }
    }
}
