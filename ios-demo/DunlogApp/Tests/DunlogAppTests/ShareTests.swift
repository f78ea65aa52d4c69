import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// What the share extension leaves, and how the app takes it in.
final class ShareTests: AppCase {
    func testASharedFileWaitsAndIsKeptAsThePersonSays() async throws {
        let program = try begun()
        keystore.fail(with: KeystoreError.Locked)
        let picture = try file("截图.png", Data("\u{89}PNG invented".utf8))
        let answer = try start().takeShared(file: picture, name: "截图.png", words: "他们发来的")
        XCTAssertTrue(answer.kept)
        XCTAssertEqual(answer.words, "Taken; it is written to the log when the app is opened next.")
        keystore.fail(with: nil)

        let inbox = ShareInbox(program)
        let waiting = try await inbox.list().files
        XCTAssertEqual(waiting.map(\.name), ["截图.png"])
        XCTAssertEqual(waiting.map(\.words), ["他们发来的"])
        let kept = await inbox.keep(waiting[0].id, as: .evidence(.document))
        XCTAssertEqual(kept, Answer(kept: true, "Written to the log."))
        let left = try await inbox.list().files
        XCTAssertEqual(left, [])
        let record = try program.vault().record(index: 1)
        XCTAssertEqual(record.names, ["截图.png"])
        XCTAssertEqual(record.members["words"], "他们发来的")
        XCTAssertEqual(passing(program), [])
        let again = await inbox.keep(waiting[0].id, as: .evidence(.document))
        XCTAssertEqual(again.words, "It is there already and was not written twice")
        XCTAssertEqual(try program.vault().head().size, 2)
    }

    func testATextBecomesAMessageANoteOrRows() async throws {
        let program = try begun()
        let inbox = ShareInbox(program)
        for _ in 0..<3 { XCTAssertTrue(program.takeShared(text: "再不还钱就去你单位").kept) }
        let ids = try await inbox.list().files.map(\.id)
        XCTAssertEqual(ids.count, 3)
        _ = await inbox.keep(ids[0], as: .message(sender: "13900139000"))
        _ = await inbox.keep(ids[1], as: .note)
        let removed = await inbox.keep(ids[2], as: .nothing)
        XCTAssertFalse(removed.kept)
        let sources = try program.vault().newest(party: nil, before: nil, count: 9).map { $0.records[0].fact.source }
        XCTAssertEqual(Set(sources), [.relayed, .typed])

        let rows =
            "<?xml version='1.0'?>\n<smses count=\"1\">\n"
            + "<sms address=\"10690000001\" date=\"1772461860000\" type=\"1\" body=\"请还款\" />\n</smses>\n"
        _ = program.takeShared(file: try file("sms.xml", Data(rows.utf8)), name: "sms.xml")
        let backup = try await inbox.list().files[0].id
        let done = await inbox.keep(backup, as: .rows(ImportOptions(country: "CN")))
        XCTAssertEqual(done, Answer(kept: true, "Import done 1 record written"))
        XCTAssertTrue(try bodies(program).contains("请还款"))
    }

    /// The app is stopped behind the log's write and before the file is removed.
    func testAStopBetweenWritingAndRemovingKeepsItOnce() async throws {
        let program = try begun()
        let inbox = ShareInbox(program)
        let sound = try file("a.m4a", Data(repeating: 5, count: 70_000))
        XCTAssertTrue(program.takeShared(file: sound, name: "a.m4a").kept)
        let id = try await inbox.list().files[0].id
        let sealed = program.places.spool.appendingPathComponent("files/\(id)")
        let bytes = try Data(contentsOf: sealed)
        let size = try program.vault().head().size
        _ = await inbox.keep(id, as: .evidence(.recording))
        try bytes.write(to: sealed)
        try JSONEncoder().encode(["size": size]).write(to: program.places.base.appendingPathComponent("taking-\(id)"))
        let again = await inbox.keep(id, as: .evidence(.recording))
        XCTAssertEqual(again.words, "It is there already and was not written twice")
        XCTAssertEqual(try program.vault().head().size, size + 1)
        XCTAssertFalse(FileManager.default.fileExists(atPath: sealed.path))
    }

    func testAFileCutShortIsKeptAsideAndNothingOfItIsWritten() async throws {
        let program = try begun()
        let inbox = ShareInbox(program)
        XCTAssertTrue(
            program.takeShared(file: try file("a.m4a", Data(repeating: 5, count: 200_000)), name: "a.m4a").kept)
        let id = try await inbox.list().files[0].id
        let sealed = program.places.spool.appendingPathComponent("files/\(id)")
        try Data(contentsOf: sealed).prefix(150_000).write(to: sealed)
        let answer = await inbox.keep(id, as: .evidence(.recording))
        XCTAssertEqual(answer, Answer(kept: false, "Kept aside, not written. Open the app to see why."))
        XCTAssertEqual(SpoolCount.aside(program.places.spool), ["share-torn-\(id)"])
        XCTAssertEqual(try program.vault().head().size, 1)
        XCTAssertEqual(passing(program), [])
    }

    func testTwoGigabytesAreRefusedWithTheirSizeAndLeaveNothing() throws {
        let program = try begun()
        let large = try file("监控.mp4", Data())
        let handle = try FileHandle(forWritingTo: large)
        try handle.truncate(atOffset: 2 << 30)
        try handle.close()
        let answer = program.takeShared(file: large, name: "监控.mp4")
        XCTAssertFalse(answer.kept)
        XCTAssertEqual(answer.words, "Too large to take here (2.1 GB). Use Import, or a computer.")
        let files = program.places.spool.appendingPathComponent("files")
        XCTAssertFalse(FileManager.default.fileExists(atPath: files.path))
        XCTAssertEqual(maxShared(), 1 << 30)
    }

    func testWhatCannotBeReadIsSaidAndAStrangersFileIsKeptAside() async throws {
        let program = try begun()
        let none = program.takeShared(file: base.appendingPathComponent("none.png"), name: "none.png")
        XCTAssertFalse(none.kept)
        XCTAssertTrue(none.words.hasPrefix("What was shared cannot be read"), none.words)
        XCTAssertFalse(program.takeShared(text: "  \n").kept)
        let files = program.places.spool.appendingPathComponent("files")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        try Data("of another version".utf8).write(to: files.appendingPathComponent(String(repeating: "a", count: 32)))
        let found = try await ShareInbox(program).list()
        XCTAssertEqual(found.aside, 1)
        XCTAssertEqual(found.files, [])
    }
}
