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

    /// Every reminder with its day, for the phone's own alarms. The first time for a length of the log, it takes as long
    /// as the log is.
    func all() throws -> [Reminder] {
        try [operators(), footage(), police(), selfTests(), copies(), weekly()].flatMap { $0 }
    }

    /// The operator's list: 150 days behind the earliest event that none confirms, due before 180.
    private func operators() throws -> [Reminder] {
        let known = program.settings.operatorUntil.map { Format.day($0) + 1 } ?? 0
        guard let first = try vault.counts(from: known, to: 100_000, party: nil).map(\.day).min() else { return [] }
        let texts = program.texts
        let body = texts("reminder.operator_body", Format.date(first), Format.date(first + 180))
        return [Reminder(id: "operator", title: texts("reminder.operator"), body: body, due: first + 150)]
    }

    /// The police: 30 days before six months have passed since the earliest flag of that time.
    private func police() throws -> [Reminder] {
        let flags = try program.worked.flags(vault, program.pack)
        let named = flags.findings.filter { $0.level.rank >= Level.borderline.rank }.compactMap(\.records.first)
        let since = program.clocks.now - 190 * Self.day
        let times = try Set(named).compactMap { try vault.find(leaf: $0)?.time }.filter { $0 > since }
        guard let first = times.min().map(Format.day) else { return [] }
        let end = Instant.later(first, months: 6)
        guard end >= Format.day(program.clocks.now) else { return [] }
        let texts = program.texts
        let body = texts("reminder.complaint_body", Format.date(first))
        return [Reminder(id: "police", title: texts("reminder.complaint"), body: body, due: end - 30)]
    }

    /// The self-test: 30 days behind the last one or, without any, behind the log's beginning.
    private func selfTests() throws -> [Reminder] {
        let last = try program.worked.evidence(vault).all(.selfTest).last?.recorded ?? begun()
        let title = program.texts("reminder.self_test")
        return [Reminder(id: "selftest", title: title, body: nil, due: Format.day(last) + 30)]
    }

    private func begun() throws -> Millis { try vault.record(index: 0).recorded }

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

    /// A copy: 30 days behind the last one or, without any, behind the log's beginning.
    private func copies() throws -> [Reminder] {
        let last = try program.settings.lastCopy ?? begun()
        return [Reminder(id: "copy", title: program.texts("reminder.backup"), body: nil, due: Format.day(last) + 30)]
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
    public func alarms() async throws -> [Alarm] {
        try await LongWork.run { Result { try self.alarmsNow() } }.get()
    }

    private func alarmsNow() throws -> [Alarm] {
        let today = Format.day(clocks.now)
        let reminders = try Reminders(program: self, vault: vault()).all().filter { $0.due > today }
        return reminders.sorted { $0.due < $1.due }.prefix(60).map { reminder in
            let time = Format.start(reminder.due) + 10 * 3_600_000
            return Alarm(id: reminder.id, words: texts("work.reminder"), at: Double(time) / 1000)
        }
    }

    /// Works out flags and evidence, so that what needs them is there at once.
    func workOut() async {
        await LongWork.run {
            guard let vault = try? self.vault() else { return }
            _ = try? self.worked.flags(vault, self.pack)
            _ = try? self.worked.evidence(vault)
        }
    }
}
