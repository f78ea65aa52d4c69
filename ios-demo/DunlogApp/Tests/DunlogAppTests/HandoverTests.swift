import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// What leaves the phone, what is checked, and the lock of the screens.
final class HandoverTests: AppCase {
    private func filled() async throws -> Program {
        let program = try begun()
        _ = program.logMessage(HandedMessage(text: "再不还钱，就把你的通讯录全部群发一遍", sender: "13900139000"))
        _ = program.logMessage(HandedMessage(text: "我是王某，请不要再打给我", sender: "13600136000"))
        let cases = CaseModel(program)
        _ = await cases.save("c1", ["creditor": "乙消费金融"])
        _ = await cases.setRole("c1", number: "13900139000", role: .agency)
        _ = await cases.setRole("c1", number: "13600136000", role: .thirdPerson)
        return program
    }

    func testPreviewNamesThirdPersonsFirstAndTheWrittenFileIsVerified() async throws {
        let program = try await filled()
        let model = ExportModel(program)
        let cases = try await model.cases()
        XCTAssertEqual(cases.map(\.creditor), ["乙消费金融"])
        let choice = ExportChoice(caseWord: "c1")
        XCTAssertEqual(choice.masks, [.own])
        let preview = await model.preview(choice)
        XCTAssertNil(preview.problem)
        XCTAssertEqual(preview.thirdPersons, ["13600136000 · third person · 2 records"])
        XCTAssertEqual(preview.parties, ["13900139000 · collection agency · 2 records"])

        guard
            case .done(let file, let fingerprint, let qr, let notProved) = await model.write(
                choice, progress: Stoppable())
        else { return XCTFail("not written") }
        XCTAssertEqual(file.lastPathComponent, "evidence-2026-03-02.zip")
        XCTAssertEqual(qr, "sha256:" + fingerprint.filter { !$0.isWhitespace })
        XCTAssertFalse(notProved.isEmpty)
        XCTAssertTrue(notProved.allSatisfy { !$0.hasPrefix("word.") }, "\(notProved)")
        XCTAssertTrue(try verifyBundle(file: file.path, policy: Policy(trust: [qr])).passes)
        XCTAssertEqual(program.settings.lastOut?.size, try program.vault().head().size)
        await model.clear(file)
        XCTAssertFalse(FileManager.default.fileExists(atPath: file.path))
    }

    func testAStoppedExportLeavesNoFile() async throws {
        let program = try await filled()
        let progress = Stoppable()
        progress.stop()
        let outcome = await ExportModel(program).write(ExportChoice(), progress: progress)
        XCTAssertEqual(outcome, .stopped("Stopped. No file is left."))
        XCTAssertEqual(passing(program), [])
        XCTAssertNil(program.settings.lastOut)
    }

    func testADayOfTheChoiceIsOneOfBeijing() {
        var choice = ExportChoice()
        choice.from = Format.day(Self.night)
        choice.to = choice.from
        let selection = ExportModel.selection(choice)
        XCTAssertEqual(selection.from, Self.night - 23 * 3_600_000 - 41 * 60_000)
        XCTAssertEqual(selection.to, Self.night + 19 * 60_000)
    }

    func testImportAsksWhatTheCoreAsksAndItsAccountNamesEveryReason() async throws {
        let program = try begun()
        let model = ImportModel(program)
        let chat = "2026-03-02 10:00 - 客服小李: 在吗\n2026-03-02 10:01 - 我: 在\n"
        let unclear = await model.run(
            try file("WhatsApp Chat with X.txt", Data(chat.utf8)), name: "WhatsApp Chat with X.txt",
            answers: ImportAnswers(), progress: Stoppable())
        XCTAssertTrue(unclear.question != nil || unclear.problem != nil)
        let nothing = await model.run(
            try file("a.bin", Data([1, 2, 3])), name: "a.bin", answers: ImportAnswers(), progress: Stoppable())
        XCTAssertTrue(nothing.problem?.hasPrefix("It is not clear what this file is") == true, "\(nothing)")
        let text =
            "<?xml version='1.0'?>\n<smses count=\"2\">\n"
            + "<sms address=\"10690000001\" date=\"1772461860000\" type=\"1\" body=\"请还款\" />\n"
            + "<sms address=\"10690000001\" date=\"never\" type=\"1\" body=\"请还款\" />\n</smses>\n"
        let backup = try file("sms.xml", Data(text.utf8))
        let done = await model.run(backup, name: "sms.xml", answers: ImportAnswers(), progress: Stoppable())
        XCTAssertTrue(done.account.contains("1 record written"), "\(done.account)")
        XCTAssertTrue(done.account.contains("no usable time: 1"), "\(done.account)")
        let again = await model.run(backup, name: "sms.xml", answers: ImportAnswers(), progress: Stoppable())
        XCTAssertTrue(again.account.contains("1 was there already"), "\(again.account)")
    }

    func testCheckTellsTheLogTheHeadTheCopyAndWhatIsKeptAside() async throws {
        let program = try await filled()
        let model = CheckModel(program)
        var state = await model.open()
        XCTAssertEqual(state.log, ["6 records"])
        XCTAssertTrue(state.head.hasPrefix("No head ever left this phone"))
        let checkpoint = try await model.headToHandOver()
        XCTAssertTrue(checkpoint.hasPrefix("dunlog/log/"))
        XCTAssertFalse(checkpoint.contains("13900139000"))
        state = await model.checkAll()
        XCTAssertTrue(state.head.hasPrefix("Last head that left the phone: 2026-03-02"), state.head)
        XCTAssertEqual(state.log.count, 2)
        let files = program.places.spool.appendingPathComponent("kept-aside")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        try Data().write(to: files.appendingPathComponent("spool-entry-torn-0"))
        state = await model.open()
        XCTAssertEqual(state.spool, ["kept aside, could not be written: 1"])
        let wrong = await model.tryCode("AAAA")
        XCTAssertNotNil(wrong.problem)
        let code = try await model.newCode()
        let right = await model.tryCode(code)
        XCTAssertEqual(right.done, "The code is right.")
        XCTAssertTrue(state.reminders.contains { $0.id == "weekly" })
        let later = try await model.putOff("weekly")
        XCTAssertFalse(later.reminders.contains { $0.id == "weekly" })
    }

    /// Flips bytes of the records behind the header's pages.
    func testADamagedLogIsToldAndANewOneFollows() async throws {
        let program = try begun()
        for number in 0..<200 { _ = program.logMessage(HandedMessage(text: "第\(number)条", sender: "13900139000")) }
        program.settle()
        let head = try program.vault().head()
        let log = program.places.vault(1).appendingPathComponent("vault.db")
        var bytes = try Data(contentsOf: log)
        for place in stride(from: bytes.count * 2 / 3, to: bytes.count - 8, by: 4096) { bytes[place] ^= 0xFF }
        try bytes.write(to: log)
        let later = try start()
        let opening = later.open()
        if opening == .open {
            let state = await CheckModel(later).checkAll()
            XCTAssertNotNil(state.readOnly, "\(state)")
            XCTAssertTrue(state.log.contains { $0.hasPrefix("whole log") || $0.hasPrefix("place ") }, "\(state.log)")
            _ = try await CheckModel(later).beginNext()
        } else {
            guard case .unreadable = try await StartModel(later).open() else { return XCTFail("\(opening)") }
            _ = try await StartModel(later).beginWithoutCode()
        }
        XCTAssertEqual(later.places.vaults(), [1, 2])
        XCTAssertEqual(try later.vault().record(index: 0).fact.head?.origin, head.origin)
        XCTAssertTrue(later.logMessage(HandedMessage(text: "新的", sender: nil)).kept)
    }

    func testAlarmsShowNobodyAndNothing() async throws {
        let program = try await filled()
        try program.change { $0.weeklyDone = Self.night }
        let alarms = try await program.alarms()
        XCTAssertEqual(alarms.first?.id, "weekly")
        XCTAssertEqual(Set(alarms.map(\.words)), ["There is something to do; open the app"])
        let first = try XCTUnwrap(alarms.first)
        XCTAssertEqual(Int64(first.at * 1000), Format.start(Format.day(Self.night) + 7) + 36_000_000)
    }

    func testEveryPlaceStaysOnThePhoneAndTheSpoolCanAlwaysBeWritten() throws {
        let program = try begun()
        let rules = program.places.rules
        XCTAssertTrue(rules.allSatisfy(\.staysOnPhone))
        let protection = { (place: URL) in rules.first { $0.place == place }?.protection }
        XCTAssertEqual(protection(program.places.spool), .always)
        XCTAssertEqual(protection(program.places.vault(1)), .afterFirstUnlock)
        XCTAssertEqual(protection(program.places.passing), .whileUnlocked)
    }
}
