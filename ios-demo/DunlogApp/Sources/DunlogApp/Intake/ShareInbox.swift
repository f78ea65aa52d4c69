import Dunlog
import Foundation

extension Program {
    /// Seals what is shared into the spool, as a stream; needs no key. This is all that the share extension does.
    ///
    /// Throws `VaultError`; ``refusal(_:)`` has the words.
    func share(_ content: NamedContent, size: UInt64, words: String?) throws -> String {
        guard size <= maxShared() else { throw Refused.tooLarge(size) }
        let named = NamedContent(name: String(content.name.suffix(200)), size: size, content: content.content)
        guard let id = try spool().shareContent(content: named, words: words, now: clocks.now) else {
            throw VaultError.BadInput(code: "content-unreadable")
        }
        return id
    }

    /// Takes a file that another program shares, and says what came of it.
    public func takeShared(file: URL, name: String, words: String? = nil) -> Answer {
        taking { _ = try share(NamedContent(file, name: name), size: Self.size(of: file), words: words) }
    }

    /// Takes a text that another program shares, such as a link or copied words; it passes through no file.
    public func takeShared(text: String) -> Answer {
        guard !text.allSatisfy(\.isWhitespace) else { return Answer(kept: false, texts("intent.empty")) }
        let data = Data(text.utf8)
        return taking { _ = try share(NamedContent(data, name: "text.txt"), size: UInt64(data.count), words: nil) }
    }

    private func taking(_ work: () throws -> Void) -> Answer {
        do {
            try work()
            return Answer(kept: true, texts("share.kept_for_later"))
        } catch is CocoaError {
            return Answer(kept: false, texts("share.unreadable"))
        } catch VaultError.BadInput("content-unreadable"), VaultError.BadInput("content-cut") {
            return Answer(kept: false, texts("share.unreadable"))
        } catch {
            return refusal(error)
        }
    }
}

/// What a shared file is kept as.
public enum SharedUse: Sendable, Equatable {
    /// A message that they sent: its words, as a `relayed` sighting.
    case message(sender: String?)
    /// A note of the person's own.
    case note
    /// Evidence of one of the five kinds.
    case evidence(Evidence)
    /// A backup, chat or list whose rows are read.
    case rows(ImportOptions)
    /// It is not wanted.
    case nothing
}

/// The files that were shared and wait for a word of the person.
public actor ShareInbox {
    /// A file that waits.
    public struct Waiting: Sendable, Equatable, Identifiable {
        /// Its name in the spool.
        public let id: String
        /// Its name for people.
        public let name: String
        /// When it was shared, and how large it is.
        public let note: String
        /// Words that came with it.
        public let words: String?
        /// Whether it may be read as a text.
        public let isText: Bool
    }

    private let program: Program

    /// The inbox of `program`.
    public init(_ program: Program) { self.program = program }

    /// What waits, oldest first; and how many files were kept aside because they cannot be read.
    ///
    /// Throws `VaultError`, ``Program/Shut``.
    public func list() throws -> (files: [Waiting], aside: Int) {
        let found = try program.vault().shared(spool: program.spool(), now: program.clocks.now)
        let files = found.files.map { file in
            let note = Format.logTime(file.time) + " · " + Format.size(file.size)
            let isText = file.name.lowercased().hasSuffix(".txt") && file.size <= UInt64(Program.longestText)
            return Waiting(
                id: file.id, name: Visible.text(file.name), note: note,
                words: file.words.map { Visible.text($0, breaks: true) },
                isText: isText)
        }
        return (files, found.aside.count)
    }

    /// Keeps a file as what the person says, and removes it from the spool.
    ///
    /// Where the app was stopped between the two, the next call finds that it is in the log and only removes it.
    public func keep(_ id: String, as use: SharedUse, progress: (any WorkProgress)? = nil) async -> Answer {
        let program = program
        return await LongWork.run { Self.keep(program, id, use, progress) }
    }

    /// Keeps a file as rows, and asks what the core has to be told before it can read it.
    public func rows(_ id: String, _ answers: ImportAnswers, progress: (any WorkProgress)? = nil) async -> ImportState {
        let program = program
        let use = SharedUse.rows(answers.options(program))
        let found = await LongWork.run { Result { try Self.attempt(program, id, use, progress) } }
        var state = ImportState()
        switch found {
        case .success(let answer): state.account = [answer.words]
        case .failure(let fault): state.ask(fault, program)
        }
        return state
    }

    private static func keep(
        _ program: Program, _ id: String, _ use: SharedUse, _ progress: (any WorkProgress)?
    ) -> Answer {
        do {
            return try attempt(program, id, use, progress)
        } catch {
            return program.refusal(error)
        }
    }

    private static func attempt(
        _ program: Program, _ id: String, _ use: SharedUse, _ progress: (any WorkProgress)?
    ) throws -> Answer {
        do {
            let (vault, spool) = (try program.vault(), try program.spool())
            guard use != .nothing else {
                try spool.dropShared(id: id)
                return Answer(kept: false, program.texts("share.removed"))
            }
            let known = try vault.shared(spool: spool, now: program.clocks.now).files.first { $0.id == id }
            guard let known else { return Answer(kept: true, program.texts("intent.already")) }
            let copy = try program.pass(known.name)
            defer { try? FileManager.default.removeItem(at: copy) }
            try vault.saveShared(spool: spool, id: id, file: copy.path)
            let note = try Taking.read(program, id)
            if let note, try holds(vault, from: note.size, like: copy) {
                try Taking.end(program, id)
                try spool.dropShared(id: id)
                return Answer(kept: true, program.texts("intent.already"))
            }
            try Taking.begin(program, id, size: try vault.head().size)
            let answer = try enter(program, vault, known, copy, use, progress)
            guard answer.kept else {
                try Taking.end(program, id)
                return answer
            }
            try spool.dropShared(id: id)
            try Taking.end(program, id)
            return answer
        } catch VaultError.BadInput("share-torn") {
            return Answer(kept: false, program.texts("intent.kept_aside"))
        }
    }

    private static func enter(
        _ program: Program, _ vault: Vault, _ shared: SharedFile, _ copy: URL, _ use: SharedUse,
        _ progress: (any WorkProgress)?
    ) throws -> Answer {
        let texts = program.texts
        let now = program.clocks.read()
        switch use {
        case .message(let sender):
            return program.logMessage(HandedMessage(text: try text(copy), sender: sender))
        case .note:
            let entry = TypedEntry(when: .at(shared.time, now.offset))
            _ = try vault.enter(what: .note(try text(copy)), entry: entry, now: now.wall)
        case .evidence(let kind):
            try program.attach(NamedContent(copy, name: shared.name), kind: kind, words: shared.words, to: vault)
        case .rows(let options):
            let file = EnclosedFile(path: copy.path, name: shared.name)
            let done = try vault.importFile(file: file, options: options, progress: progress, now: now.wall)
            guard let done, !done.cancelled else { return Answer(kept: false, texts("import.cancelled")) }
            ImportModel.noteList(program, done)
            return Answer(kept: true, texts("import.done") + " " + texts("import.appended", count: done.appended))
        case .nothing: break
        }
        return Answer(kept: true, texts("app.saved"))
    }

    private static func text(_ file: URL) throws -> String {
        let data = try Data(contentsOf: file)
        guard data.count <= Program.longestText, let text = String(data: data, encoding: .utf8) else {
            throw VaultError.BadInput(code: "format-unknown")
        }
        return text
    }

    /// Whether a record from `from` on holds the content of `file`, as its words or as a file of it.
    private static func holds(_ vault: Vault, from: UInt64, like file: URL) throws -> Bool {
        let size = try Program.size(of: file)
        let words = size <= UInt64(Program.longestText) ? (try? text(file)) : nil
        for index in from..<max(from, try vault.head().size) {
            let record = try vault.record(index: index)
            if let words, record.body == words { return true }
            for held in record.fact.attachments where UInt64(held.size) == size {
                if try vault.openAttachment(sha256: held.sha256).equals(FileContent(file)) { return true }
            }
        }
        return false
    }
}

/// Remembers that a shared file is being entered, and how long the log was then: what makes it certain after a stop
/// whether it was.
private enum Taking {
    struct Note: Codable { let size: UInt64 }

    private static func file(_ program: Program, _ id: String) -> URL {
        program.places.base.appendingPathComponent("taking-\(id)")
    }

    static func read(_ program: Program, _ id: String) throws -> Note? {
        guard let data = try? Data(contentsOf: file(program, id)) else { return nil }
        return try? JSONDecoder().decode(Note.self, from: data)
    }

    static func begin(_ program: Program, _ id: String, size: UInt64) throws {
        guard try read(program, id) == nil else { return }
        try JSONEncoder().encode(Note(size: size)).write(to: file(program, id), options: .atomic)
    }

    static func end(_ program: Program, _ id: String) throws {
        let file = file(program, id)
        if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
    }
}
