import Dunlog
import Foundation

/// A form that becomes records.
struct Saving {
    private let program: Program
    private let draft: Draft
    private let clock: PhoneClock

    init(_ program: Program, _ draft: Draft) {
        self.program = program
        self.draft = draft
        clock = program.clocks.read()
    }

    /// Writes it whole or, where it does not fit, not at all; of several exhibits each is whole.
    func save() -> Answer {
        do {
            guard let form = EvidenceForm(rawValue: draft.form) else { throw Refused.missing("form") }
            for file in draft.files {
                let size = try Program.size(of: URL(fileURLWithPath: file.path))
                guard size <= Program.largestFile else { throw Refused.tooLarge(size) }
            }
            let filled = draft.values.filter { !$0.value.isEmpty }
            let vault = try program.vault()
            let leaf: Hash
            if let kind = form.evidence, Self.exhibits.contains(kind), !draft.files.isEmpty {
                leaf = try exhibits(kind, filled, vault)
            } else {
                leaf = try entry(form, filled, vault)
            }
            if form == .footage, let day = filled["overwritten_on"] {
                try program.change { $0.footage.append(.init(leaf: leaf, on: day)) }
            }
            return Answer(kept: true, program.texts("app.saved"))
        } catch {
            return program.refusal(error)
        }
    }

    /// The kinds of which a file is the evidence itself, and not a picture of it.
    private static let exhibits: Set<Evidence> = [.recording, .footage, .document]

    private func exhibits(_ kind: Evidence, _ filled: [String: String], _ vault: Vault) throws -> Hash {
        // All of it is looked at before the first file is sealed.
        let time = try when(evidence: true)
        let contents = try draft.files.map(content)
        var last: Hash?
        for (content, file) in zip(contents, draft.files) {
            let exhibit = Exhibit(
                evidence: kind, source: .typed, party: draft.number.isEmpty ? nil : draft.number,
                country: program.country, when: time, modified: file.isSealed ? nil : Recordings.written(file.path),
                detail: filled, of: draft.about, case: draft.caseWord)
            last = try vault.attach(content: content, exhibit: exhibit, now: clock.wall)?.record.leaf
        }
        guard let last else { throw VaultError.BadInput(code: "content-unreadable") }
        return last
    }

    private func entry(_ form: EvidenceForm, _ filled: [String: String], _ vault: Vault) throws -> Hash {
        let (what, detail) = try typed(form, filled)
        let entry = TypedEntry(
            when: try when(evidence: form.evidence != nil),
            party: draft.number.isEmpty ? nil : party(shown: draft.number, country: program.country),
            case: draft.caseWord, about: draft.about.map { [$0] } ?? [], detail: detail)
        let contents = try draft.files.map(content)
        let done = try vault.enterWith(what: what, entry: entry, contents: contents, now: clock.wall)
        guard let done else { throw VaultError.BadInput(code: "content-unreadable") }
        return done.leaf
    }

    /// A chosen file as a stream, or a picture of the camera out of memory.
    private func content(_ file: Draft.File) throws -> NamedContent {
        let place = URL(fileURLWithPath: file.path)
        guard file.isSealed else { return try NamedContent(place, name: file.name) }
        return NamedContent(try program.keystore.unwrap(wrapped: Data(contentsOf: place)), name: file.name)
    }

    private func when(evidence: Bool) throws -> When? {
        guard !draft.time.isEmpty else { return evidence ? nil : .at(clock.wall, clock.offset) }
        guard let time = Instant.read(draft.time, offsetMinutes: clock.offsetMinutes) else { throw Refused.time }
        guard draft.isLocal else {
            return .at(time, Offset(minutes: Int64(clock.offsetMinutes), zone: clock.zone, from: .option))
        }
        let local = Format.clock(time, minutes: Int64(clock.offsetMinutes), whole: true)
        return .local(local.replacing(" ", with: "T"))
    }

    private func typed(_ form: EvidenceForm, _ filled: [String: String]) throws -> (Typed, [String: String]) {
        var detail = filled
        switch form {
        case .note:
            guard let words = detail.removeValue(forKey: "words") else { throw Refused.missing("words") }
            return (.note(words), detail)
        case .visit, .contact:
            let channels: [String: Channel] = [
                "call": .call, "sms": .sms, "chat": .chat, "letter": .letter, "other": .other,
            ]
            let outcomes: [String: Outcome] = ["connected": .connected, "missed": .missed, "rejected": .rejected]
            let words = detail.removeValue(forKey: "words")
            let channel = form == .visit ? Channel.visit : channels[detail.removeValue(forKey: "channel") ?? ""]
            guard let channel else { throw Refused.missing("channel") }
            let direction: Direction = detail.removeValue(forKey: "direction") == "out" ? .out : .in
            let outcome = outcomes[detail.removeValue(forKey: "outcome") ?? ""]
            let seconds = detail.removeValue(forKey: "seconds").flatMap { Int64($0) }
            let isCall = channel == .call
            let contact = Contact(
                channel: channel, direction: direction, outcome: isCall ? outcome : nil,
                duration: isCall && outcome == .connected ? seconds : nil, words: words)
            return (.contact(contact), detail)
        default:
            return (.statement(form.evidence ?? .document), detail)
        }
    }
}
