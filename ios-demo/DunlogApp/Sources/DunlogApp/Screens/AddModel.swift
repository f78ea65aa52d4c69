import Dunlog
import Foundation

/// What a person has filled in; it is kept while the form is not saved, so that a call or a stop loses nothing.
public struct Draft: Codable, Sendable, Equatable {
    /// Which form.
    public var form: String
    /// What was typed, by field.
    public var values: [String: String] = [:]
    /// The number or name.
    public var number = ""
    /// The case.
    public var caseWord: String?
    /// When it was, ISO 8601 without an offset; empty where none was given.
    public var time = ""
    /// That only the clock is known, not the zone.
    public var isLocal = false
    /// The files that were chosen: where they lie and how they are called.
    public var files: [File] = []
    /// The record that it is added to.
    public var about: String?

    /// An empty form.
    public init(_ form: EvidenceForm, about: String? = nil) {
        self.form = form.rawValue
        self.about = about
    }

    /// A chosen file.
    public struct File: Codable, Sendable, Equatable {
        /// Where it lies.
        public var path: String
        /// Its name for people.
        public var name: String

        /// A file at a path.
        public init(path: String, name: String) {
            self.path = path
            self.name = name
        }
    }

    /// Whether nothing was filled in.
    public var isEmpty: Bool {
        values.values.allSatisfy(\.isEmpty) && number.isEmpty && files.isEmpty && time.isEmpty
    }
}

/// "Add evidence": each form becomes one record.
public actor AddModel {
    private let program: Program

    /// The forms of `program`.
    public init(_ program: Program) { self.program = program }

    private nonisolated var place: URL { program.places.base.appendingPathComponent("draft.json") }

    /// What was typed before the app was stopped; none where nothing was left.
    public func resume() throws -> Draft? {
        guard let sealed = try? Data(contentsOf: place) else { return nil }
        return try JSONDecoder().decode(Draft.self, from: program.keystore.unwrap(wrapped: sealed))
    }

    /// Keeps what was typed, sealed by the phone's keystore; an empty form drops it.
    public func keep(_ draft: Draft) throws {
        guard !draft.isEmpty else { return try drop() }
        try program.keystore.wrap(secret: JSONEncoder().encode(draft)).write(to: place, options: .atomic)
    }

    /// Leaves the form.
    public func drop() throws {
        if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
    }

    /// Writes one record. What is chosen as a file is sealed as a stream.
    public func save(_ draft: Draft) async -> Answer {
        let program = program
        let answer = await LongWork.run { Self.save(program, draft) }
        if answer.kept { try? drop() }
        return answer
    }

    private static func save(_ program: Program, _ draft: Draft) -> Answer {
        do {
            guard let form = EvidenceForm(rawValue: draft.form) else { throw Refused.missing("form") }
            let clock = program.clocks.read()
            for file in draft.files {
                let size = try Program.size(of: URL(fileURLWithPath: file.path))
                guard size <= Program.largestFile else { throw Refused.tooLarge(size) }
            }
            let filled = draft.values.filter { !$0.value.isEmpty }
            let (what, detail) = try typed(form, filled)
            let entry = TypedEntry(
                when: try when(draft, form, clock),
                party: draft.number.isEmpty ? nil : party(shown: draft.number, country: program.country),
                case: draft.caseWord, about: draft.about.map { [$0] } ?? [], detail: detail,
                files: draft.files.map { EnclosedFile(path: $0.path, name: $0.name) })
            let done = try program.vault().enter(what: what, entry: entry, now: clock.wall)
            if form == .footage, let day = filled["overwritten_on"] {
                try program.change { $0.footage.append(.init(leaf: done.leaf, on: day)) }
            }
            return Answer(kept: true, program.texts("app.saved"))
        } catch {
            return program.refusal(error)
        }
    }

    private static func when(_ draft: Draft, _ form: EvidenceForm, _ clock: PhoneClock) throws -> When? {
        guard !draft.time.isEmpty else {
            return form.evidence == nil ? .at(clock.wall, clock.offset) : nil
        }
        guard let time = Instant.read(draft.time, offsetMinutes: clock.offsetMinutes) else { throw Refused.time }
        guard draft.isLocal else {
            return .at(time, Offset(minutes: Int64(clock.offsetMinutes), zone: clock.zone, from: .option))
        }
        let local = Format.clock(time, minutes: Int64(clock.offsetMinutes), whole: true)
        return .local(local.replacing(" ", with: "T"))
    }

    private static func typed(_ form: EvidenceForm, _ filled: [String: String]) throws -> (Typed, [String: String]) {
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
