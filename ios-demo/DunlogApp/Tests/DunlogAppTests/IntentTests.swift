import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// What automations hand over, good and bad: a clear message or a kept entry, nothing half-done, nothing twice.
final class IntentTests: AppCase {
    private let words = "再不还钱，就把你的通讯录全部群发一遍"

    func testMessageIsKeptAsRelayedAndNeverAsCaptured() throws {
        let program = try begun()
        let answer = program.logMessage(HandedMessage(text: words, sender: "13900139000"))
        XCTAssertEqual(answer, Answer(kept: true, "Written to the log"))
        let event = try XCTUnwrap(program.vault().newest(party: nil, before: nil, count: 9).first)
        XCTAssertEqual(event.records.map { $0.fact.source }, [.relayed])
        XCTAssertEqual(event.records[0].fact.feed?.format, "apple_shortcut")
        XCTAssertEqual(event.records[0].body, words)
        XCTAssertEqual(event.records[0].party?.name.number, "+8613900139000")
    }

    func testOneMessageHandedOverTwiceIsKeptOnce() throws {
        let program = try begun()
        let message = HandedMessage(text: words, sender: "13900139000")
        XCTAssertTrue(program.logMessage(message).kept)
        clocks.advance(3_000)
        let again = program.logMessage(message)
        XCTAssertEqual(again, Answer(kept: true, "It is there already and was not written twice"))
        XCTAssertEqual(try bodies(program), [words])
        clocks.advance(3_600_000)
        XCTAssertEqual(program.logMessage(message).words, "Written to the log")
        XCTAssertEqual(try bodies(program).count, 2, "an hour later it is another message")
    }

    func testSenderMayBeMissingOrAName() throws {
        let program = try begun()
        XCTAssertTrue(program.logMessage(HandedMessage(text: "第一条", sender: nil)).kept)
        XCTAssertTrue(program.logMessage(HandedMessage(text: "第二条", sender: " ")).kept)
        XCTAssertTrue(program.logMessage(HandedMessage(text: "第三条", sender: "催收 张经理")).kept)
        let events = try program.vault().newest(party: nil, before: nil, count: 9)
        let senders = Dictionary(
            uniqueKeysWithValues: events.map { ($0.records[0].body ?? "", $0.records[0].party?.name) })
        XCTAssertEqual(senders["第三条"], Named(shown: "催收 张经理", number: nil))
        XCTAssertEqual(senders["第一条"], .some(nil))
        XCTAssertEqual(senders["第二条"], .some(nil))
    }

    func testTimeInWordsIsToldAndTheTimeOfTheRunHolds() throws {
        let program = try begun()
        let answer = program.logMessage(HandedMessage(text: words, sender: "10690000001", time: "昨天晚上九点"))
        XCTAssertTrue(answer.kept)
        XCTAssertTrue(answer.words.contains("昨天晚上九点"), answer.words)
        XCTAssertFalse(answer.words.contains(words))
        let record = try XCTUnwrap(program.vault().newest(party: nil, before: nil, count: 9).first).records[0]
        XCTAssertEqual(record.time, Self.night)
        XCTAssertTrue(record.detail?.contains("\(Self.night)") == true, record.detail ?? "")
    }

    func testAMegabyteOfTextIsKeptWholeAndALongerOneIsKeptAside() async throws {
        let program = try begun()
        let long = String(repeating: "a", count: 1_000_000)
        XCTAssertTrue(program.logMessage(HandedMessage(text: long, sender: "10690000001")).kept)
        let record = try XCTUnwrap(program.vault().newest(party: nil, before: nil, count: 1).first).records[0]
        let held = try XCTUnwrap(record.fact.attachments.first)
        XCTAssertEqual(held.size, 1_000_000)
        XCTAssertEqual(record.fact.bodyAttached, held.sha256)

        let answer = program.logMessage(HandedMessage(text: String(repeating: "款", count: 400_000), sender: nil))
        XCTAssertTrue(answer.kept)
        XCTAssertTrue(answer.words.hasPrefix("The text is longer than 1 MB"), answer.words)
        let inbox = try await ShareInbox(program).list()
        XCTAssertEqual(inbox.files.map(\.name), ["text.txt"])
        XCTAssertEqual(try program.vault().newest(party: nil, before: nil, count: 9).count, 1)
        XCTAssertEqual(passing(program), [])
    }

    func testNothingIsKeptOfNothing() throws {
        let program = try begun()
        for text in [nil, "", " \n\t"] {
            let answer = program.logMessage(HandedMessage(text: text, sender: "13900139000"))
            XCTAssertEqual(answer, Answer(kept: false, "There are no words; nothing was written."))
        }
        XCTAssertEqual(try bodies(program), [])
    }

    func testBeforeTheFirstUnlockingTheMessageWaits() throws {
        _ = try begun()
        keystore.fail(with: KeystoreError.Locked)
        let program = try start()
        XCTAssertEqual(program.open(), .locked)
        let answer = program.logMessage(HandedMessage(text: words, sender: "13900139000"))
        XCTAssertEqual(answer, Answer(kept: true, "Taken; it will be written to the log later"))
        XCTAssertEqual(SpoolCount.frames(program.places.spool), 1)
        let call = program.logCall(HandedCall(caller: "13900139000", outcome: .connected))
        XCTAssertFalse(call.kept)
        XCTAssertTrue(call.words.hasPrefix("The phone is still locked"), call.words)

        keystore.fail(with: nil)
        XCTAssertEqual(try program.ingest()?.entries, 1)
        XCTAssertEqual(try bodies(program), [words])
        XCTAssertEqual(SpoolCount.frames(program.places.spool), 0)
    }

    func testWithoutAVaultNothingIsKeptAndThatIsSaid() throws {
        let program = try start()
        let answer = Answer(kept: false, "Nothing is set up yet. Open the app first.")
        XCTAssertEqual(program.logMessage(HandedMessage(text: words, sender: nil)), answer)
        XCTAssertEqual(program.logCall(HandedCall(caller: "13900139000")), answer)
        XCTAssertEqual(program.takeShared(text: words), answer)
    }

    func testMessagesAreKeptWhileTheAppImports() async throws {
        let program = try begun()
        let rows = (0..<8_000).map {
            "<sms address=\"10690000001\" date=\"\(Self.night - 1_000_000 + Int64($0))\" type=\"1\" body=\"第\($0)条\" />"
        }
        let text = "<?xml version='1.0'?>\n<smses count=\"8000\">\n\(rows.joined(separator: "\n"))\n</smses>\n"
        let backup = try file("sms.xml", Data(text.utf8))
        async let done = ImportModel(program).run(
            backup, name: "sms.xml", answers: ImportAnswers(), progress: Stoppable())
        var kept = 0
        for number in 0..<20 where program.logMessage(HandedMessage(text: "新\(number)", sender: "13900139000")).kept {
            kept += 1
        }
        let state = await done
        XCTAssertNil(state.problem)
        XCTAssertTrue(state.account.contains("8000 records written"), "\(state.account)")
        XCTAssertEqual(kept, 20)
        XCTAssertEqual(try program.vault().countsByChannel()[.sms], 8_020)
    }

    func testASpoolThatWasCutShortOrIsOfAnotherVersionHindersNothing() throws {
        _ = try begun()
        keystore.fail(with: KeystoreError.Locked)
        let program = try start()
        for number in 0..<3 { _ = program.logMessage(HandedMessage(text: "第\(number)条", sender: nil)) }
        let entries = program.places.spool.appendingPathComponent("entries")
        let whole = try Data(contentsOf: entries)
        var other = whole
        other.replaceSubrange(0..<4, with: Data("DLS2".utf8))
        try other.prefix(whole.count - 7).write(to: entries)
        keystore.fail(with: nil)
        let taken = try XCTUnwrap(try program.ingest())
        XCTAssertEqual(taken.entries, 1)
        XCTAssertEqual(taken.asideTotal, 2)
        XCTAssertEqual(try bodies(program), ["第1条"])
        XCTAssertEqual(SpoolCount.aside(program.places.spool).count, 2)
        XCTAssertTrue(program.logMessage(HandedMessage(text: "后来", sender: nil)).kept)

        try Data("dunlog/spool@v2 00\n".utf8).write(to: program.places.spool.appendingPathComponent("key"))
        keystore.fail(with: KeystoreError.Locked)
        let later = try start().logMessage(HandedMessage(text: "再后来", sender: nil))
        XCTAssertFalse(later.kept)
        XCTAssertTrue(later.words.contains("spool-key-invalid"), later.words)
        keystore.fail(with: nil)
        XCTAssertTrue(try start().logMessage(HandedMessage(text: "又来", sender: nil)).kept == false)
        let opened = try start()
        XCTAssertEqual(opened.open(), .open)
        XCTAssertTrue(opened.logMessage(HandedMessage(text: "又来", sender: nil)).kept)
    }

    func testCallIsTypedAndKeptOnce() throws {
        let program = try begun()
        let call = HandedCall(caller: "13900139000", outcome: .connected, seconds: 90, words: "说要上门")
        XCTAssertEqual(program.logCall(call), Answer(kept: true, "Written to the log"))
        clocks.advance(2_000)
        XCTAssertEqual(program.logCall(call).words, "It is there already and was not written twice")
        let events = try program.vault().newest(party: nil, before: nil, count: 9)
        XCTAssertEqual(events.count, 1)
        XCTAssertEqual(events[0].records[0].fact.source, .typed)
        XCTAssertEqual(events[0].records[0].fact.duration, 90)

        let refused = program.logCall(HandedCall(caller: "13900139000", time: "昨晚"))
        XCTAssertFalse(refused.kept)
        XCTAssertEqual(try program.vault().newest(party: nil, before: nil, count: 9).count, 1)
        let future = program.logCall(HandedCall(caller: nil, time: "2099-01-01T10:00"))
        XCTAssertFalse(future.kept)
        let earlier = program.logCall(HandedCall(caller: nil, outcome: .missed, time: "2026-03-02 09:15"))
        XCTAssertTrue(earlier.kept, earlier.words)
    }

    func testEvidenceIsSealedOnceAndItsPlainCopyIsGone() throws {
        let program = try begun()
        let sound = try file("录音.m4a", Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 7) }))
        let handed = HandedFile(file: sound, name: "录音.m4a", kind: .recording, words: "电话录音")
        XCTAssertEqual(program.addEvidence(handed), Answer(kept: true, "Written to the log"))
        XCTAssertEqual(program.addEvidence(handed).words, "It is there already and was not written twice")
        let size = try program.vault().head().size
        let record = try program.vault().record(index: size - 1)
        XCTAssertEqual(record.fact.evidence, .recording)
        XCTAssertEqual(record.fact.source, .relayed)
        XCTAssertEqual(record.names, ["录音.m4a"])
        XCTAssertEqual(size, 2, "the first record of the log, and this one")
        XCTAssertEqual(
            program.addEvidence(HandedFile(file: sound, name: "录音.m4a", kind: .document)).words, "Written to the log")
        let gone = HandedFile(file: base.appendingPathComponent("none"), name: "none", kind: .document)
        XCTAssertFalse(program.addEvidence(gone).kept)
        XCTAssertEqual(passing(program), [])
    }

    func testAKeystoreThatThrowsIsToldAndBreaksNothing() throws {
        keystore.fail(with: KeystoreError.Failed)
        let program = try start()
        XCTAssertThrowsError(try program.create())
        keystore.fail(with: nil)
        _ = try start().create()
        for fault in [KeystoreError.Lost, .Failed] as [KeystoreError] {
            keystore.fail(with: fault)
            let later = try start()
            XCTAssertTrue(later.logMessage(HandedMessage(text: words, sender: nil)).kept, "\(fault)")
            XCTAssertFalse(later.logCall(HandedCall(caller: "1")).kept)
            XCTAssertEqual(later.open(), fault == .Lost ? .keyLost : .unreadable("keystore"))
            clocks.advance(120_000)
        }
        keystore.fail(with: nil)
        let program2 = try start()
        XCTAssertEqual(try program2.ingest()?.entries, 2)
    }
}
