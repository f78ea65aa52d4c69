import Dunlog

/// Times, lengths and sizes as both apps write them (docs/app.md, 2.1 and 2.5).
struct Format {
    /// The words.
    let texts: Texts

    /// Minutes east of UTC of Beijing, by whose days and hours everything is counted.
    static let beijing: Int64 = 480

    /// The day of an instant in Beijing, in days since 1970.
    static func day(_ time: Millis) -> Day { Instant.floored(time + beijing * 60_000, 86_400_000) }

    /// The first instant of a day in Beijing.
    static func start(_ day: Day) -> Millis { day * 86_400_000 - beijing * 60_000 }

    /// `2026-03-02`.
    static func date(_ day: Day) -> String {
        let (year, month, day) = Instant.date(days: day)
        return "\(padded(year, 4))-\(padded(month))-\(padded(day))"
    }

    /// The parts of the clock of an instant at an offset.
    private static func parts(_ time: Millis, _ minutes: Int64) -> (day: Day, hour: Int64, minute: Int64, second: Int64)
    {
        let seconds = Instant.floored(time, 1000) + minutes * 60
        let day = Instant.floored(seconds, 86_400)
        let rest = seconds - day * 86_400
        return (day, rest / 3600, rest % 3600 / 60, rest % 60)
    }

    /// `22:31`, or with `whole` `2026-03-02 22:31:05`, at an offset.
    static func clock(_ time: Millis, minutes: Int64 = beijing, whole: Bool = false) -> String {
        let (day, hour, minute, second) = parts(time, minutes)
        let short = "\(padded(hour)):\(padded(minute))"
        return whole ? "\(date(day)) \(short):\(padded(second))" : short
    }

    /// `03-02 22:31` in Beijing.
    static func monthClock(_ time: Millis) -> String {
        date(parts(time, beijing).day).dropFirst(5) + " " + clock(time)
    }

    /// `2026-03-02 22:31:05 UTC+8`: a time of the log itself.
    static func logTime(_ time: Millis) -> String { clock(time, whole: true) + " UTC+8" }

    /// `UTC+8`, `UTC+5:30`, `UTC-3:30`.
    static func offset(_ minutes: Int64) -> String {
        let (hours, rest) = (abs(minutes) / 60, abs(minutes) % 60)
        return "UTC\(minutes < 0 ? "-" : "+")\(hours)" + (rest == 0 ? "" : ":\(padded(rest))")
    }

    /// The time of a record, in a list or, with `whole`, on its own screen.
    func time(of record: Record, whole: Bool = false) -> String {
        guard let time = record.time else {
            guard let local = record.fact.local else { return texts("line.time_unknown") }
            let clock = local.replacing("T", with: " ")
            return texts("line.time_zone_unknown", whole ? clock : String(clock.dropFirst(11).prefix(5)))
        }
        let beijing = Self.clock(time, whole: whole)
        guard let offset = record.fact.offset else { return texts("line.time_zone_not_recorded", beijing) }
        var own = Self.clock(time, minutes: offset.minutes, whole: whole)
        let day = Self.parts(time, offset.minutes).day
        if !whole && day != Self.day(time) { own = Self.date(day).dropFirst(5) + " " + own }
        own += " " + Self.offset(offset.minutes)
        return offset.minutes == Self.beijing ? own : texts("line.time_beijing", own, beijing)
    }

    /// The day under which a record stands; none where it says no time at all.
    static func day(of record: Record) -> Day? {
        if let time = record.time { return day(time) }
        guard let local = record.fact.local, let at = Instant.read(local, offsetMinutes: 0) else { return nil }
        return Instant.floored(at, 86_400_000)
    }

    /// How long something lasted.
    func length(_ seconds: Int64?) -> String {
        guard let seconds else { return texts("line.length_unknown") }
        if seconds < 60 { return texts("line.seconds", String(seconds)) }
        if seconds < 3600 { return texts("line.minutes", String(seconds / 60), String(seconds % 60)) }
        return texts("line.hours", String(seconds / 3600), String(seconds % 3600 / 60))
    }

    /// A size in bytes as people read it: `512 B`, `1.5 MB`, `2 GB`; 1,000 to the step.
    static func size(_ bytes: UInt64) -> String {
        var (value, unit) = (bytes * 10, 0)
        let units = ["B", "kB", "MB", "GB", "TB"]
        while value >= 10_000 && unit < units.count - 1 { (value, unit) = ((value + 500) / 1000, unit + 1) }
        let (whole, tenth) = (value / 10, value % 10)
        return "\(whole)\(tenth == 0 || unit == 0 ? "" : ".\(tenth)") \(units[unit])"
    }

    private static func padded(_ number: Int64, _ digits: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
