import Dunlog

/// What is to be done, told by what is kept (docs/app.md, "Reminders").
struct Reminders {
    let program: Program
    let vault: Vault

    private static let day: Millis = 86_400_000

    /// Those that are due now, the earliest first; what was put off is left out.
    func due() throws -> [Reminder] {
        let now = program.clocks.now
        let silent = program.settings.silentUntil
        let today = Format.day(now)
        return try all().filter { $0.due <= today && (silent[$0.id] ?? 0) <= now }.sorted { $0.due < $1.due }
    }

    /// Every reminder with its day, for the phone's own alarms.
    func all() throws -> [Reminder] {
        try [operators(), footage(), copies(), weekly()].flatMap { $0 }
    }

    /// The operator's list: 150 days behind the earliest event, due before 180.
    private func operators() throws -> [Reminder] {
        guard try vault.counts(from: 0, to: 100_000, party: nil).first != nil, let first = try firstDay() else {
            return []
        }
        let texts = program.texts
        let body = texts("reminder.operator_body", Format.date(first), Format.date(first + 180))
        return [Reminder(id: "operator", title: texts("reminder.operator"), body: body, due: first + 150)]
    }

    private func firstDay() throws -> Day? {
        try vault.counts(from: 0, to: 100_000, party: nil).map(\.day).min()
    }

    /// Footage: three days before it is overwritten.
    private func footage() throws -> [Reminder] {
        let texts = program.texts
        return try program.settings.footage.compactMap { kept in
            guard let at = Instant.read(kept.on + "T00:00", offsetMinutes: 0) else { return nil }
            let day = Instant.floored(at, Self.day)
            guard day >= Format.day(program.clocks.now) else { return nil }
            let place = try vault.find(leaf: kept.leaf)?.members["place"] ?? ""
            let body = texts("reminder.footage_body", Visible.text(place), kept.on)
            return Reminder(id: "footage-\(kept.leaf)", title: texts("reminder.footage"), body: body, due: day - 3)
        }
    }

    /// A copy: 30 days behind the last one.
    private func copies() throws -> [Reminder] {
        guard try vault.head().size > 1 else { return [] }
        let last = program.settings.lastCopy.map { Format.day($0) + 30 } ?? Format.day(program.clocks.now)
        return [Reminder(id: "copy", title: program.texts("reminder.backup"), body: nil, due: last)]
    }

    /// The weekly comparison of Messages with the timeline.
    private func weekly() -> [Reminder] {
        let last = program.settings.weeklyDone.map { Format.day($0) + 7 } ?? Format.day(program.clocks.now)
        return [Reminder(id: "weekly", title: program.texts("reminder.weekly_apple"), body: nil, due: last)]
    }
}

/// An alarm of the phone's own: what it shows names nobody.
public struct Alarm: Sendable, Equatable {
    /// What tells it apart.
    public let id: String
    /// The words that are shown, also on a locked phone.
    public let words: String
    /// When, in seconds since 1970: at ten in the morning of the day, in Beijing.
    public let at: Double
}

extension Program {
    /// The alarms for what is due from now on, at most 60: the system keeps no more.
    ///
    /// Throws ``Shut``, `VaultError`.
    public func alarms() throws -> [Alarm] {
        let today = Format.day(clocks.now)
        let reminders = try Reminders(program: self, vault: vault()).all().filter { $0.due > today }
        return reminders.sorted { $0.due < $1.due }.prefix(60).map { reminder in
            let time = Format.start(reminder.due) + 10 * 3_600_000
            return Alarm(id: reminder.id, words: texts("work.reminder"), at: Double(time) / 1000)
        }
    }
}
