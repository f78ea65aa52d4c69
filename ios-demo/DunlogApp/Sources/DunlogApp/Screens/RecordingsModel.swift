import Dunlog
import Foundation

/// A call that a recording may be of.
public struct RecordingCall: Sendable, Equatable, Identifiable {
    /// The call's id.
    public let id: String
    /// When it was, and with whom.
    public let words: String
}

/// A recording of which several calls fit: the person says which.
public struct RecordingTie: Sendable, Equatable, Identifiable {
    /// The file.
    let file: URL
    /// Its name.
    public let name: String
    /// The calls that fit.
    public let calls: [RecordingCall]

    /// Where the file lies.
    public var id: String { file.path }
}

/// What the screen of recordings shows.
public struct RecordingsState: Sendable, Equatable {
    /// What a look at the folder came to, line by line.
    public var account: [String] = []
    /// The recordings of which the person is asked.
    public var ties: [RecordingTie] = []
    /// What went wrong.
    public var problem: String?

    /// Nothing was chosen yet.
    public init() {}
}

/// Recordings of calls in a folder that the person chose: what fits one call is tied to it, what fits none is kept without one, and
/// of a tie the person is asked. A phone that records into Files, a recorder's folder, a share of a computer.
public actor RecordingsModel {
    private let program: Program
    private var state = RecordingsState()

    /// The recordings of `program`.
    public init(_ program: Program) { self.program = program }

    /// Looks through a folder and seals what the log does not hold yet; stopped by `progress` between two files.
    public func look(_ folder: URL, progress: any WorkProgress) async -> RecordingsState {
        let program = program
        let found = await LongWork.run { Result { try Recordings(program).look(folder, progress) } }
        switch found {
        case .success(let looked): state = looked
        case .failure(let fault):
            state = RecordingsState()
            state.problem = program.words(for: fault)
        }
        return state
    }

    /// Answers of which call a recording is; none of them is an answer too.
    public func decide(_ tie: RecordingTie, call: String?) async -> RecordingsState {
        let program = program
        let done = await LongWork.run { Result { try Recordings(program).keep(tie.file, call: call) } }
        state.problem = nil
        switch done {
        case .success(let isKept):
            state.account = [program.texts(isKept ? "app.saved" : "recordings.gone")]
            state.ties.removeAll { $0.id == tie.id }
        case .failure(let fault): state.problem = program.words(for: fault)
        }
        return state
    }
}

/// The recordings of a folder, and the calls that they are of.
struct Recordings {
    private let program: Program

    init(_ program: Program) { self.program = program }

    private static let ends: Set = [
        "amr", "m4a", "mp3", "wav", "aac", "ogg", "oga", "3gp", "awb", "flac", "mp4", "caf", "mov",
    ]
    private static let most = 10_000
    private static let gone: Set = ["content-unreadable", "content-cut"]

    /// When a file was last written.
    static func written(_ path: String) -> Millis? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let date = attributes?[.modificationDate] as? Date else { return nil }
        return Int64((date.timeIntervalSince1970 * 1000).rounded(.down))
    }

    /// The calls that a chosen file may be of.
    func calls(of file: Draft.File) throws -> [RecordingCall] {
        let vault = try program.vault()
        let asked = RecordingFile(name: file.name, modified: file.isSealed ? nil : Self.written(file.path))
        let found = try vault.recordedCalls(files: [asked], country: program.country)
        return try (found.first?.calls ?? []).compactMap { try call($0, vault) }
    }

    private func call(_ leaf: Hash, _ vault: Vault) throws -> RecordingCall? {
        guard let listed = try vault.event(leaf: leaf), let record = listed.records.first else { return nil }
        var ledger = Ledger()
        try ledger.update(from: vault)
        let event = EventText(texts: program.texts, ledger: ledger)
        let words = [event.time(listed, whole: true), event.party(listed), event.what(record)]
        return RecordingCall(id: leaf, words: words.joined(separator: " · "))
    }

    /// The recordings in a folder, folders within it included, by their names.
    private func list(_ folder: URL) throws -> [URL] {
        let keys: [URLResourceKey] = [.isRegularFileKey]
        guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys) else {
            throw VaultError.BadInput(code: "file-not-accessible")
        }
        var found: [URL] = []
        while found.count < Self.most, let file = all.nextObject() as? URL {
            let isFile = (try? file.resourceValues(forKeys: Set(keys)).isRegularFile) ?? false
            if isFile, Self.ends.contains(file.pathExtension.lowercased()) { found.append(file) }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// Seals what the log does not hold yet. A file of the same name and size is taken for the same.
    func look(_ folder: URL, _ progress: any WorkProgress) throws -> RecordingsState {
        guard (try? folder.checkResourceIsReachable()) == true else {
            throw VaultError.BadInput(code: "file-not-found")
        }
        let vault = try program.vault()
        let exhibits = try program.worked.evidence(vault).all(.file).filter { $0.fact.purpose == .exhibit }
        let held = Set(
            exhibits.flatMap { record in record.fact.attachments.map { "\(record.names.first ?? "")/\($0.size)" } })
        let new = try list(folder).filter { file in
            let size = (try? Program.size(of: file)) ?? 0
            return !held.contains("\(file.lastPathComponent)/\(size)")
        }
        let asked = new.map { RecordingFile(name: $0.lastPathComponent, modified: Self.written($0.path)) }
        let recorded = try vault.recordedCalls(files: asked, country: program.country)
        var state = RecordingsState()
        var (matched, unmatched, gone, stopped) = (0, 0, 0, false)
        for (place, (file, found)) in zip(new, recorded).enumerated() {
            guard try progress.step(done: UInt64(place), total: UInt64(new.count)) else {
                stopped = true
                break
            }
            guard found.calls.count < 2 else {
                let calls = try found.calls.compactMap { try call($0, vault) }
                state.ties.append(RecordingTie(file: file, name: Visible.text(file.lastPathComponent), calls: calls))
                continue
            }
            if try !keep(file, call: found.calls.first) {
                gone += 1
            } else if found.calls.isEmpty {
                unmatched += 1
            } else {
                matched += 1
            }
        }
        let texts = program.texts
        state.account = [texts("recordings.found", count: new.count), texts("recordings.matched", count: matched)]
        if unmatched > 0 { state.account.append(texts("recordings.unmatched", count: unmatched)) }
        if gone > 0 { state.account.append(texts("recordings.gone")) }
        if stopped { state.account.append(texts("work.stopped")) }
        return state
    }

    /// Seals one, tied to the call that it is of. False where it was deleted or cut while it was read: then nothing was
    /// written.
    func keep(_ file: URL, call: Hash?) throws -> Bool {
        let exhibit = Exhibit(
            evidence: .recording, source: .imported, country: program.country, modified: Self.written(file.path),
            of: call)
        do {
            let content = try NamedContent(file, name: file.lastPathComponent)
            let now = program.clocks.now
            return try program.vault().attach(content: content, exhibit: exhibit, now: now) != nil
        } catch VaultError.BadInput(let code) where Self.gone.contains(code) {
            return false
        } catch is CocoaError {
            return false
        }
    }
}
