import Dunlog

/// A piece of the exact words.
public struct MarkedPiece: Sendable, Equatable {
    /// The words, with what cannot be seen made visible.
    public let words: String
    /// Whether a rule means them.
    public let isMarked: Bool
}

/// Cuts the exact words into pieces by the spans of findings (docs/app.md, 2.7).
enum MarkedWords {
    /// The pieces of `body`; `spans` are half-open offsets of bytes of UTF-8. A span that does not stand between
    /// characters is widened to them.
    static func pieces(_ body: String, _ spans: [Span]) -> [MarkedPiece] {
        let bytes = Array(body.utf8)
        var out: [MarkedPiece] = []
        var place = 0
        func add(_ end: Int, _ isMarked: Bool) {
            guard place < end else { return }
            let words = String(decoding: bytes[place..<end], as: UTF8.self)
            out.append(MarkedPiece(words: Visible.text(words, breaks: true), isMarked: isMarked))
            place = end
        }
        for span in joined(spans, bytes) {
            add(span.lowerBound, false)
            add(span.upperBound, true)
        }
        add(bytes.count, false)
        return out
    }

    /// The spans in order, those that overlap or touch as one.
    private static func joined(_ spans: [Span], _ bytes: [UInt8]) -> [Range<Int>] {
        func edge(_ offset: UInt64, _ step: Int) -> Int {
            var place = min(Int(clamping: offset), bytes.count)
            while place > 0 && place < bytes.count && bytes[place] & 0xC0 == 0x80 { place += step }
            return place
        }
        let ranges = spans.map { edge($0.start, -1)..<max(edge($0.start, -1), edge($0.end, 1)) }
        var out: [Range<Int>] = []
        for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = out.last, range.lowerBound <= last.upperBound {
                out[out.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                out.append(range)
            }
        }
        return out
    }
}
