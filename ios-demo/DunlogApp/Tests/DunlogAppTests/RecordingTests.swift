import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// Recordings matched to calls, pictures of the camera, and what is played out of the sealed store.
final class RecordingTests: AppCase {
    private func folder(_ files: [(name: String, content: String)]) throws -> URL {
        for (name, content) in files { _ = try file("sounds/" + name, Data(("#!AMR\n" + content).utf8)) }
        return base.appendingPathComponent("others/sounds")
    }

    override func setUpWithError() throws {
        try super.setUpWithError()
        try FileManager.default.createDirectory(
            at: base.appendingPathComponent("others/sounds"), withIntermediateDirectories: true)
    }

    func testWhatFitsOneCallIsTiedWhatFitsNoneIsKeptAndATieIsAsked() async throws {
        let program = try begun()
        let first = try call(program, "13900139000", at: "2026-03-02 20:00")
        let second = try call(program, "13900139001", at: "2026-03-02 21:00")
        let third = try call(program, "13900139001", at: "2026-03-02 21:00:10")
        let sounds = try folder([
            ("13900139000_20260302200000.m4a", "one"), ("13900139001_20260302210005.m4a", "two"),
            ("13600136000_20260302190000.m4a", "none"), ("notes.txt", "no recording"),
        ])
        let model = RecordingsModel(program)
        let state = await model.look(sounds, progress: Stoppable())
        XCTAssertEqual(
            state.account, ["3 recordings found", "matched to a call: 1", "without a call: 1"], state.problem ?? "")
        XCTAssertEqual(state.ties.map(\.name), ["13900139001_20260302210005.m4a"])
        XCTAssertEqual(Set(state.ties[0].calls.map(\.id)), [second, third])
        XCTAssertTrue(state.ties[0].calls.allSatisfy { $0.words.contains("13900139001") }, "\(state.ties)")
        let decided = await model.decide(state.ties[0], call: third)
        XCTAssertEqual(decided.ties, [])
        XCTAssertEqual(decided.account, ["Written to the log."])

        let shown = await EventModel(program, leaf: third).open()
        XCTAssertEqual(shown.tied.count, 1)
        XCTAssertTrue(shown.tied[0].words.hasPrefix("recording of · "), shown.tied[0].words)
        XCTAssertEqual(shown.tied[0].files.map(\.name), ["13900139001_20260302210005.m4a"])
        XCTAssertTrue(shown.tied[0].files[0].isSound, shown.tied[0].files[0].type)
        let other = await EventModel(program, leaf: second).open()
        XCTAssertEqual(other.tied, [])
        let one = await EventModel(program, leaf: first).open()
        XCTAssertEqual(one.tied.count, 1)

        let again = await model.look(sounds, progress: Stoppable())
        XCTAssertEqual(again.account, ["0 recordings found", "matched to calls: 0"], "nothing is kept twice")
        XCTAssertEqual(passing(program), [])
    }

    func testNoneOfTheseIsAnAnswerAndAFileThatIsGoneIsTold() async throws {
        let program = try begun()
        for second in ["00", "10"] { _ = try call(program, "13900139001", at: "2026-03-02 21:00:\(second)") }
        let sounds = try folder([
            ("13900139001_20260302210003.m4a", "two"), ("13900139001_20260302210004.m4a", "three"),
        ])
        let model = RecordingsModel(program)
        let state = await model.look(sounds, progress: Stoppable())
        XCTAssertEqual(state.ties.count, 2)
        let kept = await model.decide(state.ties[0], call: nil)
        XCTAssertEqual(kept.ties.count, 1)
        try FileManager.default.removeItem(at: sounds.appendingPathComponent(state.ties[1].name))
        let size = try program.vault().head().size
        let gone = await model.decide(state.ties[1], call: nil)
        XCTAssertEqual(gone.account, ["The file was deleted while it was read; nothing was written."])
        XCTAssertEqual(try program.vault().head().size, size)
        try FileManager.default.removeItem(at: sounds)
        let lost = await model.look(sounds, progress: Stoppable())
        XCTAssertNotNil(lost.problem)
        let stopping = Stoppable()
        stopping.stop()
        let stopped = await model.look(try folder2(), progress: stopping)
        XCTAssertTrue(stopped.account.contains("Stopped"), "\(stopped)")
    }

    private func folder2() throws -> URL {
        let other = base.appendingPathComponent("others/more")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: other.appendingPathComponent("a.m4a"))
        return other
    }

    func testAFormProposesTheCallOfItsRecording() async throws {
        let program = try begun()
        let leaf = try call(program, "13900139000", at: "2026-03-02 20:00")
        let sound = try file("13900139000_20260302200000.m4a", Data("one".utf8))
        let model = AddModel(program)
        var draft = Draft(.recording)
        draft.files = [Draft.File(path: sound.path, name: sound.lastPathComponent)]
        let calls = await model.calls(of: draft.files[0])
        XCTAssertEqual(calls.map(\.id), [leaf])
        draft.about = leaf
        draft.values = ["device": "手机"]
        let answer = await model.save(draft)
        XCTAssertTrue(answer.kept, answer.words)
        let shown = await EventModel(program, leaf: leaf).open()
        XCTAssertEqual(shown.tied.count, 1)
        XCTAssertTrue(shown.tied[0].words.hasPrefix("recording of · "), shown.tied[0].words)
    }

    // MARK: Camera

    func testAPictureOfTheCameraLiesNowhereInTheClearAndOutlivesAStop() async throws {
        let program = try begun()
        let picture = Data("\u{FF}\u{D8}invented picture of a receipt".utf8)
        let model = AddModel(program)
        var draft = Draft(.police)
        draft.values = ["station": "某派出所"]
        draft = try await model.hold(picture, in: draft)
        XCTAssertEqual(draft.files.map(\.name), ["photo-2026-03-02-234100.jpg"])
        let everything = try XCTUnwrap(FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil))
        for case let found as URL in everything {
            let content = (try? Data(contentsOf: found)) ?? Data()
            XCTAssertNil(content.range(of: Data("invented picture".utf8)), found.path)
        }
        let resumed = try await AddModel(start()).resume(.police)
        XCTAssertEqual(resumed, draft)
        let answer = await model.save(draft)
        XCTAssertTrue(answer.kept, answer.words)
        let size = try program.vault().head().size
        let record = try program.vault().record(index: size - 1)
        XCTAssertEqual(record.fact.attachments.map(\.size), [Int64(picture.count)])
        XCTAssertEqual(record.names, ["photo-2026-03-02-234100.jpg"])
        let held = try program.vault().openAttachment(sha256: record.fact.attachments[0].sha256)
        XCTAssertEqual(try held.whole(most: 1000), picture)
        XCTAssertNil(try held.whole(most: 3))
        let left = try FileManager.default.contentsOfDirectory(atPath: base.path)
        XCTAssertFalse(left.contains { $0.hasPrefix("held-") || $0.hasPrefix("draft-") }, "\(left)")
    }

    func testLeavingAFormDropsItsPicturesAndEachFormKeepsItsOwnWords() async throws {
        let program = try begun()
        let model = AddModel(program)
        let draft = try await model.hold(Data("p".utf8), in: Draft(.document))
        var note = Draft(.note)
        note.values = ["words": "还没写完"]
        try await model.keep(note)
        let about = Draft(.document, about: String(repeating: "a", count: 64))
        var other = about
        other.number = "13900139000"
        try await model.keep(other)
        try await model.drop(draft)
        let left = try FileManager.default.contentsOfDirectory(atPath: base.path).filter { $0.hasPrefix("held-") }
        XCTAssertEqual(left, [])
        let gone = try await model.resume(.document)
        XCTAssertNil(gone)
        let words = try await model.resume(.note)
        XCTAssertEqual(words, note)
        let tied = try await model.resume(.document, about: about.about)
        XCTAssertEqual(tied, other)
    }

    // MARK: Playback

    func testAPlayerIsGivenEveryPlaceOfASealedRecording() throws {
        let program = try begun()
        var sound = Data()
        for number in 0..<200_000 { sound.append(contentsOf: withUnsafeBytes(of: UInt32(number)) { Array($0) }) }
        let kept = program.addEvidence(HandedFile(data: sound, name: "a.m4a", kind: .recording))
        XCTAssertTrue(kept.kept, kept.words)
        let file = try program.vault().record(index: 1).fact.attachments[0]
        let content = try program.vault().openAttachment(sha256: file.sha256)
        for (from, length, toEnd) in [(0, 2, false), (700_000, 99, false), (0, 0, true), (799_999, 500, false)] {
            var given = Data()
            try content.give(from: Int64(from), length: length, toEnd: toEnd) { piece in
                given.append(piece)
                return true
            }
            let end = toEnd ? sound.count : min(sound.count, from + length)
            XCTAssertEqual(given, sound.subdata(in: from..<end), "\(from)")
        }
        var pieces = 0
        try content.give(from: 0, length: 0, toEnd: true) { _ in
            pieces += 1
            return false
        }
        XCTAssertEqual(pieces, 1, "the player wants no more")
        try content.give(from: 900_000, length: 1, toEnd: false) { _ in
            XCTFail("nothing is beyond the end")
            return false
        }
        XCTAssertTrue(try content.equals(HeldContent(sound)))
        XCTAssertFalse(try content.equals(HeldContent(sound.dropLast())))
        XCTAssertFalse(try content.equals(HeldContent(sound + Data([0]))))
        XCTAssertEqual(passing(program), [])
    }
}
