import Foundation

/// How many entries wait in a spool: told by the sizes that stand before them, without any key (docs/spec/spool.md, 2).
enum SpoolCount {
    private static let head = 44

    /// How many whole frames the file of entries has; what is torn ends the count.
    static func frames(_ spool: URL) -> Int {
        guard let file = try? FileHandle(forReadingFrom: spool.appendingPathComponent("entries")) else { return 0 }
        defer { try? file.close() }
        let end = (try? file.seekToEnd()) ?? 0
        var (place, count): (UInt64, Int) = (0, 0)
        while place + UInt64(head) <= end {
            guard (try? file.seek(toOffset: place)) != nil, let bytes = try? file.read(upToCount: 8), bytes.count == 8,
                bytes.prefix(4) == Data("DLSP".utf8)
            else { break }
            let size = bytes.suffix(4).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard place + UInt64(head) + size <= end else { break }
            (place, count) = (place + UInt64(head) + size, count + 1)
        }
        return count
    }

    /// The names of what was kept aside; each begins with its code.
    static func aside(_ spool: URL) -> [String] {
        let folder = spool.appendingPathComponent("kept-aside")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0 != "part" }.sorted()
    }
}
