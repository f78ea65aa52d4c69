import Dunlog

/// What lists and the event's screen say of an event (docs/app.md, 2.3 and 2.5).
struct EventText {
    /// The words.
    let texts: Texts
    /// What was entered of numbers and cases.
    let ledger: Ledger

    private var format: Format { Format(texts: texts) }

    /// The time of an event.
    func time(_ event: Listed, whole: Bool = false) -> String {
        event.records.first.map { format.time(of: $0, whole: whole) } ?? ""
    }

    /// A number without the country's own code, else the name as shown.
    static func number(_ named: Named) -> String {
        guard let number = named.number else { return named.shown }
        return number.hasPrefix("+86") ? String(number.dropFirst(3)) : number
    }

    /// The other side.
    func party(_ event: Listed) -> String {
        guard let record = event.records.first else { return texts("line.party_none") }
        if record.withheld.contains(.party) { return texts("line.party_withheld") }
        guard let party = record.party else { return texts("line.party_none") }
        return self.party(party, contact: event.records.lazy.compactMap(\.contact).first)
    }

    /// A party, with the name that the phone's contacts had for it.
    func party(_ party: Party, contact: String? = nil) -> String {
        let name = party.name
        if name.shown.isEmpty && name.number == nil { return texts("line.party_hidden") }
        let number = Visible.text(Self.number(name))
        if !party.group.isEmpty { return texts("line.party_group", number, String(party.group.count + 1)) }
        guard name.number != nil else { return texts("line.party_name_only", Visible.text(name.shown)) }
        if let contact { return texts("line.party_contact", Visible.text(contact), number) }
        if let given = ledger.name(of: party.key) { return texts("line.party_named", Visible.text(given), number) }
        return number
    }

    /// What kind of contact it was.
    func what(_ record: Record) -> String {
        let fact = record.fact
        guard let channel = fact.channel else { return texts("line.other") }
        switch channel {
        case .call: return call(fact)
        case .visit: return texts("line.visit")
        case .letter: return texts("line.letter")
        case .other: return texts(fact.direction == nil ? "line.note" : "line.other")
        case .mms where fact.service == "announced": return texts("line.mms_announced")
        case .sms: return texts(fact.direction == .out ? "line.sms_out" : "line.sms_in")
        case .mms: return texts(fact.direction == .out ? "line.mms_out" : "line.mms_in")
        case .chat: return texts(fact.direction == .out ? "line.chat_out" : "line.chat_in")
        }
    }

    private func call(_ fact: Fact) -> String {
        let nothing = fact.duration == 0
        guard fact.direction != .out else {
            switch fact.outcome {
            case .connected: return texts("line.call_out.connected", format.length(fact.duration))
            case nil: return texts("line.call_out.unknown")
            default: return texts("line.call_out.other")
            }
        }
        switch fact.outcome {
        case .connected where nothing, nil where nothing: return texts("line.call_in.unanswered")
        case .connected: return texts("line.call_in.connected", format.length(fact.duration))
        case nil: return texts("line.call_in.unknown")
        case .missed: return texts("line.call_in.missed")
        case .rejected: return texts("line.call_in.rejected")
        case .blocked: return texts("line.call_in.blocked")
        case .voicemail: return texts("line.call_in.voicemail")
        case .answeredByAssistant: return texts("line.call_in.answered_by_assistant")
        }
    }

    /// The files of a record, without the one that holds a long body.
    static func files(_ record: Record) -> [Attachment] {
        record.fact.attachments.filter { $0.sha256 != record.fact.bodyAttached }
    }

    /// The start of the words; none where there are none.
    func words(_ record: Record) -> String? {
        if record.withheld.contains(.body) { return texts("line.words_withheld") }
        if record.fact.bodyAttached != nil { return texts("event.words_long") }
        return record.body.map { Visible.excerpt($0) }
    }
}
