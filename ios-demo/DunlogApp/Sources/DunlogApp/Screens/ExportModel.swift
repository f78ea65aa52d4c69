import Dunlog
import Foundation

/// What a person chose to hand over.
public struct ExportChoice: Sendable, Equatable {
    /// The case; none for everything.
    public var caseWord: String?
    /// The first day, in Beijing.
    public var from: Int64?
    /// The last day, included.
    public var to: Int64?
    /// What is masked; the own number from the start.
    public var masks: Set<Field> = [.own]

    /// Everything, with the own number masked.
    public init(caseWord: String? = nil) { self.caseWord = caseWord }
}

/// What a bundle would show.
public struct PreviewState: Sendable, Equatable {
    /// Third persons, who are shown first.
    public var thirdPersons: [String] = []
    /// The other sides.
    public var parties: [String] = []
    /// What else is enclosed, and what stays hidden.
    public var lines: [String] = []
    /// Lines that stand in every file, by kind.
    public var closed: [String] = []
    /// That nothing is chosen.
    public var empty: String?
    /// What went wrong.
    public var problem: String?
}

/// What came of writing a bundle.
public enum ExportOutcome: Sendable, Equatable {
    /// It was written, read again and verified: the file, the fingerprint in groups of four, what the QR code
    /// says, and what is not proved.
    case done(file: URL, fingerprint: String, qr: String, notProved: [String])
    /// It was stopped, and no file is left.
    case stopped(String)
    /// It failed, or did not pass the check; no file is left.
    case failed(String)
}

/// Choose, look, write, check: an export for a lawyer.
public actor ExportModel {
    private let program: Program

    /// Exports of `program`.
    public init(_ program: Program) { self.program = program }

    /// The cases to choose from: id and creditor, the last one first.
    public func cases() throws -> [(id: String, creditor: String)] {
        var ledger = Ledger()
        try ledger.update(from: program.vault())
        return ledger.cases.reversed().map { ($0, Visible.text(ledger.creditor(of: $0))) }
    }

    /// The days of a span that is offered: of the last so many days, with today.
    public nonisolated func last(days: Int64) -> (from: Int64, to: Int64) {
        let today = Format.day(program.clocks.now)
        return (today - days + 1, today)
    }

    /// The days that a person chose, in Beijing, the earlier one first; in seconds since 1970.
    public nonisolated func days(from: Double, to: Double) -> (from: Int64, to: Int64) {
        let days = [from, to].map { Format.day(Int64($0 * 1000)) }
        return (days.min() ?? 0, days.max() ?? 0)
    }

    /// What the bundle would show, third persons first.
    public func preview(_ choice: ExportChoice) async -> PreviewState {
        let program = program
        let selection = Self.selection(choice)
        let found = await LongWork.run { Result { try program.vault().preview(selection: selection) } }
        switch found {
        case .success(let preview): return Self.state(preview, program.texts)
        case .failure(let fault):
            var state = PreviewState()
            state.problem = program.words(for: fault)
            return state
        }
    }

    /// Writes the bundle, reads it again and verifies it with this log's key and head. `Done` is said only where it is
    /// intact.
    public func write(_ choice: ExportChoice, progress: any WorkProgress) async -> ExportOutcome {
        let program = program
        let selection = Self.selection(choice)
        return await LongWork.run { Self.write(program, selection, progress) }
    }

    private static func write(
        _ program: Program, _ selection: Selection, _ progress: any WorkProgress
    ) -> ExportOutcome {
        let texts = program.texts
        do {
            let vault = try program.vault()
            let date = Format.date(Format.day(program.clocks.now))
            let folder = try program.pass("export")
            var isWhole = false
            defer { if !isWhole { try? FileManager.default.removeItem(at: folder) } }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appendingPathComponent(texts("export.file_name", date))
            let head = try vault.head()
            let written = try vault.exportBundle(
                file: file.path, selection: selection, pack: program.pack, program: Program.name, progress: progress,
                now: program.clocks.now)
            guard written != nil else { return .stopped(texts("export.stopped")) }
            let key = vault.publicKey().fingerprint
            let trust = "sha256:" + key.filter { !$0.isWhitespace }
            let audit = try verifyBundle(file: file.path, policy: Policy(trust: [trust], heads: [head]))
            guard audit.passes else { return .failed(texts("export.not_intact")) }
            try program.noteOut(head)
            isWhole = true
            let notProved = audit.notProved.map { code in
                texts("word.not_proved.\(code.replacing("-", with: "_"))")
            }
            return .done(file: file, fingerprint: key, qr: trust, notProved: notProved)
        } catch {
            return .failed(program.words(for: error))
        }
    }

    /// Removes the file that was handed out, once the system has taken its copy.
    public func clear(_ file: URL) {
        try? FileManager.default.removeItem(at: file.deletingLastPathComponent())
    }

    static func selection(_ choice: ExportChoice) -> Selection {
        Selection(
            parties: [], case: choice.caseWord, from: choice.from.map(Format.start),
            to: choice.to.map { Format.start($0 + 1) }, masks: choice.masks.sorted { $0.word < $1.word }, sources: [])
    }

    private static func state(_ preview: Preview, _ texts: Texts) -> PreviewState {
        var state = PreviewState()
        func line(_ party: PreviewParty) -> String {
            let name = party.shown.map { $0.isEmpty ? texts("line.party_hidden") : Visible.text($0) }
            let records = texts("preview.records", count: party.records)
            return texts("preview.party", name ?? texts("preview.masked_party"), texts.word(party.role), records)
        }
        let thirds: Set<Role> = [.thirdPerson, .spouse, .emergencyContact]
        state.thirdPersons = preview.parties.filter { thirds.contains($0.role) }.map(line)
        state.parties = preview.parties.filter { !thirds.contains($0.role) }.map(line)
        state.lines = [texts("preview.shown", count: preview.shown), texts("preview.hidden", count: preview.hidden)]
        func add(_ key: String, _ count: UInt64) { if count > 0 { state.lines.append(texts(key, count: count)) } }
        add("preview.redacted", preview.redacted)
        add("preview.fields_closed", preview.fieldsClosed)
        if !preview.files.isEmpty {
            let size = preview.files.reduce(0) { $0 + $1.size }
            state.lines.append(texts("preview.files", String(preview.files.count), Format.size(size)))
        }
        add("preview.sources", UInt64(preview.sources.count))
        add("preview.admitted", preview.admitted)
        if !preview.otherCases.isEmpty {
            state.lines.append(texts("preview.other_cases", preview.otherCases.joined(separator: "、")))
        }
        add("preview.speaking", preview.speaking)
        state.lines += preview.unmatched.map { texts("preview.unmatched", Visible.text($0)) }
        let masks = preview.masks.map { texts.word($0) }.joined(separator: "、")
        state.lines.append(masks.isEmpty ? texts("preview.no_masks") : texts("preview.masks", masks))
        state.closed = preview.closed.sorted { $0.key.word < $1.key.word }.map {
            texts("preview.closed_kind", texts.word($0.key), String($0.value))
        }
        state.empty = preview.shown == 0 ? texts("preview.empty") : nil
        return state
    }
}

extension Program {
    /// Remembers that a head left the phone.
    func noteOut(_ head: Head) throws {
        let now = clocks.now
        try change { $0.lastOut = Settings.Out(size: head.size, root: head.root, at: now) }
    }
}
