import Dunlog
import Foundation

/// A file that another program handed over, read piece by piece.
final class FileContent: Content, @unchecked Sendable {
    private let lock = NSLock()
    private let handle: FileHandle

    /// Opens `file`.
    ///
    /// Throws what the file system does.
    init(_ file: URL) throws { handle = try FileHandle(forReadingFrom: file) }

    deinit { try? handle.close() }

    func read(most: UInt32) throws -> Data {
        try lock.withLock {
            do {
                return try handle.read(upToCount: Int(most)) ?? Data()
            } catch {
                throw ContentError.Unreadable
            }
        }
    }
}

extension Program {
    /// Seals a file that another program handed over as evidence of a kind, `relayed`, and hashes it on the way.
    ///
    /// Throws `VaultError`, and what the file system does; nothing is appended then.
    func attach(_ file: URL, name: String, kind: Evidence, words: String?, to vault: Vault) throws {
        var detail: [String: String] = [:]
        if let words, !words.isEmpty { detail["words"] = words }
        let size = try Self.size(of: file)
        let content = NamedContent(name: name, size: size, content: try FileContent(file))
        let exhibit = Exhibit(evidence: kind, source: .relayed, country: country, detail: detail)
        guard try vault.attach(content: content, exhibit: exhibit, now: clocks.now) != nil else {
            throw VaultError.BadInput(code: "content-unreadable")
        }
    }
}
