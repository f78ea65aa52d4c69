import Dunlog
import Foundation

/// One event: its words, its flags and why it may be innocent, its sightings, its place in the log.
public actor EventModel {
    private let program: Program
    private let leaf: Hash
    private var ledger = Ledger()
    private var flags = Flags.none
    private var listed: Listed?
    private var tied: [EventState.TiedLine] = []
    private let rules: [String: RuleInfo]

    /// The event of which the record `leaf` is a sighting.
    public init(_ program: Program, leaf: String) {
        self.program = program
        self.leaf = leaf
        rules = Dictionary(uniqueKeysWithValues: program.pack.rules().map { ($0.id, $0) })
    }

    /// Reads it, with the flags of the whole log; the first time, that takes as long as the log is.
    public func open() async -> EventState {
        let program = program
        let found = await LongWork.run {
            Result {
                let vault = try program.vault()
                return (try program.worked.flags(vault, program.pack), try program.worked.evidence(vault))
            }
        }
        switch found {
        case .success(let worked):
            flags = worked.0
            return read(worked.1)
        case .failure(let fault): return failed(fault)
        }
    }

    /// Reads it, with flags that were computed before.
    private func read(_ evidence: EvidenceList) -> EventState {
        do {
            let vault = try program.vault()
            try ledger.update(from: vault)
            listed = try vault.event(leaf: leaf)
            tied = try listed.map { try Tied(program, vault).of($0, evidence) } ?? []
            return state()
        } catch {
            return failed(error)
        }
    }

    /// The borrower asked them to stop.
    public func askedToStop(words: String?) -> EventState {
        entering { record, now in
            var detail = ["relation": "self"]
            if let words, !words.isEmpty { detail["words"] = words }
            let entry = TypedEntry(
                when: .at(now.wall, now.offset), party: record.party, case: caseWord(record), about: [record.leaf],
                detail: detail)
            return (.refusal, entry)
        }
    }

    /// Says who its number is, in a case.
    public func setRole(_ role: Role, case word: String, name: String?, basis: String?) -> EventState {
        entering { record, now in
            var detail: [String: String] = [:]
            if let name, !name.isEmpty { detail["name"] = name }
            if let basis, !basis.isEmpty { detail["basis"] = basis }
            return (.role(role), TypedEntry(party: record.party, case: word, detail: detail))
        }
    }

    /// Puts it into a case.
    public func tag(case word: String) -> EventState {
        entering { record, _ in (.tag, TypedEntry(case: word, about: [record.leaf])) }
    }

    /// The fields of ``checkResult(_:)``.
    public static func checkFields(_ texts: Texts) -> [FormField] {
        let by = ["12368", "court", "bar"].map { FormField.Choice(id: $0, words: texts("word.check_by.\($0)")) }
        let answer = ["none", "found", "unclear"].map {
            FormField.Choice(id: $0, words: texts("word.check_answer.\($0)"))
        }
        return [
            FormField(id: "by", label: texts("case.check_by"), shape: .choice(by)),
            FormField(id: "answer", label: texts("case.check_answer"), shape: .choice(answer)),
            FormField(id: "number", label: texts("case.check_number"), shape: .text(long: false)),
        ]
    }

    /// What 12368, a court or the bar answered about it: `by`, `answer` and the inquiry's `number`.
    public func checkResult(_ detail: [String: String]) -> EventState {
        let told = detail.filter { !$0.value.isEmpty }
        guard told["by"] != nil, told["answer"] != nil else {
            var state = state()
            state.problem = program.texts("app.required")
            return state
        }
        return entering { record, _ in (.checkResult, TypedEntry(about: [record.leaf], detail: told)) }
    }

    /// Drops its content for ever, of every sighting; the screen has asked twice.
    public func erase() -> EventState {
        do {
            _ = try program.vault().redact(leaf: leaf, reason: "owner", now: program.clocks.now)
            // What was read before is wiped from the screen, too.
            listed = nil
            var state = EventState()
            state.done = program.texts("event.erased")
            return state
        } catch {
            return failed(error)
        }
    }

    /// Opens a file of it for reading: it is played and shown out of the sealed store, and no plain copy is made.
    public func content(_ id: String) throws -> SealedContent { try program.vault().openAttachment(sha256: id) }

    private func caseWord(_ record: Record) -> String? {
        listed.flatMap { ledger.cases(of: $0).sorted().first }
    }

    private func entering(_ entry: (Record, PhoneClock) -> (Typed, TypedEntry)) -> EventState {
        guard let record = listed?.records.first else { return state() }
        do {
            let clock = program.clocks.read()
            let (what, typed) = entry(record, clock)
            _ = try program.vault().enter(what: what, entry: typed, now: clock.wall)
            var state = try read(program.worked.evidence(program.vault()))
            state.done = program.texts("app.saved")
            return state
        } catch {
            return failed(error)
        }
    }

    private func failed(_ fault: any Error) -> EventState {
        var state = listed == nil ? EventState() : state()
        state.problem = program.words(for: fault)
        return state
    }

    private func state() -> EventState {
        let texts = program.texts
        guard let listed, let record = listed.records.first else {
            var state = EventState()
            state.problem = texts("timeline.none_found")
            return state
        }
        let event = EventText(texts: texts, ledger: ledger)
        var state = EventState()
        state.id = record.leaf
        state.shown = record.party.map { $0.name.shown.isEmpty ? $0.name.number ?? "" : $0.name.shown }
        state.head = [event.what(record), event.time(listed, whole: true), event.party(listed)] + sightings(listed)
        if record.withheld.contains(.body) {
            state.wordsNote = texts("line.words_withheld")
        } else if record.fact.bodyAttached != nil {
            state.wordsNote = texts("event.words_long")
        } else if let body = record.body {
            state.pieces = MarkedWords.pieces(body, spans(record.leaf))
        }
        state.flags = cards(listed)
        state.noFlags = state.flags.isEmpty ? texts("event.no_flags") : nil
        state.facts = EventFacts(texts: texts).of(listed)
        state.files = EventState.FileLine.of(record, program.texts)
        state.tied = tied
        state.places = listed.records.map { texts("event.place", String($0.index)) + " · " + $0.leaf }
        return state
    }

    private func sightings(_ listed: Listed) -> [String] {
        let texts = program.texts
        let sources = listed.records.map { texts.word($0.fact.source) + " · " + texts.weight($0.fact.source) }
        let several = listed.records.count > 1
        let note = listed.disagrees ? "event.disagree" : several ? "event.sightings_note" : "event.one_sighting"
        return [texts("event.sightings", count: listed.records.count)] + sources + [texts(note)]
    }

    /// The spans in the body of `leaf`, of findings that begin with it.
    private func spans(_ leaf: Hash) -> [Span] {
        guard let listed else { return [] }
        return flags.of(listed).filter { $0.level != .context && $0.records.first == leaf }.compactMap(\.span)
    }

    private func cards(_ listed: Listed) -> [EventState.FlagCard] {
        let texts = program.texts
        let found = flags.of(listed).filter { $0.level != .context }
        return found.sorted { $0.level.rank > $1.level.rank }.enumerated().map { place, finding in
            let rule = rules[finding.rule]
            let title = rule.map { texts.of($0.title) } ?? finding.rule
            let line = FlagLine(level: finding.level, words: texts("line.flag", texts.word(finding.level), title))
            let count = UInt32(clamping: finding.records.count)
            return EventState.FlagCard(
                id: "\(place) \(finding.rule)", title: line, meaning: texts.meaning(finding.level),
                grounds: finding.texts.compactMap { program.pack.citation(id: $0).map(ground) },
                innocent: rule?.innocent.map(texts.of) ?? [],
                remarks: finding.remarks.compactMap { code in
                    program.pack.explain(code: code, records: count).map(texts.of)
                },
                together: finding.records.count > 1 ? texts("event.together", count: finding.records.count) : nil)
        }
    }

    private func ground(_ citation: Citation) -> String {
        let texts = program.texts
        let from = Format.date(citation.from)
        let force =
            citation.to.map { texts("event.in_force_span", from, Format.date($0)) }
            ?? texts("event.in_force_from", from)
        let checked = texts(citation.settled ? "event.settled" : "event.unsettled")
        return [texts.of(citation.title), texts.word(citation.force), force, checked].joined(separator: " · ")
    }
}
