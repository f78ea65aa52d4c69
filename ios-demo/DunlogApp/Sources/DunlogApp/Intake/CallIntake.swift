import Dunlog
import Foundation

/// A call that a person describes.
public struct HandedCall: Sendable {
    /// The number or name, as known.
    public var caller: String?
    /// How it ended.
    public var outcome: Outcome?
    /// How long it lasted, in seconds.
    public var seconds: Int?
    /// When it began: ISO 8601, or words; now where it is empty.
    public var time: String?
    /// What was said.
    public var words: String?

    /// A call of `caller`.
    public init(
        caller: String?, outcome: Outcome? = nil, seconds: Int? = nil, time: String? = nil, words: String? = nil
    ) {
        self.caller = caller
        self.outcome = outcome
        self.seconds = seconds
        self.time = time
        self.words = words
    }
}

extension Program {
    /// Keeps a call that the person describes, as `typed`; "Log a call". No automation of the phone tells of calls.
    ///
    /// The same call handed over again within a minute is kept once.
    public func logCall(_ call: HandedCall) -> Answer {
        let texts = texts
        let clock = clocks.read()
        let told = call.time.flatMap { $0.isEmpty ? nil : $0 }
        let began = told.map { Instant.read($0, offsetMinutes: clock.offsetMinutes) } ?? clock.wall
        guard let began else { return Answer(kept: false, texts("intent.time_not_read")) }
        guard began <= clock.wall + 60_000 else { return Answer(kept: false, texts("error.code.time_out_of_range")) }
        let caller = call.caller.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        let contact = Contact(
            channel: .call, direction: .in, outcome: call.outcome,
            duration: call.outcome == .connected ? call.seconds.map { Int64(max(0, min($0, 86_400))) } : nil,
            words: call.words.flatMap { $0.isEmpty ? nil : $0 })
        let entry = TypedEntry(
            when: .at(began, clock.offset), party: caller.map { party(shown: $0, country: country) })
        do {
            let vault = try vault()
            if try repeats(contact, entry, told: told != nil, at: clock.wall, in: vault) {
                return Answer(kept: true, texts("intent.already"))
            }
            _ = try vault.enter(what: .contact(contact), entry: entry, now: clock.wall)
            return Answer(kept: true, texts("intent.logged"))
        } catch {
            return refusal(error)
        }
    }

    /// Whether one of the newest records says the same and was written less than a minute ago.
    private func repeats(
        _ contact: Contact, _ entry: TypedEntry, told: Bool, at now: Millis, in vault: Vault
    ) throws -> Bool {
        let size = try vault.head().size
        for index in (size - min(size, 8)..<size).reversed() {
            let record = try vault.record(index: index)
            guard now - record.recorded < 60_000 else { return false }
            var sameTime = true
            if case .at(let time, _)? = entry.when, told { sameTime = record.fact.seen?.wall == time }
            let same =
                record.fact.kind == .event && record.fact.source == .typed && record.fact.channel == contact.channel
                && record.fact.outcome == contact.outcome && record.fact.duration == contact.duration
                && record.body == contact.words && (record.party?.name.shown ?? "") == (entry.party?.name.shown ?? "")
            if same && sameTime { return true }
        }
        return false
    }
}

extension PhoneClock {
    /// The offset of an instant that the phone tells.
    var offset: Offset { Offset(minutes: Int64(offsetMinutes), zone: zone, from: .phone) }
}
