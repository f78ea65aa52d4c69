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

/// Content that is in memory, such as a picture of the camera: it lies in no file.
final class HeldContent: Content, @unchecked Sendable {
    private let lock = NSLock()
    private var left: Data

    /// The bytes of `data`.
    init(_ data: Data) { left = data }

    func read(most: UInt32) throws -> Data {
        lock.withLock {
            let piece = left.prefix(Int(most))
            left = left.dropFirst(piece.count)
            return Data(piece)
        }
    }
}

extension NamedContent {
    /// A file. Throws what the file system does.
    init(_ file: URL, name: String) throws {
        self.init(name: name, size: try Program.size(of: file), content: try FileContent(file))
    }

    /// Bytes in memory.
    init(_ data: Data, name: String) {
        self.init(name: name, size: UInt64(data.count), content: HeldContent(data))
    }
}

extension Program {
    /// Seals what another program handed over as evidence of a kind, `relayed`, and hashes it on the way.
    ///
    /// Throws `VaultError`; nothing is appended then.
    func attach(_ content: NamedContent, kind: Evidence, words: String?, to vault: Vault) throws {
        var detail: [String: String] = [:]
        if let words, !words.isEmpty { detail["words"] = words }
        let exhibit = Exhibit(evidence: kind, source: .relayed, country: country, detail: detail)
        guard try vault.attach(content: content, exhibit: exhibit, now: clocks.now) != nil else {
            throw VaultError.BadInput(code: "content-unreadable")
        }
    }
}

extension SealedContent {
    /// How many bytes are compared at a time.
    private static let piece: UInt32 = 256 * 1024

    /// Whether the sealed content is the same, byte by byte, as what `other` gives from its start; nothing is unsealed
    /// onto the disk.
    ///
    /// Throws `VaultError`, and what `other` does.
    func equals(_ other: any Content) throws -> Bool {
        var place: UInt64 = 0
        var waiting = Data()
        while true {
            let held = try readAt(place: place, count: Self.piece)
            while waiting.count < max(held.count, 1) {
                let more = try other.read(most: Self.piece)
                if more.isEmpty { break }
                waiting.append(more)
            }
            if held.isEmpty { return waiting.isEmpty }
            guard waiting.prefix(held.count) == held else { return false }
            waiting = Data(waiting.dropFirst(held.count))
            place += UInt64(held.count)
        }
    }
}
