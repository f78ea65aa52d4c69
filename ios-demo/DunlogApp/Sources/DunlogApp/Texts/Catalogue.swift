import Foundation

/// A string catalogue (`Localizable.xcstrings`), read by the same code on every platform.
struct Catalogue: Sendable {
    /// A text, and its form for one thing where the language has one.
    struct Entry: Sendable, Equatable {
        let other: String
        let one: String?
    }

    /// The texts by language and key.
    let entries: [Language: [String: Entry]]

    /// The catalogue that comes with the app; empty where it cannot be read, which a test rules out.
    static let shared: Catalogue = {
        let file = Bundle.module.url(forResource: "Localizable", withExtension: "xcstrings")
        let data = file.flatMap { try? Data(contentsOf: $0) } ?? Data()
        return (try? Catalogue(data)) ?? Catalogue(entries: [:])
    }()

    private init(entries: [Language: [String: Entry]]) { self.entries = entries }

    /// Reads a catalogue.
    ///
    /// Throws `DecodingError` where it has another shape.
    init(_ data: Data) throws {
        let file = try JSONDecoder().decode(File.self, from: data)
        var entries: [Language: [String: Entry]] = [:]
        for (key, text) in file.strings {
            for (tag, localization) in text.localizations {
                guard let language = Language(rawValue: tag) else { continue }
                let plural = localization.variations?.plural
                guard let other = localization.stringUnit?.value ?? plural?["other"]?.stringUnit?.value else {
                    continue
                }
                entries[language, default: [:]][key] = Entry(other: other, one: plural?["one"]?.stringUnit?.value)
            }
        }
        self.entries = entries
    }

    private struct File: Decodable { let strings: [String: Text] }
    private struct Text: Decodable { let localizations: [String: Localization] }
    private struct Unit: Decodable { let value: String }
    private struct Variations: Decodable { let plural: [String: Form] }
    private struct Form: Decodable { let stringUnit: Unit? }
    private struct Localization: Decodable {
        let stringUnit: Unit?
        let variations: Variations?
    }
}
