import Foundation

/// A language that the app speaks.
public enum Language: String, CaseIterable, Sendable {
    /// Simplified Chinese.
    case hans = "zh-Hans"
    /// Traditional Chinese.
    case hant = "zh-Hant"
    /// English.
    case english = "en"

    /// The first of the phone's preferred languages that the app speaks (BCP 47 tags); simplified
    /// Chinese where it speaks none of them.
    public static func preferred(_ tags: [String]) -> Language {
        for tag in tags {
            let parts = tag.split(separator: "-").map { $0.lowercased() }
            switch parts.first {
            case "en": return .english
            case "zh", "yue":
                let traditional = parts.contains("hant")
                let places: Set = ["tw", "hk", "mo"]
                let byPlace = !parts.contains("hans") && parts.contains(where: places.contains)
                return traditional || byPlace ? .hant : .hans
            default: continue
            }
        }
        return .hans
    }
}

/// The words that people see, by key, in one language; from the catalogue that both apps share.
public struct Texts: Sendable {
    /// The language.
    public let language: Language
    private let entries: [String: Catalogue.Entry]

    /// The texts of the app in `language`.
    public init(_ language: Language) { self.init(language, catalogue: Catalogue.shared) }

    init(_ language: Language, catalogue: Catalogue) {
        self.language = language
        entries = catalogue.entries[language] ?? [:]
    }

    /// The text of `key` with `values` put in for its placeholders, in the order in which they first stand in
    /// simplified Chinese.
    ///
    /// A key that is not there comes back as it is, which a test of the catalogue rules out.
    public func callAsFunction(_ key: String, _ values: String...) -> String {
        guard let entry = entries[key] else { return key }
        return filled(entry.other, values)
    }

    /// The text of `key` for `count` things, in the plural form that the language has for it.
    public func callAsFunction(_ key: String, count: some BinaryInteger) -> String {
        guard let entry = entries[key] else { return key }
        return filled(language == .english && count == 1 ? entry.one ?? entry.other : entry.other, [String(count)])
    }

    /// Whether there is a text of this key.
    public func has(_ key: String) -> Bool { entries[key] != nil }

    /// All keys.
    public var keys: [String] { entries.keys.sorted() }

    /// Puts the values in for `%1$@` and `%1$lld`, each once and none into another.
    private func filled(_ text: String, _ values: [String]) -> String {
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "%") {
            out += rest[..<open]
            let hole = rest[open...]
            if let found = hole.prefixMatch(of: /%(\d)\$(?:@|lld)/), let number = Int(found.1), number <= values.count {
                out += values[number - 1]
                rest = hole[found.range.upperBound...]
            } else {
                out += "%"
                rest = hole.dropFirst()
            }
        }
        return out + rest
    }
}
