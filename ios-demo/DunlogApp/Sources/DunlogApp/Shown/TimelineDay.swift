import Dunlog

/// A day of the timeline.
public struct TimelineDay: Sendable, Equatable, Identifiable {
    /// The day in Beijing, in days since 1970; the least number where the date is not known.
    public let id: Int64
    /// Its heading.
    public let heading: String
    /// The times in which nothing was recorded, and that the counts may be too low.
    public let gaps: [String]
    /// That nothing came, where that is said.
    public let none: String?
    /// Its groups, the newest first.
    public let groups: [TimelineGroup]

    /// Every line, from the top.
    public var lines: [String] { [heading] + gaps + [none].compactMap { $0 } + groups.flatMap(\.lines) }
}

/// The events of one creditor, or of one number, on a day.
public struct TimelineGroup: Sendable, Equatable, Identifiable {
    /// What tells it apart on its day.
    public let id: String
    /// Who it is.
    public let heading: String
    /// The counters, on one line.
    public let counters: String?
    /// Its events, the newest first.
    public let rows: [TimelineRow]

    var lines: [String] { [heading] + [counters].compactMap { $0 } + rows.flatMap(\.lines) }
}

/// An event in the timeline.
public struct TimelineRow: Sendable, Equatable, Identifiable {
    /// The event's id: that of its strongest sighting.
    public let id: String
    /// Time, other side, what it was.
    public let first: String
    /// The start of the words.
    public let words: String?
    /// Its flags.
    public let flags: [FlagLine]
    /// That the sightings disagree.
    public let disagree: String?

    var lines: [String] { [first] + [words].compactMap { $0 } + flags.map(\.words) + [disagree].compactMap { $0 } }
}

/// Makes days of events.
struct DayWriter {
    let texts: Texts
    let ledger: Ledger
    let flags: Flags
    let titles: [String: Wording]
    /// The day of now, in Beijing.
    let today: Day

    private var event: EventText { EventText(texts: texts, ledger: ledger) }

    /// A day with its events, newest first; `whole` where none was left out by a filter.
    func write(_ day: Day, _ events: [Listed], whole: Bool = true) -> TimelineDay {
        let none = whole && day == today && events.isEmpty ? texts("timeline.today_none") : nil
        return TimelineDay(
            id: day, heading: heading(day), gaps: whole ? gaps(day) : [], none: none,
            groups: groups(events).map { group(day, $0, whole: whole) })
    }

    private func heading(_ day: Day) -> String {
        guard day != .min else { return texts("timeline.no_date") }
        switch day {
        case today: return texts("timeline.today", Format.date(day))
        case today - 1: return texts("timeline.yesterday", Format.date(day))
        default: return Format.date(day)
        }
    }

    private func gaps(_ day: Day) -> [String] {
        guard day != .min else { return [] }
        let (start, end) = (Format.start(day), Format.start(day + 1))
        var lines: [String] = []
        var overlaps = false
        for gap in ledger.gaps {
            guard let from = gap.fact.from, let to = gap.fact.to else { continue }
            overlaps = overlaps || from < end && to > start
            if from >= start && from < end { lines.append(line(gap, from, to)) }
        }
        return overlaps ? lines + [texts("timeline.gap_day")] : lines
    }

    private func line(_ gap: Record, _ from: Millis, _ to: Millis) -> String {
        let way = gap.members["way"].map { texts("word.way.\($0)") } ?? gap.fact.channel.map { texts.word($0) } ?? ""
        let reason = texts("word.gap.\(gap.fact.reason ?? "unknown")")
        return texts("timeline.gap", Format.monthClock(from), Format.monthClock(to), way, reason)
    }

    /// Who a group is.
    private enum Who: Hashable {
        case creditor(String)
        case party(String)
    }

    private func groups(_ events: [Listed]) -> [(who: Who, events: [Listed])] {
        var order: [Who] = []
        var members: [Who: [Listed]] = [:]
        for listed in events {
            let who =
                ledger.creditor(of: listed).map(Who.creditor)
                ?? .party(listed.records.first?.party?.key ?? "\u{0}none")
            if members[who] == nil { order.append(who) }
            members[who, default: []].append(listed)
        }
        return order.map { ($0, members[$0] ?? []) }
    }

    private func group(_ day: Day, _ group: (who: Who, events: [Listed]), whole: Bool) -> TimelineGroup {
        let (id, heading, alone) = head(group)
        let counters = whole ? counters(day, group.events, known: !alone) : ""
        return TimelineGroup(
            id: id, heading: heading, counters: counters.isEmpty ? nil : counters,
            rows: group.events.map { row($0, alone: alone) })
    }

    private func head(_ group: (who: Who, events: [Listed])) -> (id: String, heading: String, alone: Bool) {
        switch group.who {
        case .creditor(let name): return ("creditor:" + name, Visible.text(name), false)
        case .party(let key):
            guard let newest = group.events.first else { return ("party:" + key, "", true) }
            let role = ledger.role(of: key, at: newest.records.first?.time)
            return ("party:" + key, event.party(newest) + (role.map { " · " + texts.word($0) } ?? ""), true)
        }
    }

    /// The counters of a group on a day (docs/app.md, 2.4).
    private func counters(_ day: Day, _ events: [Listed], known: Bool) -> String {
        let facts = events.compactMap { $0.records.first?.fact }
        let calls = facts.filter { $0.channel == .call && $0.direction == .in }.map(Self.connected)
        let messages = facts.filter {
            [.sms, .mms, .chat].contains($0.channel) && $0.direction == .in && $0.service != "announced"
        }
        let always = day == today && known
        let found: [(text: (Int) -> String, count: Int, always: Bool)] = [
            (
                { texts(day == today ? "timeline.connected_today" : "timeline.connected_day", count: $0) },
                calls.filter { $0 == true }.count, always
            ),
            ({ texts("timeline.attempts_day", count: $0) }, calls.filter { $0 == false }.count, false),
            ({ texts("timeline.unknown_day", count: $0) }, calls.filter { $0 == nil }.count, false),
            ({ texts("timeline.messages_day", count: $0) }, messages.count, false),
            ({ texts("timeline.outside_hours", count: $0) }, events.filter(flags.outsideHours).count, always),
            ({ texts("timeline.flagged", count: $0) }, events.filter { !flags.rules($0).isEmpty }.count, false),
        ]
        return found.filter { $0.count > 0 || $0.always }.map { $0.text($0.count) }.joined(separator: " · ")
    }

    /// Whether a call in was answered; none where it is not known.
    private static func connected(_ fact: Fact) -> Bool? {
        switch fact.outcome {
        case .connected: return fact.duration.map { $0 >= 1 }
        case nil: return fact.duration == 0 ? false : nil
        default: return false
        }
    }

    private func row(_ listed: Listed, alone: Bool) -> TimelineRow {
        guard let record = listed.records.first else {
            return TimelineRow(id: "", first: "", words: nil, flags: [], disagree: nil)
        }
        var first = [event.time(listed)]
        if !alone { first.append(event.party(listed)) }
        first.append(event.what(record))
        let files = EventText.files(record).count
        if files > 0 { first.append(texts("line.files", count: files)) }
        return TimelineRow(
            id: record.leaf, first: first.joined(separator: " · "), words: event.words(record), flags: lines(listed),
            disagree: listed.disagrees ? texts("event.disagree") : nil)
    }

    private func lines(_ listed: Listed) -> [FlagLine] {
        flags.rules(listed).map { rule, level in
            let title = titles[rule].map(texts.of) ?? rule
            return FlagLine(level: level, words: texts("line.flag", texts.word(level), title))
        }
    }
}
