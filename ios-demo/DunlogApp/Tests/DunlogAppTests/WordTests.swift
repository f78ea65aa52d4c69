import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// The catalogue and what is written with it.
final class WordTests: XCTestCase {
    func testTheCatalogueIsWholeInThreeLanguages() {
        let keys = Texts(.english).keys
        XCTAssertGreaterThan(keys.count, 500)
        for language in Language.allCases { XCTAssertEqual(Texts(language).keys, keys) }
        XCTAssertEqual(Texts(.english)("no.such_key"), "no.such_key")
    }

    func testPlaceholdersArePutInOnceAndNoneIntoAnother() {
        let texts = Texts(.english)
        XCTAssertEqual(texts("line.flag", "%2$@", "title"), "%2$@: title")
        XCTAssertEqual(texts("timeline.messages_day", count: 1), "1 message received")
        XCTAssertEqual(texts("timeline.messages_day", count: 2), "2 messages received")
        XCTAssertEqual(Texts(.hans)("timeline.messages_day", count: 1), "收到消息 1 条")
    }

    func testThePhonesLanguageIsTakenWhereItIsSpoken() {
        XCTAssertEqual(Language.preferred(["zh-Hans-CN"]), .hans)
        XCTAssertEqual(Language.preferred(["zh-TW"]), .hant)
        XCTAssertEqual(Language.preferred(["zh-Hant-HK", "en"]), .hant)
        XCTAssertEqual(Language.preferred(["zh-Hans-HK"]), .hans)
        XCTAssertEqual(Language.preferred(["fr-FR", "en-GB"]), .english)
        XCTAssertEqual(Language.preferred(["fr-FR"]), .hans)
    }

    func testTimesAreReadOrRefused() {
        let night: Millis = 1_772_466_060_000
        for text in [
            "2026-03-02T23:41", "2026-03-02 23:41:00", "2026-03-02T15:41:00Z", "2026-03-02T23:41:00+08:00",
            "2026-03-02T10:41:00.000-0500",
        ] { XCTAssertEqual(Instant.read(text, offsetMinutes: 480), night, text) }
        for text in ["", "昨天", "2026-02-30T10:00", "2026-13-01T10:00", "1989-01-01T00:00", "2026-03-02T24:00", "23:41"]
        {
            XCTAssertNil(Instant.read(text, offsetMinutes: 480), text)
        }
        for day in stride(from: Int64(-1000), to: 50_000, by: 37) {
            let (year, month, date) = Instant.date(days: day)
            XCTAssertEqual(Instant.days(year: year, month: month, day: date), day)
        }
    }

    func testSizesAndOffsetsRead() {
        XCTAssertEqual(Format.size(0), "0 B")
        XCTAssertEqual(Format.size(999), "999 B")
        XCTAssertEqual(Format.size(1 << 20), "1 MB")
        XCTAssertEqual(Format.size(1 << 30), "1.1 GB")
        XCTAssertEqual(Format.offset(-210), "UTC-3:30")
        XCTAssertEqual(Format.offset(480), "UTC+8")
    }

    func testSpansAreJoinedAndNeverCutACharacter() {
        let body = "再不还钱"
        let pieces = MarkedWords.pieces(
            body, [Span(start: 4, end: 5), Span(start: 6, end: 9), Span(start: 90, end: 99)])
        XCTAssertEqual(pieces.map(\.words), ["再", "不还", "钱"])
        XCTAssertEqual(pieces.map(\.isMarked), [false, true, false])
        XCTAssertEqual(MarkedWords.pieces("", []), [])
    }
}
