import Dunlog
import Foundation

/// What the screen of checks shows.
public struct CheckState: Sendable, Equatable {
    /// The state of the log, line by line.
    public var log: [String] = []
    /// That the log can only be read, and that another may follow.
    public var readOnly: String?
    /// When a head last left the phone.
    public var head = ""
    /// When a copy was last saved.
    public var copy = ""
    /// When an automation last handed something over.
    public var seen = ""
    /// Times in which nothing was recorded.
    public var gaps: [String] = []
    /// What waits to be written, and what was kept aside.
    public var spool: [String] = []
    /// What is to be done.
    public var reminders: [Reminder] = []
    /// What was done.
    public var done: String?
    /// What went wrong.
    public var problem: String?

    /// Nothing was read yet.
    public init() {}
}

/// Something to be done by a day.
public struct Reminder: Sendable, Equatable, Identifiable {
    /// What tells it apart; also the key under which it is put off.
    public let id: String
    /// What is to be done; this alone may stand in a notification.
    public let title: String
    /// More about it; only on the app's own screen.
    public let body: String?
    /// The day, in days since 1970.
    public let due: Int64
}

/// Check: the log, copies, heads, what waits, reminders.
public actor CheckModel {
    private let program: Program
    private var ledger = Ledger()

    /// The checks of `program`.
    public init(_ program: Program) { self.program = program }

    /// Reads the state; checks nothing yet. The first time, it takes as long as the log is.
    public func open() async -> CheckState {
        await program.workOut()
        return read()
    }

    private func read() -> CheckState {
        do {
            let vault = try program.vault()
            try ledger.update(from: vault)
            return try state(vault)
        } catch {
            var state = CheckState()
            state.problem = program.words(for: error)
            return state
        }
    }

    /// Reads every record and says what is wrong.
    public func checkAll() async -> CheckState {
        let program = program
        let found = await LongWork.run { Result { try program.vault().check() } }
        return with(found) { issues, state in
            let texts = program.texts
            guard !issues.isEmpty else { return state.log.append(texts("check.whole")) }
            state.log.append(texts("check.fault", count: issues.count))
            for issue in issues.prefix(50) {
                state.log.append(
                    issue.place.map { texts("check.fault_at", String($0), issue.code) }
                        ?? texts("check.fault_whole", issue.code))
            }
        }
    }

    /// Writes a sealed copy; the system then asks where it is to be kept. ``copySaved()`` follows.
    public func makeCopy() async throws -> URL {
        let program = program
        let folder = try program.pass("copy")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let date = Format.date(Format.day(program.clocks.now))
        let file = folder.appendingPathComponent(program.texts("check.backup_file", date))
        _ = try await LongWork.run { Result { try program.vault().backup(file: file.path) } }.get()
        return file
    }

    /// The system has taken the copy.
    public func copySaved(_ file: URL) throws -> CheckState {
        try? FileManager.default.removeItem(at: file.deletingLastPathComponent())
        let now = program.clocks.now
        try program.change { $0.lastCopy = now }
        var state = read()
        state.done = program.texts("check.backup_done")
        return state
    }

    /// The signed checkpoint as a text to hand over; it shows no content.
    public func headToHandOver() throws -> String {
        let vault = try program.vault()
        let text = try vault.checkpoint()
        try program.noteOut(vault.head())
        return text
    }

    /// Tries the recovery code and changes nothing.
    public func tryCode(_ code: String) -> CheckState {
        with(Result { try program.vault().testRecovery(code: code) }) { _, state in
            state.done = program.texts("check.recovery_right")
        }
    }

    /// A new recovery code, to be shown once and asked back; where that was not done, the next start makes another.
    public func newCode() throws -> String {
        let code = try program.renewCode()
        try program.change { $0.codeConfirmed = false }
        return code
    }

    /// Begins the log that follows a damaged one; gives its recovery code, to be shown and asked back.
    public func beginNext() throws -> String {
        let code = try program.goOn()
        try program.change { $0.codeConfirmed = false }
        return code
    }

    /// A reminder was done; the weekly one comes again in a week, any other one may in a month.
    public func putOff(_ id: String) throws -> CheckState {
        let now = program.clocks.now
        try program.change {
            if id == "weekly" { $0.weeklyDone = now } else { $0.silentUntil[id] = now + 30 * 86_400_000 }
        }
        return read()
    }

    private func with<T>(_ found: Result<T, any Error>, _ write: (T, inout CheckState) -> Void) -> CheckState {
        var state = read()
        switch found {
        case .success(let value): write(value, &state)
        case .failure(let fault): state.problem = program.words(for: fault)
        }
        return state
    }

    private func state(_ vault: Vault) throws -> CheckState {
        let texts = program.texts
        let settings = program.settings
        var state = CheckState()
        let size = try vault.head().size
        state.log = [texts("check.size", count: size)]
        if try vault.damage() != nil { state.readOnly = texts("check.read_only") }
        if vault.isCopy() { state.readOnly = texts("check.copy") }
        state.head =
            settings.lastOut.map { texts("check.head_left", Format.logTime($0.at), String($0.size)) }
            ?? texts("check.head_never")
        state.copy =
            settings.lastCopy.map { texts("check.backup_last", Format.logTime($0)) } ?? texts("check.backup_never")
        state.seen = try lastSeen(vault)
        state.gaps = ledger.gaps.map { gap in
            texts(
                "check.gap_line", Format.logTime(gap.fact.from ?? 0), Format.logTime(gap.fact.to ?? 0),
                texts("word.gap.\(gap.fact.reason ?? "unknown")"))
        }
        if state.gaps.isEmpty { state.gaps = [texts("check.gaps_none")] }
        let waiting = SpoolCount.frames(program.places.spool)
        let aside = SpoolCount.aside(program.places.spool).count
        if waiting > 0 { state.spool.append(texts("check.spool", count: waiting)) }
        if aside > 0 { state.spool.append(texts("check.aside", count: aside)) }
        state.reminders = try Reminders(program: program, vault: vault).due()
        return state
    }

    /// When an automation last handed something over, as far as the newest events tell.
    private func lastSeen(_ vault: Vault) throws -> String {
        let texts = program.texts
        let newest = try vault.newest(party: nil, before: nil, count: 500).flatMap(\.records)
        let last = newest.filter { $0.fact.source == .relayed && $0.fact.feed?.package == Program.automation }
            .map(\.recorded).max()
        return texts("check.seen_automation", last.map(Format.logTime) ?? texts("check.seen_never"))
    }
}
