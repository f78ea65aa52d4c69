import Dunlog
import Foundation

extension SealedContent {
    /// Most bytes at a time.
    private static let largest: UInt32 = 256 * 1024

    /// Gives the bytes from a place on piece by piece, `length` of them or all to the end, until there are no more or
    /// `take` wants none.
    ///
    /// Throws `VaultError` where the sealed file was altered or cannot be read.
    public func give(from: Int64, length: Int, toEnd: Bool, _ take: (Data) -> Bool) throws {
        var place = UInt64(max(0, from))
        let end = toEnd ? size() : min(size(), place + UInt64(max(0, length)))
        while place < end {
            let piece = try readAt(place: place, count: UInt32(min(UInt64(Self.largest), end - place)))
            guard !piece.isEmpty, take(piece) else { return }
            place += UInt64(piece.count)
        }
    }

    /// All of it, where it has at most `most` bytes: for a picture, which is looked at out of memory.
    ///
    /// Throws `VaultError`.
    public func whole(most: UInt64) throws -> Data? {
        guard size() <= most else { return nil }
        var all = Data()
        try give(from: 0, length: 0, toEnd: true) { piece in
            all.append(piece)
            return true
        }
        return all
    }
}
