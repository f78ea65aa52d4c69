import Dunlog

/// The timeline: days are read as one scrolls, and only so many events are held.
public actor TimelineModel {
    /// How many events a screenful of reading aims at.
    static let enough = 50
    /// How many events are held at most, but for a day that alone has more.
    static let held = 150
    /// How many events a search looks through before it tells how far it is.
    static let searchStep = 2_000

    private let program: Program
    private var filter = TimelineFilter.all
    private var search = ""
    private var feed: DayFeed?
    private var kept: [(day: Day, events: [Listed])] = []
    private var ledger = Ledger()
    private var flags = Flags.none
    private var flagsBusy = false
    private var hasNewer = false
    private let titles: [String: Wording]

    /// The timeline of `program`.
    public init(_ program: Program) {
        self.program = program
        titles = Dictionary(uniqueKeysWithValues: program.pack.rules().map { ($0.id, $0.title) })
    }

    /// Reads from the newest day on.
    public func open() -> TimelineState {
        kept = []
        hasNewer = false
        return guarded { vault in
            try ledger.update(from: vault)
            feed = makeFeed(vault)
            try read(vault)
        }
    }

    /// Reads older days.
    public func more() -> TimelineState { guarded { try read($0) } }

    /// Shows other events.
    public func show(_ filter: TimelineFilter, search: String = "") -> TimelineState {
        self.filter = filter
        self.search = search.trimmingCharacters(in: .whitespacesAndNewlines)
        return open()
    }

    /// The creditors by which can be filtered.
    public func creditors() -> [String] {
        var names: [String] = []
        for name in ledger.cases.map(ledger.creditor(of:)) where !names.contains(name) { names.append(name) }
        return names
    }

    /// What is shown while flags are computed.
    public func beginFlags() -> TimelineState {
        flagsBusy = true
        return state(nil)
    }

    /// Computes the flags anew, if the log has grown; reads the whole log, and lets appends pass.
    public func computeFlags() async -> TimelineState {
        let program = program
        let known = flags.size
        let found = await LongWork.run { () -> Result<Flags?, any Error> in
            Result {
                let found = try program.worked.flags(program.vault(), program.pack)
                return found.size == known ? nil : found
            }
        }
        flagsBusy = false
        switch found {
        case .success(let fresh):
            guard let fresh else { return state(nil) }
            flags = fresh
            return filter == .flagged ? open() : state(nil)
        case .failure(let fault): return state(program.words(for: fault))
        }
    }

    private func makeFeed(_ vault: Vault) -> DayFeed {
        if filter == .all && search.isEmpty {
            let gaps = ledger.gaps.compactMap { $0.fact.from.map(Format.day) }
            return DayFeed(vault, also: Set(gaps + [today]))
        }
        let event = EventText(texts: program.texts, ledger: ledger)
        let (filter, ledger, flags, words) = (filter, ledger, flags, search.lowercased())
        return DayFeed(vault) { listed in
            guard let record = listed.records.first else { return false }
            return Self.passes(filter, listed, record, ledger, flags)
                && (words.isEmpty || Self.holds(words, listed, event.party(listed)))
        }
    }

    private static let messages: Set<Channel> = [.sms, .mms, .chat]

    private static func passes(
        _ filter: TimelineFilter, _ listed: Listed, _ record: Record, _ ledger: Ledger, _ flags: Flags
    ) -> Bool {
        switch filter {
        case .all: return true
        case .flagged: return !flags.rules(listed).isEmpty
        case .calls: return record.fact.channel == .call
        case .messages: return record.fact.channel.map(messages.contains) ?? false
        case .typed: return listed.records.contains { $0.fact.source == .typed }
        case .creditor(let name): return ledger.creditor(of: listed) == name
        }
    }

    /// Whether a search finds an event: by its words, or by the number or name of the other side.
    private static func holds(_ words: String, _ listed: Listed, _ party: String) -> Bool {
        if party.lowercased().contains(words) { return true }
        return listed.records.contains { record in
            let names = [record.party?.name.shown, record.party?.name.number, record.body, record.contact]
            return names.contains { $0?.lowercased().contains(words) == true }
        }
    }

    private func read(_ vault: Vault) throws {
        guard var feed else { return }
        defer { self.feed = feed }
        var rows = 0
        while rows < Self.enough, let next = try feed.next(limit: Self.searchStep) {
            kept.append(next)
            rows += next.events.count
        }
        while kept.count > 1, kept.reduce(0, { $0 + $1.events.count }) > Self.held {
            kept.removeFirst()
            hasNewer = true
        }
    }

    private func guarded(_ work: (Vault) throws -> Void) -> TimelineState {
        do {
            try work(program.vault())
            return state(nil)
        } catch {
            return state(program.words(for: error))
        }
    }

    private var today: Day { Format.day(program.clocks.now) }

    private func state(_ problem: String?) -> TimelineState {
        let texts = program.texts
        let whole = filter == .all && search.isEmpty
        let writer = DayWriter(texts: texts, ledger: ledger, flags: flags, titles: titles, today: today)
        var state = TimelineState()
        state.days = kept.map { writer.write($0.day, $0.events, whole: whole) }
        state.goesOn = feed?.goesOn ?? false
        state.hasNewer = hasNewer
        state.flagsOld = flagsBusy ? texts("timeline.flags_old") : nil
        state.problem = problem
        let waiting = SpoolCount.frames(program.places.spool)
        state.waiting = waiting > 0 ? texts("timeline.waiting", count: waiting) : nil
        if let damage = try? program.vault().damage(), !damage.isEmpty { state.readOnly = texts("timeline.read_only") }
        if kept.allSatisfy(\.events.isEmpty) && problem == nil && !state.goesOn {
            state.empty = texts(whole ? "timeline.empty" : "timeline.none_found")
        }
        if !search.isEmpty, let feed { state.searching = texts("timeline.searching", count: feed.looked) }
        return state
    }
}
