import DunlogApp
import Foundation

extension Phone {
    /// The words, also where there is no program.
    static func texts(_ key: String) -> String {
        let texts = program?.texts ?? Texts(Language.preferred(Locale.preferredLanguages))
        return texts.callAsFunction(key)
    }
}
