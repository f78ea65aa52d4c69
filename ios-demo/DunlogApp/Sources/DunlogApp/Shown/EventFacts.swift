import Dunlog

/// The facts of an event, as label and value.
struct EventFacts {
    let texts: Texts

    /// Those of all sightings: what only one says stands once.
    func of(_ event: Listed) -> [EventState.Fact] {
        var facts: [EventState.Fact] = []
        for fact in event.records.flatMap(of) where !facts.contains(fact) { facts.append(fact) }
        return facts
    }

    private func of(_ record: Record) -> [EventState.Fact] {
        let fact = record.fact
        var out: [EventState.Fact] = []
        func add(_ key: String, _ value: String?) {
            if let value, !value.isEmpty { out.append(EventState.Fact(label: texts(key), value: value)) }
        }
        add("event.own", record.own.map { Visible.text(EventText.number($0.name)) })
        add("event.party", record.party.flatMap { $0.name.number })
        add("event.network_time", fact.network.map(Format.logTime))
        let isTyped = fact.source == .typed
        add(isTyped ? "event.stated_time" : "event.phone_time", fact.seen.map { Format.logTime($0.wall) })
        add("event.stated_time", fact.local.map { Visible.text($0.replacing("T", with: " ")) })
        add("event.recorded_time", Format.logTime(record.recorded))
        add("event.duration", fact.duration.map { Format(texts: texts).length($0) })
        add("event.service", fact.service.map { Visible.text($0) })
        if let slot = fact.slot { add("event.own", texts("event.slot", String(slot + 1))) }
        if isTyped {
            let told = record.members.sorted { $0.key < $1.key }.map { Visible.text($0.value) }
            add("event.detail", told.joined(separator: " · "))
        }
        if !record.withheld.isEmpty {
            add("event.facts", texts("event.withheld", record.withheld.map { texts.word($0) }.joined(separator: "、")))
        }
        if !fact.repaired.isEmpty {
            add("event.facts", texts("event.repaired", fact.repaired.map { texts.word($0) }.joined(separator: "、")))
        }
        return out
    }
}
