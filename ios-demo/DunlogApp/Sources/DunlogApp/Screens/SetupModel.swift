/// One of the automations that a person sets up.
public struct SetupCard: Sendable, Equatable, Identifiable {
    /// What tells it apart.
    public let id: String
    /// Its name.
    public let title: String
    /// What is done, step by step.
    public let body: String
    /// When the person did it, or that nobody tried it on a phone.
    public let note: String
}

/// The automations, and which of them the person has set up.
public struct SetupModel: Sendable {
    private let program: Program

    /// The setup of `program`.
    public init(_ program: Program) { self.program = program }

    /// Both cards.
    public func cards() -> [SetupCard] {
        let texts = program.texts
        let tried = program.settings.tried
        func card(_ id: String, _ title: String, _ body: String) -> SetupCard {
            let note = tried[id].map { texts("setup.tried", Format.date(Format.day($0))) } ?? texts("setup.unconfirmed")
            return SetupCard(id: id, title: texts(title), body: texts(body), note: note)
        }
        return [
            card("bracket", "setup.apple.bracket_title", "setup.apple.bracket_body"),
            card("words", "setup.apple.words_title", "setup.apple.words_body"),
        ]
    }

    /// The person has done what a card says.
    ///
    /// Throws what the file system does.
    public func did(_ id: String) throws -> [SetupCard] {
        let now = program.clocks.now
        try program.change { $0.tried[id] = now }
        return cards()
    }
}
