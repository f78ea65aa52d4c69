import Dunlog
import Foundation

/// What is handed over as evidence.
public struct HandedFile: Sendable {
    /// Where it is.
    public enum Place: Sendable {
        /// In a file, which is read as a stream.
        case file(URL)
        /// In memory.
        case bytes(Data)
    }

    /// Where it is.
    public var place: Place
    /// Its name for people.
    public var name: String
    /// Which of the five kinds it is.
    public var kind: Evidence
    /// What the person says of it.
    public var words: String?

    /// A file of a kind.
    public init(file: URL, name: String, kind: Evidence, words: String? = nil) {
        self.init(.file(file), name, kind, words)
    }

    /// Bytes of a kind; they pass through no file.
    public init(data: Data, name: String, kind: Evidence, words: String? = nil) {
        self.init(.bytes(data), name, kind, words)
    }

    private init(_ place: Place, _ name: String, _ kind: Evidence, _ words: String?) {
        self.place = place
        self.name = name
        self.kind = kind
        self.words = words
    }

    /// How many bytes it has. Throws what the file system does.
    func size() throws -> UInt64 {
        switch place {
        case .file(let file): return try Program.size(of: file)
        case .bytes(let data): return UInt64(data.count)
        }
    }

    /// The content from its start. Throws what the file system does.
    func content() throws -> NamedContent {
        switch place {
        case .file(let file): return try NamedContent(file, name: name)
        case .bytes(let data): return NamedContent(data, name: name)
        }
    }
}

extension Program {
    /// The most bytes that an attachment may hold: the core's limit.
    static let largestFile: UInt64 = 1 << 32

    /// Seals a file into the log as evidence, `relayed`; "Add evidence". The same content handed over again is kept
    /// once. Where the vault does not open now, the file is sealed aside and listed when the app is opened.
    public func addEvidence(_ handed: HandedFile) -> Answer {
        let texts = texts
        do {
            let size = try handed.size()
            guard size <= Self.largestFile else { throw Refused.tooLarge(size) }
            guard size > 0 else { return Answer(kept: false, texts("share.unreadable")) }
            let vault: Vault
            do {
                vault = try self.vault()
            } catch let shut as Shut where shut.opening == .locked {
                _ = try share(handed.content(), size: size, words: handed.words)
                return Answer(kept: true, texts("intent.waiting"))
            }
            if try repeats(handed, size, in: vault) { return Answer(kept: true, texts("intent.already")) }
            try attach(handed.content(), kind: handed.kind, words: handed.words, to: vault)
            return Answer(kept: true, texts("intent.logged"))
        } catch {
            return refusal(error)
        }
    }

    /// Whether one of the newest records, written less than a minute ago, encloses a file of this name, kind, size and
    /// content: the run was started twice.
    private func repeats(_ handed: HandedFile, _ size: UInt64, in vault: Vault) throws -> Bool {
        let head = try vault.head().size
        for index in (head - min(head, 8)..<head).reversed() {
            let record = try vault.record(index: index)
            guard clocks.now - record.recorded < 60_000 else { return false }
            guard record.fact.kind == .file, record.fact.evidence == handed.kind, record.names == [handed.name],
                record.members["words"] ?? "" == handed.words ?? "", let held = record.fact.attachments.first,
                UInt64(held.size) == size
            else { continue }
            if try vault.openAttachment(sha256: held.sha256).equals(handed.content().content) { return true }
        }
        return false
    }

    /// The size of a file in bytes.
    ///
    /// Throws what the file system does, where it cannot be read.
    static func size(of file: URL) throws -> UInt64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return (attributes[.size] as? NSNumber)?.uint64Value ?? 0
    }
}
