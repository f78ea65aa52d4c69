import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// Does the automation reach us: the two trials, and the setup that they try.
final class SelfTestTests: AppCase {
    func testATrialSeesWhatTheAutomationHandsOverAndWritesItDown() async throws {
        let program = try begun()
        let model = SelfTestModel(program)
        let fresh = await model.open()
        XCTAssertEqual(fresh.trials.map(\.id), [.ordinaryText, .serviceText])
        XCTAssertEqual(fresh.trials.map(\.note), ["never run", "never run"])
        let begun = await model.begin(.ordinaryText)
        XCTAssertEqual(begun.trials.map(\.runs), [true, false])
        XCTAssertEqual(begun.trials[0].note, "Waiting, at most 3 minutes…")
        clocks.advance(10_000)
        // What the person types or shares is no automation.
        _ = program.logCall(HandedCall(caller: "13900139000"))
        let waiting = await model.look()
        XCTAssertTrue(waiting.trials[0].runs)
        XCTAssertTrue(program.logMessage(HandedMessage(text: "请还款", sender: "13900139000")).kept)
        let seen = await model.look()
        XCTAssertFalse(seen.trials[0].runs)
        XCTAssertEqual(seen.trials[0].note, "It came in: the automation works. The result is written to the log.")
        let record = try XCTUnwrap(program.vault().recordsOf(kinds: [.selfTest]).first)
        XCTAssertTrue(record.detail?.contains("notifications") == true, record.detail ?? "")

        _ = await model.begin(.serviceText)
        clocks.advance(3 * 60_000)
        let late = await model.look()
        XCTAssertTrue(late.trials[1].note.hasPrefix("Nothing came in. Open Shortcuts"))
        XCTAssertNotNil(late.blind)
        XCTAssertEqual(try program.vault().recordsOf(kinds: [.selfTest]).count, 2)
        let reopened = await SelfTestModel(program).open()
        XCTAssertEqual(reopened.trials[0].note, "Last run: 2026-03-02")
    }

    func testATrialIsStoppedAndAnotherBeginsInItsPlace() async throws {
        let program = try begun()
        let model = SelfTestModel(program)
        _ = await model.begin(.ordinaryText)
        let other = await model.begin(.serviceText)
        XCTAssertEqual(other.trials.map(\.runs), [false, true])
        let stopped = await model.stop()
        XCTAssertEqual(stopped.trials.map(\.runs), [false, false])
        XCTAssertEqual(try program.vault().recordsOf(kinds: [.selfTest]).count, 2, "each outcome is a record")
        let before = try program.vault().head().size
        _ = await model.stop()
        XCTAssertEqual(try program.vault().head().size, before)
    }

    func testATrialThatCannotBeWrittenIsToldAndStillRuns() async throws {
        let program = try start()
        let model = SelfTestModel(program)
        let told = await model.begin(.ordinaryText)
        XCTAssertEqual(told.problem, "Nothing is set up yet. Open the app first.")
        XCTAssertEqual(told.trials.map(\.runs), [false, false])
    }

    func testTheCardsOfTheAutomationsRememberWhenTheyWereDone() throws {
        let program = try begun()
        let model = SetupModel(program)
        XCTAssertEqual(model.cards().map(\.id), ["bracket", "words"])
        XCTAssertTrue(model.cards().allSatisfy { $0.note.hasPrefix("Unconfirmed") })
        let done = try model.did("bracket")
        XCTAssertEqual(done[0].note, "You tried it: 2026-03-02")
        XCTAssertTrue(try SetupModel(start()).cards()[0].note.hasPrefix("You tried it"))
    }
}
