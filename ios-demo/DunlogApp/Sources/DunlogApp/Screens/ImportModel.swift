import Dunlog
import Foundation

/// What the core has to be told before it can read a file.
public enum ImportQuestion: Sendable, Equatable {
    /// Which name in the chat is the person.
    case me
    /// How the dates are to be read.
    case order
    /// Which program wrote the chat.
    case app
    /// Of which own number the list is.
    case own
    /// Which column of the list is what.
    case columns
}

/// What the screen of an import shows.
public struct ImportState: Sendable, Equatable {
    /// What is to be answered before it can go on.
    public var question: ImportQuestion?
    /// How far it is, in percent.
    public var percent: Int?
    /// The account of what was taken and left out.
    public var account: [String] = []
    /// What went wrong.
    public var problem: String?

    /// Nothing was chosen yet.
    public init() {}
}

extension ImportState {
    /// Asks what the core could not know; any other fault is told.
    mutating func ask(_ fault: any Error, _ program: Program) {
        question = Self.question(fault)
        if question == nil { problem = program.words(for: fault) }
    }

    private static func question(_ fault: any Error) -> ImportQuestion? {
        guard case VaultError.BadInput(let code) = fault else { return nil }
        switch code {
        case "me-unknown": return .me
        case "date-order-open": return .order
        case "chat-app-open": return .app
        case "own-unknown": return .own
        case "list-columns-unknown": return .columns
        default: return nil
        }
    }
}

/// Reads a backup, a chat or an operator's list into the log, with an account of every row.
public actor ImportModel {
    private let program: Program

    /// Imports of `program`.
    public init(_ program: Program) { self.program = program }

    /// Reads the file. What is committed stays where `progress` stops it, and running it again completes it.
    public func run(_ file: URL, name: String, answers: ImportAnswers, progress: any WorkProgress) async
        -> ImportState
    {
        let program = program
        let options = answers.options(program)
        let found = await LongWork.run { () -> Result<Imported?, any Error> in
            Result {
                try program.vault().importFile(
                    file: EnclosedFile(path: file.path, name: name), options: options, progress: progress,
                    now: program.clocks.now)
            }
        }
        var state = ImportState()
        switch found {
        case .success(nil): state.account = [program.texts("import.cancelled")]
        case .success(let done?):
            state.account = account(done)
            Self.noteList(program, done)
        case .failure(let fault): state.ask(fault, program)
        }
        return state
    }

    /// Remembers up to when an operator's list confirms what came.
    static func noteList(_ program: Program, _ done: Imported) {
        guard let last = done.last, let to = done.to, let vault = try? program.vault(),
            let record = try? vault.record(index: last.index), record.fact.source == .`operator`
        else { return }
        try? program.change { $0.operatorUntil = max($0.operatorUntil ?? 0, to) }
    }

    /// The account of an import, line by line.
    private func account(_ done: Imported) -> [String] {
        let texts = program.texts
        var lines = [texts(done.cancelled ? "import.cancelled" : "import.done")]
        lines.append(texts("import.appended", count: done.appended))
        func add(_ key: String, _ count: UInt64) { if count > 0 { lines.append(texts(key, count: count)) } }
        add("import.duplicates", done.duplicates)
        add("import.skipped", done.skippedTotal)
        for (reason, count) in done.skippedBy.sorted(by: { $0.key < $1.key }) {
            lines.append(texts("import.reason", SkipWord.of(reason, texts), String(count)))
        }
        add("import.losses", done.losses)
        add("import.lost", done.lostBy.values.reduce(0, +))
        add("import.clock_times", done.clockTimes)
        if let cut = done.cut { lines.append(texts("import.cut", String(cut))) }
        if let from = done.from, let to = done.to {
            lines.append(texts("import.span", Format.date(Format.day(from)), Format.date(Format.day(to))))
        }
        add("import.conversations", done.conversations)
        lines.append(texts(done.kept ? "import.kept" : "import.not_kept"))
        return lines
    }
}

/// The words for why a row was left out (docs/app.md, 2.8).
enum SkipWord {
    static func of(_ reason: String, _ texts: Texts) -> String {
        switch reason {
        case "row-empty": return texts("word.skip.row_empty")
        case "row-unknown", "element-unknown", "system-row", "tapback": return texts("word.skip.not_a_message")
        case "draft", "not-sent": return texts("word.skip.not_sent")
        case "file-missing", "not-in-the-backup": return texts("word.skip.absent")
        case "unreadable", "row-damaged": return texts("word.skip.unreadable")
        default: break
        }
        if reason.hasPrefix("time-") { return texts("word.skip.time_unusable") }
        if reason.hasSuffix("-too-long") || reason.hasSuffix("-too-large") || reason.hasPrefix("too-many-") {
            return texts("word.skip.too_large")
        }
        if reason.hasSuffix("-unreadable") || reason.hasSuffix("-invalid") { return texts("word.skip.unreadable") }
        return texts("word.skip.other", reason)
    }
}

/// Progress that can be stopped, and that says how far it is.
public final class Stoppable: WorkProgress, @unchecked Sendable {
    private let lock = NSLock()
    private var stopped = false
    private let told: @Sendable (Int) -> Void

    /// `told` is called with the percentage, from the thread that works.
    public init(_ told: @escaping @Sendable (Int) -> Void = { _ in }) { self.told = told }

    /// Stops the work at its next step.
    public func stop() { lock.withLock { stopped = true } }

    public func step(done: UInt64, total: UInt64) throws -> Bool {
        if total > 0 { told(Int(min(done, total) * 100 / total)) }
        return lock.withLock { !stopped }
    }
}
