import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// Start, case, add, export, check, lock: each screen's own decisions.
final class ScreenTests: AppCase {
    private let threat = "再不还钱，就把你的通讯录全部群发一遍"

    // MARK: Start

    func testStartShowsTheCodeAsksItBackAndRemembers() async throws {
        let program = try start()
        let model = StartModel(program) { (2, 6) }
        let first = try await model.open()
        XCTAssertEqual(first, .welcome(leftoverKey: false))
        XCTAssertEqual(model.sentences.count, 7)
        guard case .code(let groups) = try await model.begin() else { return XCTFail("no code") }
        XCTAssertEqual(groups.count, 7)
        XCTAssertTrue(groups.allSatisfy { $0.count == 4 })
        let asked = await model.written()
        XCTAssertEqual(asked, .askBack(2, 6))
        let wrong = try await model.answer("AAAA", groups[5])
        XCTAssertFalse(wrong)
        let again = await model.showAgain()
        XCTAssertEqual(again, .code(groups))
        let right = try await model.answer(" " + groups[1].lowercased(), groups[5])
        XCTAssertTrue(right)
        let later = try await StartModel(start()).open()
        XCTAssertEqual(later, .ready)
        try program.vault().testRecovery(code: groups.joined(separator: "-"))
    }

    func testAStopBeforeTheCodeWasAskedBackGivesANewOne() async throws {
        let program = try start()
        guard case .code(let old) = try await StartModel(program).begin() else { return XCTFail("no code") }
        let reopened = try start()
        guard case .code(let fresh) = try await StartModel(reopened).open() else { return XCTFail("no code") }
        XCTAssertNotEqual(old, fresh)
        XCTAssertThrowsError(try reopened.vault().testRecovery(code: old.joined(separator: "-")))
        try reopened.vault().testRecovery(code: fresh.joined(separator: "-"))
    }

    func testAKeyThatOutlivedItsVaultIsToldAndDropped() async throws {
        _ = try begun()
        try FileManager.default.removeItem(at: base)
        let program = try start()
        XCTAssertEqual(program.open(), .keyWithoutVault)
        let step = try await StartModel(program).open()
        XCTAssertEqual(step, .welcome(leftoverKey: true))
        _ = try await StartModel(program).begin()
        XCTAssertEqual(program.open(), .open)
        try program.vault().settle()
        XCTAssertEqual(try start().open(), .open)
    }

    func testALostKeyIsOpenedByTheCodeAndWithoutItANewLogNamesTheOldHead() async throws {
        let program = try start()
        let code = try program.create()
        _ = program.logMessage(HandedMessage(text: threat, sender: "13900139000"))
        program.settle()
        let head = try program.vault().head()
        try keystore.forget()
        let later = try start()
        let model = StartModel(later)
        let step = try await model.open()
        XCTAssertEqual(step, .keyLost)
        do {
            _ = try await model.recover("AAAA-AAAA")
            XCTFail("a wrong code was taken")
        } catch {
            XCTAssertEqual(later.words(for: error), "A recovery code has seven groups of four characters.")
        }
        let opened = try await model.recover(code)
        XCTAssertEqual(opened, .ready)
        XCTAssertEqual(try bodies(later), [threat])

        try keystore.forget()
        let last = try start()
        _ = try await StartModel(last).beginWithoutCode()
        XCTAssertEqual(last.places.vaults(), [1, 2])
        XCTAssertEqual(try last.vault().record(index: 0).fact.head, head)
        XCTAssertTrue(last.logMessage(HandedMessage(text: threat, sender: nil)).kept)
    }

    func testASealedCopyOpensOnANewPhoneAndANewLogFollows() async throws {
        let program = try start()
        let code = try program.create()
        _ = program.logMessage(HandedMessage(text: threat, sender: "13900139000"))
        let check = CheckModel(program)
        let copy = try await check.makeCopy()
        let kept = try file("copy.backup", Data(contentsOf: copy))
        let state = try await check.copySaved(copy)
        XCTAssertEqual(state.done, "The copy is saved.")
        XCTAssertFalse(FileManager.default.fileExists(atPath: copy.path))

        let phone = try Program(
            places: Places(base: base.appendingPathComponent("new")), keystore: MemoryKeystore(), clocks: clocks,
            languages: ["en"], region: "CN")
        let model = StartModel(phone)
        do {
            _ = try await model.restore(copy: kept, code: "AAAA")
            XCTFail("a wrong code was taken")
        } catch {
            XCTAssertEqual(phone.places.vaults(), [], "nothing half-done")
        }
        guard case .code = try await model.restore(copy: kept, code: code) else { return XCTFail("no code") }
        XCTAssertEqual(phone.places.vaults(), [1, 2])
        XCTAssertTrue(phone.logMessage(HandedMessage(text: "新的", sender: nil)).kept)
    }

    // MARK: Case and event

    func testCaseRolesAndMarksAreOneRecordEach() async throws {
        let program = try begun()
        _ = program.logMessage(HandedMessage(text: threat, sender: "13900139000"))
        let model = CaseModel(program)
        _ = await model.open()
        let free = await model.freeId()
        XCTAssertEqual(free, "c1")
        let refused = await model.save("My Bank", ["creditor": "乙消费金融"])
        XCTAssertEqual(refused.problem, "Lower-case letters, digits and underscores only, a letter first.")
        var state = await model.save("c1", ["creditor": "乙消费金融", "creditor_kind": "consumer_finance", "product": ""])
        XCTAssertNil(state.problem)
        state = await model.setRole("c1", number: "13900139000", role: .agency, basis: "短信签名")
        state = await model.setRole("c1", number: "13600136000", role: .thirdPerson, name: "王某")
        XCTAssertEqual(state.done, "Recorded: a third person")
        state = await model.refusal("c1", number: "13600136000", who: "王某")
        state = await model.agreement("c1", number: "", from: "22:00", to: "23:00")
        XCTAssertEqual(state.cases.map(\.creditor), ["乙消费金融"])
        XCTAssertEqual(state.cases[0].numbers.map(\.party), ["13900139000", "王某 (set by you) 13600136000"])
        XCTAssertEqual(state.cases[0].marks.count, 2)
        state = await model.withdraw(mark: state.cases[0].marks[1].id)
        XCTAssertEqual(state.cases[0].marks.count, 1, state.problem ?? "")
        let bad = await model.agreement("c1", number: "", from: "spät", to: "23:00")
        XCTAssertNotNil(bad.problem)

        let timeline = TimelineModel(program)
        let shown = await timeline.open()
        XCTAssertEqual(shown.days.first?.groups.map(\.heading), ["乙消费金融"])
        let filtered = await timeline.show(.creditor("乙消费金融"))
        XCTAssertEqual(filtered.days.flatMap(\.groups).flatMap(\.rows).count, 1)
        let none = await timeline.show(.calls)
        XCTAssertEqual(none.empty, "Nothing fits.")
        let found = await timeline.show(.all, search: "通讯录")
        XCTAssertEqual(found.days.flatMap(\.groups).flatMap(\.rows).count, 1)
        let nobody = await timeline.show(.all, search: "没有这句")
        XCTAssertEqual(nobody.days, [])
    }

    func testEventShowsWhyItIsFlaggedAndWhyItMayBeInnocentAndIsErased() async throws {
        let program = try begun()
        _ = program.logMessage(HandedMessage(text: threat, sender: "13900139000"))
        let leaf = try program.vault().newest(party: nil, before: nil, count: 1)[0].records[0].leaf
        let model = EventModel(program, leaf: leaf)
        let state = await model.open()
        let card = try XCTUnwrap(state.flags.first { $0.title.words.contains("contacts") || !$0.grounds.isEmpty })
        XCTAssertFalse(card.innocent.isEmpty)
        XCTAssertFalse(card.grounds.isEmpty)
        XCTAssertEqual(state.pieces.map(\.words).joined(), threat)
        XCTAssertTrue(state.pieces.contains(where: \.isMarked))
        XCTAssertEqual(state.places.count, 1)
        let asked = await model.askedToStop(words: "请停止")
        XCTAssertEqual(asked.done, "Written to the log.")
        let role = await model.setRole(.agency, case: "c1", name: nil, basis: "短信签名")
        XCTAssertEqual(role.done, "Written to the log.", role.problem ?? "")
        let tagged = await model.tag(case: "c1")
        XCTAssertNil(tagged.problem)
        let erased = await model.erase()
        XCTAssertEqual(erased.done, "The content was erased for ever", erased.problem ?? "")
        XCTAssertEqual(erased.pieces, [])
        let reopened = await EventModel(program, leaf: leaf).open()
        XCTAssertFalse(reopened.pieces.map(\.words).joined().contains("通讯录"))
        let timeline = await TimelineModel(program).open()
        XCTAssertFalse(timeline.lines.joined().contains("通讯录"))
    }

    // MARK: Add

    func testEveryFormBecomesOneRecordAndAStopLosesNothing() async throws {
        let program = try begun()
        let model = AddModel(program)
        let texts = program.texts
        let photo = try file("回执.jpg", Data("invented".utf8))
        for form in EvidenceForm.allCases {
            var draft = Draft(form)
            for field in form.fields(texts) {
                switch field.shape {
                case .text: draft.values[field.id] = field.id == "seconds" ? "30" : "某"
                case .date: draft.values[field.id] = "2026-03-20"
                case .choice(let choices): draft.values[field.id] = choices[0].id
                case .choices(let choices): draft.values[field.id] = choices.prefix(2).map(\.id).joined(separator: " ")
                }
            }
            draft.number = "13900139000"
            if form.evidence != nil { draft.files = [Draft.File(path: photo.path, name: "回执.jpg")] }
            try await model.keep(draft)
            let resumed = try await AddModel(start()).resume(form)
            XCTAssertEqual(resumed, draft, "\(form)")
            let sealed = try Data(contentsOf: program.places.base.appendingPathComponent("draft-\(form.rawValue)"))
            XCTAssertNil(sealed.range(of: Data("13900139000".utf8)), "what was typed lies in the open")
            let before = try program.vault().head().size
            let answer = await model.save(draft)
            XCTAssertEqual(answer, Answer(kept: true, "Written to the log."), "\(form)")
            XCTAssertEqual(try program.vault().head().size, before + 1, "\(form)")
            let dropped = try await model.resume(form)
            XCTAssertNil(dropped)
        }
        let reminders = try Reminders(program: program, vault: program.vault()).all()
        let footage = try XCTUnwrap(reminders.first { $0.id.hasPrefix("footage") })
        XCTAssertEqual(Format.date(footage.due), "2026-03-17")
        XCTAssertFalse(footage.title.contains("某"), "a notification names no place")
    }

    func testAFormThatDoesNotFitIsRefusedWhole() async throws {
        let program = try begun()
        let model = AddModel(program)
        var note = Draft(.note)
        note.time = "gestern"
        note.values["words"] = "某"
        let untimed = await model.save(note)
        XCTAssertFalse(untimed.kept)
        let empty = await model.save(Draft(.note))
        XCTAssertEqual(empty.words, "Please fill this in.")
        var footage = Draft(.footage)
        footage.values = ["overwritten_on": "soon"]
        let undated = await model.save(footage)
        XCTAssertFalse(undated.kept)
        var gone = Draft(.recording)
        gone.files = [Draft.File(path: base.path + "/none.m4a", name: "none.m4a")]
        let missing = await model.save(gone)
        XCTAssertFalse(missing.kept)
        XCTAssertEqual(try program.vault().head().size, 1)
        note.time = "2026-03-01 20:10"
        note.isLocal = true
        let local = await model.save(note)
        XCTAssertTrue(local.kept, local.words)
        XCTAssertEqual(try program.vault().record(index: 1).fact.local, "2026-03-01T20:10:00")
    }
}
