import Dunlog

/// What the screen of cases shows.
public struct CaseState: Sendable, Equatable {
    /// The cases, in the order in which they were made.
    public var cases: [Item] = []
    /// What was done.
    public var done: String?
    /// What went wrong.
    public var problem: String?

    /// Nothing was read yet.
    public init() {}

    /// A case.
    public struct Item: Sendable, Equatable, Identifiable {
        /// Its short id.
        public let id: String
        /// The creditor.
        public let creditor: String
        /// The facts, by key, as they were entered last.
        public let facts: [String: String]
        /// Its numbers.
        public let numbers: [Number]
        /// Refusals and agreements that were not taken back.
        public let marks: [Mark]
    }

    /// A number of a case.
    public struct Number: Sendable, Equatable, Identifiable {
        /// The number or name, as shown.
        public let id: String
        /// How it reads.
        public let party: String
        /// Who it is, and when that was said.
        public let role: String
    }

    /// A refusal or an agreement.
    public struct Mark: Sendable, Equatable, Identifiable {
        /// The record's id.
        public let id: String
        /// What it is and when it was said.
        public let words: String
    }
}

/// Cases: facts, numbers and who they are, and marks of one tap each.
public actor CaseModel {
    /// The facts that the form asks for, in its order.
    public static let facts = [
        "creditor", "creditor_kind", "product", "contract", "amount", "borrowed_on", "due_on", "overdue_since",
        "debtor",
    ]

    private let program: Program
    private var ledger = Ledger()

    /// The cases of `program`.
    public init(_ program: Program) { self.program = program }

    /// Reads them.
    public func open() -> CaseState {
        do {
            try ledger.update(from: program.vault())
            return state()
        } catch {
            return failed(error)
        }
    }

    /// A short id that is free and says nothing: `c1`, `c2` and so on.
    public func freeId() -> String {
        let taken = Set(ledger.cases)
        var number = 1
        while taken.contains("c\(number)") { number += 1 }
        return "c\(number)"
    }

    /// Whether a short id may be used: lower-case letters, digits and underscores, a letter first.
    public static func allows(_ id: String) -> Bool { id.wholeMatch(of: /[a-z][a-z0-9_]{0,31}/) != nil }

    /// Writes the facts of a case; empty ones are left out.
    public func save(_ id: String, _ facts: [String: String]) -> CaseState {
        guard Self.allows(id) else { return refused(program.texts("case.id_wrong")) }
        return enter(.`case`, TypedEntry(case: id, detail: facts.filter { !$0.value.isEmpty }), "app.saved")
    }

    /// Says who a number is.
    public func setRole(_ id: String, number: String, role: Role, name: String = "", basis: String = "") -> CaseState {
        let detail = ["name": name, "basis": basis].filter { !$0.value.isEmpty }
        let entry = TypedEntry(party: party(shown: number, country: program.country), case: id, detail: detail)
        return enter(.role(role), entry, role == .thirdPerson ? "case.third_person_done" : "app.saved")
    }

    /// A person of a number asked them to stop.
    public func refusal(_ id: String, number: String, who: String = "", words: String = "") -> CaseState {
        let detail = ["who": who, "words": words].filter { !$0.value.isEmpty }
        return enter(.refusal, dated(id, number, detail), "case.refusal_done")
    }

    /// A time for contact was agreed: from and until, `22:00`.
    public func agreement(_ id: String, number: String, from: String, to: String) -> CaseState {
        enter(.agreement, dated(id, number, ["hours_from": from, "hours_to": to]), "case.agreement_done")
    }

    /// Takes a refusal or an agreement back.
    public func withdraw(mark: String) -> CaseState {
        enter(.withdrawal, TypedEntry(about: [mark]), "case.withdraw_done")
    }

    private func dated(_ id: String, _ number: String, _ detail: [String: String]) -> TypedEntry {
        let now = program.clocks.read()
        let party = number.isEmpty ? nil : party(shown: number, country: program.country)
        return TypedEntry(when: .at(now.wall, now.offset), party: party, case: id, detail: detail)
    }

    private func enter(_ what: Typed, _ entry: TypedEntry, _ done: String) -> CaseState {
        do {
            _ = try program.vault().enter(what: what, entry: entry, now: program.clocks.now)
            try ledger.update(from: program.vault())
            var state = state()
            state.done = program.texts(done)
            return state
        } catch {
            return failed(error)
        }
    }

    private func refused(_ words: String) -> CaseState {
        var state = state()
        state.problem = words
        return state
    }

    private func failed(_ fault: any Error) -> CaseState { refused(program.words(for: fault)) }

    private func state() -> CaseState {
        var state = CaseState()
        state.cases = ledger.cases.map(item)
        return state
    }

    private func item(_ id: String) -> CaseState.Item {
        let texts = program.texts
        let event = EventText(texts: texts, ledger: ledger)
        var facts: [String: String] = [:]
        for key in Self.facts { facts[key] = ledger.fact(key, of: id).map { Visible.text($0) } }
        let numbers = ledger.numbers(of: id).compactMap { record -> CaseState.Number? in
            guard let party = record.party, let role = record.fact.role else { return nil }
            let date = Format.date(Format.day(record.recorded))
            return CaseState.Number(
                id: party.name.shown, party: event.party(party), role: texts("case.role_set", texts.word(role), date))
        }
        let back = Set(ledger.all(.withdrawal).flatMap(\.fact.targets))
        let marks = ledger.records.filter {
            ($0.fact.kind == .refusal || $0.fact.kind == .agreement) && $0.fact.`case` == id && !back.contains($0.leaf)
        }
        return CaseState.Item(
            id: id, creditor: Visible.text(ledger.creditor(of: id)), facts: facts, numbers: numbers,
            marks: marks.map {
                CaseState.Mark(
                    id: $0.leaf,
                    words: texts.word($0.fact.kind) + " · " + Format(texts: texts).time(of: $0, whole: true))
            })
    }
}
