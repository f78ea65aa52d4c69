/// What the screen of one event shows.
public struct EventState: Sendable, Equatable {
    /// What it was, when, with whom; then its sightings and what they amount to.
    public var head: [String] = []
    /// The exact words, cut at what rules mean.
    public var pieces: [MarkedPiece] = []
    /// Why the exact words are not shown here, where they are not.
    public var wordsNote: String?
    /// Each rule that says something of it.
    public var flags: [FlagCard] = []
    /// That there is no flag.
    public var noFlags: String?
    /// Label and value of each fact.
    public var facts: [Fact] = []
    /// The files.
    public var files: [FileLine] = []
    /// The evidence that is tied to it.
    public var tied: [TiedLine] = []
    /// Place in the log and id of each sighting.
    public var places: [String] = []
    /// The event's id.
    public var id = ""
    /// The number or name that a role can be given to, as shown by the phone.
    public var shown: String?
    /// That something was done.
    public var done: String?
    /// What went wrong.
    public var problem: String?

    /// Nothing was read yet.
    public init() {}

    /// A fact.
    public struct Fact: Sendable, Equatable, Hashable {
        /// What it is.
        public let label: String
        /// What it says.
        public let value: String
    }

    /// A file.
    public struct FileLine: Sendable, Equatable, Identifiable {
        /// SHA-256 of the content.
        public let id: String
        /// Its name.
        public let name: String
        /// Its size and kind.
        public let note: String
        /// What it is: `audio/mp4`.
        public let type: String

        /// Whether it can be played.
        public var isSound: Bool { type.hasPrefix("audio/") || type.hasPrefix("video/") }
        /// Whether it can be looked at.
        public var isPicture: Bool { type.hasPrefix("image/") }
    }

    /// A record that is tied to it.
    public struct TiedLine: Sendable, Equatable, Identifiable {
        /// The record's id.
        public let id: String
        /// How it is tied, what it is, when it was written, and what it says.
        public let words: String
        /// Its files.
        public let files: [FileLine]
    }

    /// What one rule says.
    public struct FlagCard: Sendable, Equatable, Identifiable {
        /// The rule's id, and where it stands among several of one rule.
        public let id: String
        /// The level and the rule's title.
        public let title: FlagLine
        /// What the level means.
        public let meaning: String
        /// The texts in force at the time, with their force and whether they were checked.
        public let grounds: [String]
        /// Why it may be innocent.
        public let innocent: [String]
        /// What was found besides.
        public let remarks: [String]
        /// How many contacts were counted together.
        public let together: String?
    }
}
