import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// The lock of the screens: what is kept of a PIN, and how long one waits behind wrong ones.
final class LockTests: AppCase {
    func testTheLockCountsAttemptsAlsoOverAStopAndOpensByTheCode() throws {
        let program = try start()
        let code = try program.create()
        let lock = ScreenLock(program)
        XCTAssertFalse(lock.isShut)
        XCTAssertEqual(try lock.set("123", again: "123", biometrics: false), "At least 6 digits.")
        XCTAssertEqual(try lock.set("12345६", again: "12345६", biometrics: false), "At least 6 digits.")
        XCTAssertEqual(try lock.set("123456", again: "123457", biometrics: false), "The two differ.")
        XCTAssertNil(try lock.set("123456", again: "123456", biometrics: false))
        lock.quickExit()
        XCTAssertTrue(lock.isShut)
        XCTAssertTrue(program.logMessage(HandedMessage(text: "夜里来的", sender: nil)).kept, "it guards screens only")
        for _ in 0..<4 { XCTAssertEqual(lock.open("000000"), .wrong("Wrong PIN.")) }
        XCTAssertEqual(lock.open("000000"), .wait("Wait 30 seconds and try again."))
        let restarted = ScreenLock(try start())
        XCTAssertTrue(restarted.isShut)
        XCTAssertEqual(restarted.open("123456"), .wait("Wait 30 seconds and try again."))
        clocks.advance(31_000)
        XCTAssertEqual(ScreenLock(try start()).open("000000"), .wait("Wait 60 seconds and try again."))
        clocks.advance(61_000)
        let right = ScreenLock(try start())
        XCTAssertEqual(right.open("123456"), .open)
        XCTAssertFalse(right.isShut)
        right.left()
        right.cameBack()
        XCTAssertTrue(right.isShut, "at once")
        XCTAssertEqual(right.open(code: code), .open)
        XCTAssertFalse(right.isSet)
    }

    func testNeitherTheSettingsNorTheKeystoreHoldTheDigits() throws {
        let program = try begun()
        let lock = ScreenLock(program)
        XCTAssertNil(try lock.set("482913", again: "482913", biometrics: false))
        let first = try XCTUnwrap(program.settings.lock).wrapped
        XCTAssertNil(try Data(contentsOf: program.places.settings).range(of: Data("482913".utf8)))
        let kept = try keystore.unwrap(wrapped: first)
        XCTAssertEqual(kept.count, 49, "form, salt, hash")
        XCTAssertNil(kept.range(of: Data("482913".utf8)))
        XCTAssertNil(try lock.set("482913", again: "482913", biometrics: false))
        XCTAssertNotEqual(try keystore.unwrap(wrapped: XCTUnwrap(program.settings.lock).wrapped), kept, "a fresh salt")
        XCTAssertEqual(ScreenLock(program).open("482913"), .open)
    }

    func testSettingTheClockOrStartingThePhoneAgainShortensNoWait() throws {
        let program = try begun()
        let lock = ScreenLock(program)
        XCTAssertNil(try lock.set("482913", again: "482913", biometrics: false))
        lock.quickExit()
        for _ in 0..<5 { _ = lock.open("000000") }
        clocks.set(Self.night + 86_400_000)
        XCTAssertEqual(lock.open("482913"), .wait("Wait 30 seconds and try again."))
        clocks.advance(20_000)
        XCTAssertEqual(lock.open("482913"), .wait("Wait 10 seconds and try again."))
        clocks.reboot()
        XCTAssertEqual(lock.open("482913"), .wait("Wait 30 seconds and try again."), "it begins anew")
        clocks.advance(30_000)
        XCTAssertEqual(lock.open("482913"), .open)
    }
}
