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
        /// Whether it is a picture of the camera: wrapped by the phone's keystore, and nowhere in the clear.
        public var isSealed: Bool

        /// A file at a path.
        public init(path: String, name: String, isSealed: Bool = false) {
            self.path = path
            self.name = name
            self.isSealed = isSealed
        }
    }

    /// Whether nothing was filled in.
    public var isEmpty: Bool {
        values.values.allSatisfy(\.isEmpty) && number.isEmpty && files.isEmpty && time.isEmpty && caseWord == nil
    }
}

/// "Add evidence": each form becomes one record, or one for each of its files.
public actor AddModel {
    private let program: Program

    /// The forms of `program`.
    public init(_ program: Program) { self.program = program }

    /// Where what is typed into a form waits: each form has its own, and so has each event that it is added to.
    private nonisolated func place(_ form: String, _ about: String?) -> URL {
        let end = about.map { "-" + String($0.prefix(16)) } ?? ""
        return program.places.base.appendingPathComponent("draft-\(form)\(end)")
    }

    /// What was typed before the app was stopped; none where nothing was left.
    public func resume(_ form: EvidenceForm, about: String? = nil) throws -> Draft? {
        guard let sealed = try? Data(contentsOf: place(form.rawValue, about)) else { return nil }
        return try JSONDecoder().decode(Draft.self, from: program.keystore.unwrap(wrapped: sealed))
    }

    /// Keeps what was typed, sealed by the phone's keystore; an empty form drops it.
    public func keep(_ draft: Draft) throws {
        guard !draft.isEmpty else { return try drop(draft) }
        let sealed = try program.keystore.wrap(secret: JSONEncoder().encode(draft))
        try sealed.write(to: place(draft.form, draft.about), options: .atomic)
    }

    /// Takes a picture of the camera into a form. It is wrapped by the phone's keystore before anything of it is on the
    /// disk, and unwrapped in memory when the form is saved.
    ///
    /// Throws `KeystoreError`, and what the file system does.
    public func hold(_ picture: Data, in draft: Draft) throws -> Draft {
        let file = program.places.base.appendingPathComponent("held-" + UUID().uuidString)
        try program.keystore.wrap(secret: picture).write(to: file, options: .atomic)
        let clock = program.clocks.read()
        let time = Format.clock(clock.wall, minutes: Int64(clock.offsetMinutes), whole: true)
        let name = "photo-" + time.replacing(" ", with: "-").replacing(":", with: "") + ".jpg"
        var next = draft
        next.files.append(Draft.File(path: file.path, name: name, isSealed: true))
        try keep(next)
        return next
    }

    /// Leaves the form, and drops its pictures.
    public func drop(_ draft: Draft) throws {
        let kept = draft.files.filter(\.isSealed).map { URL(fileURLWithPath: $0.path) }
        for file in kept + [place(draft.form, draft.about)] where FileManager.default.fileExists(atPath: file.path) {
            try FileManager.default.removeItem(at: file)
        }
    }

    /// The calls that a recording may be of, by its name and its file's time; the first that is chosen is what the form
    /// is added to. Reads the whole log.
    public func calls(of file: Draft.File) async -> [RecordingCall] {
        let program = program
        let found = await LongWork.run { Result { try Recordings(program).calls(of: file) } }
        return (try? found.get()) ?? []
    }

    /// Writes it. What is chosen as a file is sealed as a stream.
    public func save(_ draft: Draft) async -> Answer {
        let program = program
        let answer = await LongWork.run { Saving(program, draft).save() }
        if answer.kept { try? drop(draft) }
        return answer
    }
}
