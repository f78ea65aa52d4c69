import Dunlog

/// Times of a form: a text in the record's own form, and the instant that a calendar shows.
extension Program {
    /// The text of an instant, in seconds since 1970, as the forms keep it: `2026-03-02 22:31`.
    public func typed(seconds: Double) -> String {
        let clock = clocks.read()
        let whole = Format.clock(Int64(seconds * 1000), minutes: Int64(clock.offsetMinutes), whole: true)
        return String(whole.dropLast(3))
    }

    /// The text of now.
    public func typedNow() -> String { typed(seconds: Double(clocks.now) / 1000) }

    /// The instant of a text; now where it says none.
    public func seconds(typed text: String) -> Double {
        let clock = clocks.read()
        return Double(Instant.read(text, offsetMinutes: clock.offsetMinutes) ?? clock.wall) / 1000
    }
}
