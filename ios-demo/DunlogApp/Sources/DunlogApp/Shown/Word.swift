import Dunlog

/// The words of the catalogue for the words of records.
extension Texts {
    func word(_ source: Source) -> String { self("word.source.\(source.word)") }
    func weight(_ source: Source) -> String { self("word.weight.\(source.word)") }
    func word(_ level: Level) -> String { self("word.level.\(level.word)") }
    func meaning(_ level: Level) -> String { self("word.level_means.\(level.word)") }
    func word(_ role: Role) -> String { self("word.role.\(role.word)") }
    func word(_ channel: Channel) -> String { self("word.channel.\(channel.word)") }
    func word(_ kind: Kind) -> String { self("word.kind.\(kind.word)") }
    func word(_ field: Field) -> String { self("word.field.\(field.word)") }
    func word(_ force: Force) -> String { self("word.force.\(force.word)") }
    func word(_ relation: Relation) -> String { self("word.relation.\(relation.word)") }
    func word(_ evidence: Evidence) -> String { self("word.evidence.\(evidence.word)") }

    /// One wording of a pack in this language.
    func of(_ wording: Wording) -> String {
        switch language {
        case .hans: return wording.zhHans
        case .hant: return wording.zhHant
        case .english: return wording.en
        }
    }
}

/// The word of a case as the specifications write it: `answeredByAssistant` is `answered_by_assistant`.
private func snake(_ value: some Any) -> String {
    String(describing: value).reduce(into: "") { out, letter in
        if letter.isUppercase { out.append("_") }
        out.append(contentsOf: letter.lowercased())
    }
}

extension Source { var word: String { snake(self) } }
extension Level {
    var word: String { snake(self) }
    /// How much it claims, from 0.
    var rank: Int {
        switch self {
        case .context: return 0
        case .undecided: return 1
        case .borderline: return 2
        case .review: return 3
        case .sign: return 4
        }
    }
}
extension Role { var word: String { snake(self) } }
extension Channel { var word: String { snake(self) } }
extension Kind { var word: String { snake(self) } }
extension Field { var word: String { snake(self) } }
extension Force { var word: String { snake(self) } }
extension Evidence { var word: String { snake(self) } }
extension Outcome { var word: String { snake(self) } }
extension Relation { var word: String { snake(self) } }
extension Direction { var word: String { snake(self) } }
extension Way { var word: String { snake(self) } }
