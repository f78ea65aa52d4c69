import Dunlog
import Foundation

/// A file that is handed over as evidence.
public struct HandedFile: Sendable {
    /// Where it lies; it is read as a stream.
    public var file: URL
    /// Its name for people.
    public var name: String
    /// Which of the five kinds it is.
    public var kind: Evidence
    /// What the person says of it.
    public var words: String?

    /// A file of a kind.
    public init(file: URL, name: String, kind: Evidence, words: String? = nil) {
        self.file = file
        self.name = name
        self.kind = kind
        self.words = words
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
            let size = try Self.size(of: handed.file)
            guard size <= Self.largestFile else { throw Refused.tooLarge(size) }
            guard size > 0 else { return Answer(kept: false, texts("share.unreadable")) }
            let vault: Vault
            do {
                vault = try self.vault()
            } catch let shut as Shut where shut.opening == .locked {
                _ = try share(file: handed.file, name: handed.name, words: handed.words)
                return Answer(kept: true, texts("intent.waiting"))
            }
            if try repeats(handed, size, in: vault) { return Answer(kept: true, texts("intent.already")) }
            try attach(handed.file, name: handed.name, kind: handed.kind, words: handed.words, to: vault)
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
            let copy = try places.pass(handed.name)
            defer { try? FileManager.default.removeItem(at: copy) }
            try vault.saveAttachment(sha256: held.sha256, file: copy.path)
            if FileManager.default.contentsEqual(atPath: copy.path, andPath: handed.file.path) { return true }
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

extension Program {
    /// The same for content that comes as bytes, not as a file.
    public func addEvidence(data: Data, name: String, kind: Evidence, words: String?) -> Answer {
        do {
            let file = try places.pass(name)
            defer { try? FileManager.default.removeItem(at: file) }
            try data.write(to: file)
            return addEvidence(HandedFile(file: file, name: name, kind: kind, words: words))
        } catch {
            return refusal(error)
        }
    }
}
