import Dunlog

/// Reads the events of a vault day by day, newest first, in pages.
struct DayFeed {
    /// How many events a page has.
    static let page: UInt32 = 50

    private let vault: Vault
    private let fits: (Listed) -> Bool
    private var waiting: [Day: [Listed]] = [:]
    private var empty: Set<Day>
    private var place: Place?
    private var ended = false
    /// How many events were looked at.
    private(set) var looked = 0

    /// The days of `vault` that hold an event that `fits`, and the days `also`, with or without one.
    init(_ vault: Vault, also: Set<Day> = [], fits: @escaping (Listed) -> Bool = { _ in true }) {
        self.vault = vault
        self.fits = fits
        empty = also
    }

    /// The next older day; none at the end. Reads pages until nothing of that day can come any more, but gives up
    /// behind `limit` events, and can then be asked again.
    ///
    /// Throws `VaultError`.
    mutating func next(limit: Int = .max) throws -> (day: Day, events: [Listed])? {
        let stop = limit == .max ? Int.max : looked + limit
        while true {
            let day = [waiting.keys.max(), empty.max()].compactMap { $0 }.max()
            if let day, ended || isOver(day) {
                empty.remove(day)
                return (day, waiting.removeValue(forKey: day) ?? [])
            }
            if ended || looked >= stop { return nil }
            try read()
        }
    }

    /// Whether there may be more.
    var goesOn: Bool { !ended || !waiting.isEmpty || !empty.isEmpty }

    /// Whether all events of a day were read: pages go by instants, and a clock time without a zone counts as UTC there.
    private func isOver(_ day: Day) -> Bool {
        guard let place else { return false }
        return day != .min && place.time < Format.start(day)
    }

    private mutating func read() throws {
        let events = try vault.newest(party: nil, before: place, count: Self.page)
        looked += events.count
        ended = events.count < Int(Self.page)
        place = events.last?.place ?? place
        for event in events where fits(event) {
            waiting[event.records.first.flatMap(Format.day(of:)) ?? .min, default: []].append(event)
        }
    }
}
