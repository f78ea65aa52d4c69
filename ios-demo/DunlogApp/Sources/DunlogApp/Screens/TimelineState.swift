/// What the timeline shows.
public struct TimelineState: Sendable, Equatable {
    /// The days that are held, newest first.
    public var days: [TimelineDay] = []
    /// That nothing is kept yet, or that nothing fits.
    public var empty: String?
    /// That arrivals wait to be written.
    public var waiting: String?
    /// That flags are being computed.
    public var flagsOld: String?
    /// That the log can only be read.
    public var readOnly: String?
    /// How many events were looked through by a search.
    public var searching: String?
    /// Whether older days can be read.
    public var goesOn = false
    /// Whether newer days were let go; ``TimelineModel/open()`` brings them back.
    public var hasNewer = false
    /// What went wrong.
    public var problem: String?

    /// Nothing was read yet.
    public init() {}

    /// Every line of the days.
    public var lines: [String] { days.flatMap(\.lines) }
}

/// Which events the timeline shows.
public enum TimelineFilter: Sendable, Equatable, Hashable {
    /// All.
    case all
    /// Those with a flag.
    case flagged
    /// Calls.
    case calls
    /// Messages.
    case messages
    /// What a person typed.
    case typed
    /// Those of one creditor, by its name.
    case creditor(String)
}
