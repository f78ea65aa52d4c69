import Dunlog

/// What the screen of the self-test shows.
public struct SelfTestState: Sendable, Equatable {
    /// The trials, in their order.
    public var trials: [Item] = []
    /// That ordinary texts come in and those of service numbers do not.
    public var blind: String?
    /// What went wrong.
    public var problem: String?

    /// Nothing was read yet.
    public init() {}

    /// One trial.
    public struct Item: Sendable, Equatable, Identifiable {
        /// Which.
        public let id: Trial
        /// What the person does for it.
        public let task: String
        /// When it was last run, what it came to, or that it waits.
        public let note: String
        /// Whether it runs now.
        public let runs: Bool
    }
}

/// Two trials with another phone: do the automations hand over an ordinary text, and one of a service number?
///
/// An automation that was set up is not one that runs, and only a test tells. Nothing is read into what comes: whatever an
/// automation hands over while a trial runs counts, so the person keeps other texts away. Calls are not tried: no automation
/// of the phone tells of them.
public actor SelfTestModel {
    /// The trials that a phone of Apple's can run.
    public static let trials: [Trial] = [.ordinaryText, .serviceText]
    /// The longest that one waits.
    static let longest: Millis = 3 * 60_000

    private let program: Program
    private var running: (trial: Trial, began: Millis, size: UInt64)?
    private var outcomes: [Trial: Bool] = [:]

    /// The self-test of `program`.
    public init(_ program: Program) { self.program = program }

    /// What is known now.
    public func open() -> SelfTestState { state(nil) }

    /// Begins a trial; one that runs is ended as it is.
    public func begin(_ trial: Trial) -> SelfTestState {
        guarded {
            if running != nil { try end() }
            try program.ingest()
            running = (trial, program.clocks.now, try program.vault().head().size)
        }
    }

    /// Looks whether the text came; a trial that saw it, or waited long enough, is over and written to the log.
    public func look() -> SelfTestState {
        guarded {
            guard let running else { return }
            let waited = program.clocks.now - running.began
            if try came(running.size) || waited >= Self.longest || waited < 0 { try end() }
        }
    }

    /// Ends the trial that runs, as it is.
    public func stop() -> SelfTestState { guarded { if running != nil { try end() } } }

    /// Whether an automation handed over anything since the log had `size` records.
    private func came(_ size: UInt64) throws -> Bool {
        try program.ingest()
        let vault = try program.vault()
        for index in size..<max(size, try vault.head().size) {
            let fact = try vault.record(index: index).fact
            if fact.kind == .event, fact.source == .relayed, fact.feed?.package == Program.automation { return true }
        }
        return false
    }

    private func end() throws {
        guard let running else { return }
        let seen = try came(running.size)
        let outcome = Arrival.selfTest(trial: running.trial, ways: [TrialSeen(way: .notifications, seen: seen)])
        try program.spool().push(entry: Entry(clock: program.clocks.read(), arrival: outcome))
        try program.ingest()
        outcomes[running.trial] = seen
        let (trial, now) = (running.trial, program.clocks.now)
        self.running = nil
        try program.change { $0.tried["trial-\(trial)"] = now }
    }

    private func guarded(_ work: () throws -> Void) -> SelfTestState {
        do {
            try work()
            return state(nil)
        } catch {
            return state(program.words(for: error))
        }
    }

    private func state(_ problem: String?) -> SelfTestState {
        let texts = program.texts
        var state = SelfTestState()
        state.trials = Self.trials.map { trial in
            let runs = running?.trial == trial
            let task = texts(trial == .ordinaryText ? "selftest.apple.ordinary_text" : "selftest.apple.service_text")
            return SelfTestState.Item(
                id: trial, task: task, note: runs ? waiting(texts) : note(trial, texts), runs: runs)
        }
        if outcomes[.ordinaryText] == true, outcomes[.serviceText] == false {
            state.blind = texts("selftest.apple.service_blind")
        }
        state.problem = problem
        return state
    }

    private func waiting(_ texts: Texts) -> String { texts("selftest.waiting", String(Self.longest / 60_000)) }

    private func note(_ trial: Trial, _ texts: Texts) -> String {
        if let seen = outcomes[trial] {
            let words = texts(seen ? "selftest.apple.seen" : "selftest.apple.nothing")
            return words + " " + texts("selftest.recorded")
        }
        guard let last = program.settings.tried["trial-\(trial)"] else { return texts("selftest.never") }
        return texts("selftest.last", Format.date(Format.day(last)))
    }
}
