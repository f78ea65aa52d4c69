import Dunlog
import Foundation

/// Times as programs and people write them.
enum Instant {
    /// The instant of `text` in ISO 8601 (`2026-03-02T23:41`, seconds, fractions and an offset may follow; a blank
    /// may stand for the `T`). Without an offset it is at `offsetMinutes` east of UTC. None for words, for a date
    /// that there is not, and outside of the years 1990 to 2099.
    static func read(_ text: String, offsetMinutes: Int32) -> Millis? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let shape = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?/
        guard let found = text.wholeMatch(of: shape)?.output else { return nil }
        let part = { (digits: Substring) in Int64(digits) ?? 0 }
        let (year, month, day) = (part(found.1), part(found.2), part(found.3))
        let (hour, minute, second) = (part(found.4), part(found.5), found.6.map(part) ?? 0)
        guard (1990...2099).contains(year), hour < 24, minute < 60, second < 60,
            let days = days(year: year, month: month, day: day)
        else { return nil }
        let fraction = found.7.map { part(Substring(($0 + "00").prefix(3))) } ?? 0
        let east = found.8.map(minutes) ?? Int64(offsetMinutes)
        let wall = ((days * 24 + hour) * 60 + minute - east) * 60 + second
        return wall * 1000 + fraction
    }

    /// Minutes east of UTC of `Z` or `+08:00`.
    private static func minutes(_ offset: Substring) -> Int64 {
        guard offset != "Z" else { return 0 }
        let digits = offset.dropFirst().filter(\.isNumber)
        let value = (Int64(digits.prefix(2)) ?? 0) * 60 + (Int64(digits.suffix(2)) ?? 0)
        return offset.first == "-" ? -value : value
    }

    /// Days since 1970 of a date of the Gregorian calendar; none where there is no such date.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths: [Int64] = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), day >= 1, day <= lengths[Int(month) - 1] else { return nil }
        let before = lengths[..<(Int(month) - 1)].reduce(0, +)
        let years = year - 1
        return years * 365 + years / 4 - years / 100 + years / 400 - 719_162 + before + day - 1
    }

    /// Year, month and day of a day since 1970.
    static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        var year = 1970 + floored(days, 366)
        while let next = Self.days(year: year + 1, month: 1, day: 1), next <= days { year += 1 }
        var month: Int64 = 1
        while month < 12, let next = Self.days(year: year, month: month + 1, day: 1), next <= days { month += 1 }
        let first = Self.days(year: year, month: month, day: 1) ?? days
        return (year, month, days - first + 1)
    }

    /// The day that many months later, or the last of its month where that has no such day.
    static func later(_ day: Int64, months: Int64) -> Int64 {
        let from = date(days: day)
        let month = from.month - 1 + months
        let (year, rest) = (from.year + floored(month, 12), month - floored(month, 12) * 12 + 1)
        for date in stride(from: from.day, through: 28, by: -1) {
            if let found = days(year: year, month: rest, day: date) { return found }
        }
        return days(year: year, month: rest, day: from.day) ?? day
    }

    /// The quotient towards minus infinity.
    static func floored(_ value: Int64, _ by: Int64) -> Int64 {
        let quotient = value / by
        return value % by < 0 ? quotient - 1 : quotient
    }
}
