import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// Older logs, reminders of deadlines, what lies in the clear, and what is asked of 12368.
final class FollowTests: AppCase {
    private let threat = "再不还钱，就把你的通讯录全部群发一遍"

    // MARK: Older logs

    func testAnOlderLogIsReadAndExportedAndNothingIsWrittenIntoIt() async throws {
        let program = try start()
        let code = try program.create()
        _ = program.logMessage(HandedMessage(text: threat, sender: "13900139000"))
        XCTAssertEqual(OlderModel(program).list(), [])
        try keystore.forget()
        let later = try start()
        let model = StartModel(later)
        let step = try await model.open()
        XCTAssertEqual(step, .keyLost)
        guard case .code = try await model.beginWithoutCode() else { return XCTFail("no code") }
        _ = later.logMessage(HandedMessage(text: "新的", sender: "13900139000"))
        let older = OlderModel(later)
        XCTAssertEqual(older.list(), [OlderLog(id: 1, words: "Log 1")])

        guard case .needsCode(let words) = await older.open(1) else { return XCTFail("opened without its key") }
        XCTAssertEqual(words, "This phone no longer opens the records. Type the recovery code from your paper.")
        guard case .needsCode(let wrong) = await older.open(1, code: "AAAA") else { return XCTFail("wrong code") }
        XCTAssertEqual(wrong, "A recovery code has seven groups of four characters.")
        guard case .open(let first) = await older.open(1, code: code) else { return XCTFail("not opened") }
        XCTAssertEqual(try bodies(first), [threat])
        XCTAssertEqual(try bodies(later), ["新的"], "the one that is written is another")
        let timeline = await TimelineModel(first).open()
        XCTAssertTrue(timeline.lines.joined().contains("通讯录"))
        let outcome = await ExportModel(first).write(ExportChoice(), progress: Stoppable())
        guard case .done(let file, _, let qr, _) = outcome else { return XCTFail("\(outcome)") }
        XCTAssertTrue(try verifyBundle(file: file.path, policy: Policy(trust: [qr])).passes)

        XCTAssertNil(try first.ingest())
        let size = try first.vault().head().size
        XCTAssertFalse(first.logMessage(HandedMessage(text: "不该写进来", sender: nil)).kept)
        XCTAssertEqual(try first.vault().head().size, size)
        // From here on the phone's own key opens it.
        guard case .open = await OlderModel(try start()).open(1) else { return XCTFail("the code was in vain") }
    }

    func testTheCodeOfAFollowingLogIsAskedBackAlsoOverAStop() async throws {
        let program = try begun()
        try program.change { $0.codeConfirmed = true }
        let check = CheckModel(program)
        let code = try await check.newCode()
        XCTAssertFalse(program.settings.codeConfirmed)
        let model = StartModel(program) { (1, 2) }
        guard case .code(let groups) = await model.show(code) else { return XCTFail("no code") }
        _ = await model.written()
        let right = try await model.answer(groups[0], groups[1])
        XCTAssertTrue(right)
        XCTAssertTrue(program.settings.codeConfirmed)
    }

    // MARK: Reminders

    func testDeadlinesAreRemindedOfInTime() async throws {
        let program = try begun()
        _ = program.logMessage(HandedMessage(text: threat, sender: "13900139000"))
        let due = { try Reminders(program: program, vault: program.vault()).due().map(\.id).filter { $0 != "weekly" } }
        XCTAssertEqual(try due(), [])
        clocks.advance(30 * 86_400_000)
        XCTAssertEqual(Set(try due()), ["selftest", "copy"])
        // 2 March and six months are 2 September; 30 days before that.
        clocks.move(to: Format.start(Format.day(Self.night)) + 153 * 86_400_000)
        XCTAssertFalse(try due().contains("police"))
        clocks.advance(86_400_000)
        XCTAssertTrue(try due().contains("police"))
        XCTAssertTrue(try due().contains("operator"))
        let state = await CheckModel(program).open()
        let police = try XCTUnwrap(state.reminders.first { $0.id == "police" })
        XCTAssertEqual(Format.date(police.due), "2026-08-03")
        XCTAssertTrue(police.body?.contains("2026-03-02") == true)
        XCTAssertFalse(police.title.contains("13900139000"))
        clocks.advance(31 * 86_400_000)
        XCTAssertFalse(try due().contains("police"), "the six months are over")
    }

    func testASelfTestACopyAndAListPutTheirRemindersOff() async throws {
        let program = try begun()
        let list = "本机号码：13700137000\n对方号码,起始时间,通信时长,通信方式\n13900139000,2026-03-02 20:00:00,30,被叫\n"
        let done = await ImportModel(program).run(
            try file("list.csv", Data(list.utf8)), name: "list.csv", answers: ImportAnswers(), progress: Stoppable())
        XCTAssertTrue(done.account.contains("1 record written"), "\(done)")
        XCTAssertNotNil(program.settings.operatorUntil)
        clocks.advance(160 * 86_400_000)
        let due = { try Reminders(program: program, vault: program.vault()).due().map(\.id) }
        XCTAssertFalse(try due().contains("operator"), "the list confirms it")
        let model = SelfTestModel(program)
        _ = await model.begin(.ordinaryText)
        _ = await model.stop()
        let check = CheckModel(program)
        _ = try await check.copySaved(check.makeCopy())
        XCTAssertFalse(try due().contains("selftest"))
        XCTAssertFalse(try due().contains("copy"))
    }

    func testMonthsEndWhereTheCalendarDoes() throws {
        let day = { (text: String) in Instant.floored(Instant.read(text + "T00:00", offsetMinutes: 0) ?? 0, 86_400_000)
        }
        for (from, to) in [("2026-03-02", "2026-09-02"), ("2025-08-31", "2026-02-28"), ("2026-12-31", "2027-06-30")] {
            XCTAssertEqual(Format.date(Instant.later(day(from), months: 6)), to)
        }
    }

    // MARK: What passes through in the clear

    func testWhatAStopLeftInTheClearGoesAtTheNextStart() throws {
        let program = try begun()
        let left = try program.pass("export.zip")
        try Data("plain".utf8).write(to: left)
        program.clearPassing()
        XCTAssertEqual(passing(program).count, 1, "it is in use")
        let locked = try start()
        keystore.fail(with: KeystoreError.Locked)
        locked.clearPassing()
        XCTAssertEqual(passing(program), [], "also where the records do not open")
        keystore.fail(with: nil)

        let handed = try program.pass("export.zip")
        try Data("plain".utf8).write(to: handed)
        let old = Date(timeIntervalSince1970: Double(Self.night - 3_700_000) / 1000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: handed.path)
        program.clearPassing()
        XCTAssertEqual(passing(program), [], "nothing is handed out for longer than an hour")
    }

    func testThePlaceIsGuardedBeforeAnythingLiesInIt() throws {
        let guarded = Guarded()
        let program = try Program(
            places: Places(base: base), keystore: keystore, clocks: clocks, languages: ["en"], region: "CN",
            guarding: guarded.take)
        _ = try program.create()
        XCTAssertEqual(guarded.all.first?.place, program.places.base)
        XCTAssertTrue(guarded.all.contains { $0.place == program.places.vault(1) })
        let before = guarded.all.count
        let file = try program.pass("a.txt")
        XCTAssertFalse(FileManager.default.fileExists(atPath: file.path))
        let rule = try XCTUnwrap(guarded.all.dropFirst(before).first)
        XCTAssertEqual(rule.place, program.places.passing)
        XCTAssertEqual(rule.protection, .whileUnlocked)
        XCTAssertTrue(rule.staysOnPhone)
    }

    func testNothingThatAnIntentHandsOverPassesThroughAFile() throws {
        let program = try begun()
        let long = String(repeating: "长", count: 400_000)
        XCTAssertTrue(program.logMessage(HandedMessage(text: long, sender: nil)).kept)
        XCTAssertTrue(program.takeShared(text: "复制来的字").kept)
        let file = HandedFile(data: Data("invented".utf8), name: "a.txt", kind: .document)
        XCTAssertTrue(program.addEvidence(file).kept)
        XCTAssertEqual(program.addEvidence(file).words, "It is there already and was not written twice")
        XCTAssertFalse(FileManager.default.fileExists(atPath: program.places.passing.path))
    }

    // MARK: What others answered

    func testWhatACourtAnsweredStandsWithTheMessage() async throws {
        let program = try begun()
        _ = program.logMessage(HandedMessage(text: "法院已立案，明日强制执行", sender: "10690000001"))
        let leaf = try program.vault().newest(party: nil, before: nil, count: 1)[0].records[0].leaf
        let model = EventModel(program, leaf: leaf)
        _ = await model.open()
        let fields = EventModel.checkFields(program.texts)
        XCTAssertEqual(fields.map(\.label), ["Whom you asked", "The answer", "Number of the inquiry"])
        let nothing = await model.checkResult(["by": "", "answer": "none"])
        XCTAssertEqual(nothing.problem, "Please fill this in.")
        XCTAssertEqual(try program.vault().head().size, 2)
        let done = await model.checkResult(["by": "12368", "answer": "none", "number": "Q-7"])
        XCTAssertNil(done.problem)
        XCTAssertEqual(done.tied.count, 1)
        let words = done.tied[0].words
        XCTAssertTrue(words.hasPrefix("supports · check result · "), words)
        XCTAssertTrue(words.hasSuffix(" · 12368, the courts' line · nothing like it · Q-7"), words)
        let record = try program.vault().record(index: 2)
        XCTAssertEqual(record.fact.kind, .checkResult)
        XCTAssertEqual(record.fact.targets, [leaf])
    }

    func testEvidenceThatIsAddedToAnEventStandsWithIt() async throws {
        let program = try begun()
        _ = program.logMessage(HandedMessage(text: threat, sender: "13900139000"))
        let leaf = try program.vault().newest(party: nil, before: nil, count: 1)[0].records[0].leaf
        _ = await CaseModel(program).save("c1", ["creditor": "乙消费金融"])
        var witness = Draft(.witness, about: leaf)
        witness.values = ["who": "某邻居", "words": "我听到了"]
        witness.caseWord = "c1"
        var document = Draft(.document, about: leaf)
        document.files = [Draft.File(path: try file("a.pdf", Data("%PDF-1.4".utf8)).path, name: "a.pdf")]
        for draft in [witness, document] {
            let answer = await AddModel(program).save(draft)
            XCTAssertTrue(answer.kept, answer.words)
        }
        let shown = await EventModel(program, leaf: leaf).open()
        XCTAssertEqual(shown.tied.count, 2, "\(shown.tied)")
        XCTAssertTrue(shown.tied.contains { $0.words.contains("witness statement") && $0.words.contains("某邻居") })
        XCTAssertEqual(shown.tied.flatMap(\.files).map(\.name), ["a.pdf"])
        XCTAssertEqual(shown.problem, nil)
    }

    // MARK: Import

    func testColumnsThatNobodyUnderstandsAreAskedAndTaken() async throws {
        let program = try begun()
        let list = "甲,乙,丙,丁\n2026-03-02 20:00:00,被叫,13900139000,30\n"
        let place = try file("详单.csv", Data(list.utf8))
        let model = ImportModel(program)
        var answers = ImportAnswers()
        answers.columns = ["number": "3", "time": " 1 ", "way": "2", "duration": "4"]
        XCTAssertEqual(answers.columnWords, "number=3,time=1,duration=4,way=2")
        let done = await model.run(place, name: "详单.csv", answers: answers, progress: Stoppable())
        XCTAssertTrue(done.account.contains("1 record written"), "\(done)")
        answers.columns = ["number": "x"]
        let wrong = await model.run(place, name: "详单.csv", answers: answers, progress: Stoppable())
        XCTAssertNotNil(wrong.problem)
        answers.columns = ["number": "1", "time": "3"]
        let unclear = await model.run(place, name: "详单.csv", answers: answers, progress: Stoppable())
        XCTAssertEqual(unclear.question, .columns, "\(unclear)")
    }

    func testASharedChatAsksWhoThePersonIsAndIsThenRead() async throws {
        let program = try begun()
        let chat = "2026/3/2 10:00 - 客服小李: 在吗\n2026/3/2 10:01 - 我自己: 在\n"
        _ = program.takeShared(
            file: try file("WhatsApp Chat with X.txt", Data(chat.utf8)), name: "WhatsApp Chat with X.txt")
        let inbox = ShareInbox(program)
        let id = try await inbox.list().files[0].id
        let asked = await inbox.rows(id, ImportAnswers())
        XCTAssertNotNil(asked.question, "\(asked)")
        var answers = ImportAnswers()
        answers.me = "我自己"
        (answers.app, answers.order) = (.whatsApp, .yearFirst)
        let read = await inbox.rows(id, answers)
        XCTAssertEqual(read.account, ["Import done 2 records written"], "\(read)")
        let left = try await inbox.list().files
        XCTAssertEqual(left, [])
    }

    func testTheZoneOfAnImportMayBeUnknown() {
        let clock = clocks.read()
        XCTAssertEqual(ImportModel.Zone.beijing.table(clock)?.changes.map(\.minutes), [480])
        XCTAssertEqual(ImportModel.Zone.phone.table(clock)?.name, "Asia/Shanghai")
        XCTAssertNil(ImportModel.Zone.unknown.table(clock))
    }

    func testTheIconIsNeutralOrTheAppsOwn() {
        XCTAssertEqual(AppIcon.name(neutral: true), "Neutral")
        XCTAssertNil(AppIcon.name(neutral: false))
        XCTAssertTrue(AppIcon.isNeutral("Neutral"))
        XCTAssertFalse(AppIcon.isNeutral(nil))
    }

    func testATimeThatIsChosenStandsInTheForm() throws {
        let program = try start()
        XCTAssertEqual(program.typedNow(), "2026-03-02 23:41")
        XCTAssertEqual(program.seconds(typed: "2026-03-02 22:31") * 1000, Double(Self.night - 70 * 60_000))
        XCTAssertEqual(program.typed(seconds: program.seconds(typed: "2026-01-31 00:05")), "2026-01-31 00:05")
    }
}
