/// Texts of others, with what cannot be seen made visible (docs/app.md, 2.6).
enum Visible {
    /// Ranges of characters that are written as their code point.
    private static let unseen: [ClosedRange<UInt32>] = [
        0xAD...0xAD, 0x34F...0x34F, 0x61C...0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x200B...0x200F,
        0x2028...0x202E, 0x2060...0x206F, 0x2800...0x2800, 0x3164...0x3164, 0xE000...0xF8FF, 0xFEFF...0xFEFF,
        0xFFA0...0xFFA0, 0xFFF0...0xFFFB, 0xFDD0...0xFDEF, 0xFFFE...0xFFFF, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A,
        0xE0000...0x10FFFF,
    ]

    /// How many combining marks may stand in a row.
    private static let marks = 4

    /// `text` with each unseen character as `⟨U+202E⟩`; with `breaks`, a line feed stays.
    static func text(_ text: String, breaks: Bool = false) -> String {
        var out = String.UnicodeScalarView()
        var row = 0
        for scalar in text.unicodeScalars {
            row = isMark(scalar) ? row + 1 : 0
            if breaks && scalar == "\n" || !isUnseen(scalar) && row <= marks {
                out.append(scalar)
            } else {
                out.append(contentsOf: code(scalar).unicodeScalars)
            }
        }
        return String(out)
    }

    /// The first characters of words on one line: line breaks are blanks, and what is longer is cut.
    static func excerpt(_ words: String, limit: Int = 80) -> String {
        let scalars = words.unicodeScalars
        var short = String.UnicodeScalarView()
        var broke = false
        for scalar in scalars.prefix(limit) {
            let breaks = scalar == "\n" || scalar == "\r"
            if !breaks { short.append(scalar) } else if !broke { short.append(" ") }
            broke = breaks
        }
        if scalars.dropFirst(limit).first != nil { short.append("…") }
        return text(String(short))
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || unseen.contains { $0.contains(scalar.value) }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "⟨U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "⟩"
    }
}
