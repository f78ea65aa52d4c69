import Dunlog
import Foundation
import XCTest

final class BundleTests: VaultCase {
    private static let golden = VaultCase.repository + "/tests/golden/"

    /// An audit as the lines of `tests/golden/*.audit`.
    private func lines(_ audit: Audit) -> [String] {
        let names = ["integrity", "signer", "completeness", "time", "provenance"]
        var lines = zip(names, verdictWords(verdicts: audit.verdicts)).map { "\($0) \($1)" }
        if let log = audit.log { lines.append("log \(log.origin) \(log.size) \(log.root)") }
        if let key = audit.fingerprint { lines.append("key \(key)") }
        lines.append("shown \(audit.shown) hidden \(audit.hidden) redacted \(audit.redacted)")
        lines += audit.issues.map { "issue \($0.code) \($0.place)" }
        lines += audit.notes.map { "note \($0.code) \($0.place)" }
        lines += audit.notProved.map { "not-proved \($0)" }
        return lines
    }

    func testGoldenBundlesGetTheSameAuditAsInRust() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.golden).filter { $0.hasSuffix(".zip") }
        XCTAssertFalse(names.isEmpty)
        for name in names {
            let audit = try verifyBundle(file: Self.golden + name, policy: Policy())
            let told = try String(contentsOfFile: Self.golden + name.replacing(".zip", with: ".audit"), encoding: .utf8)
            XCTAssertEqual(lines(audit), told.split(separator: "\n").map(String.init), name)
        }
    }

    /// tests/tools/apple.sh lets the command line make this one.
    func testBundleOfTheCommandLineIsTrusted() throws {
        let folder = try XCTUnwrap(ProcessInfo.processInfo.environment["DUNLOG_DEMO"])
        let key = try String(contentsOfFile: folder + "/key.txt", encoding: .utf8)
        let trust = key.trimmingCharacters(in: .whitespacesAndNewlines)
        let audit = try verifyBundle(file: folder + "/evidence.zip", policy: Policy(trust: [trust]))
        XCTAssertTrue(audit.passes, "\(lines(audit))")
        XCTAssertFalse(try verifyBundle(file: folder + "/evidence.zip", policy: Policy()).passes)

        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/evidence.zip"))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path("altered.zip")))
        let altered = try verifyBundle(file: path("altered.zip"), policy: Policy(trust: [trust]))
        XCTAssertFalse(altered.passes)
    }

    /// Leaves a bundle and its key for the command line to verify.
    func testBundleForTheCommandLine() throws {
        let out = try XCTUnwrap(ProcessInfo.processInfo.environment["DUNLOG_OUT"])
        let vault = try makeVault().vault
        let spool = try vault.openSpool(folder: path("vault"))
        try spool.push(entry: relayed("再不还钱，就把你的通讯录全部群发一遍", from: "10690000001"))
        _ = try vault.ingest(spool: spool, country: "CN", now: Self.night)
        let told = try vault.exportBundle(
            file: out + "/evidence.zip", selection: Self.everything, pack: Pack.builtin(id: "cn"), program: "test",
            progress: nil, now: Self.night + 60_000)
        XCTAssertNotNil(told)
        let words = vault.publicKey().fingerprint.replacing(" ", with: "")
        try "sha256:\(words)\n".write(toFile: out + "/key.txt", atomically: true, encoding: .utf8)
    }

    func testCancelKeepsWhatWasTakenAndTheNextRunCompletesIt() throws {
        let vault = try makeVault().vault
        let rows = (0..<12_000).map {
            "<sms address=\"10690000001\" date=\"\(Self.night + Int64($0))\" type=\"1\" body=\"第\($0)条\" />"
        }
        let text = "<?xml version='1.0'?>\n<smses count=\"12000\">\n\(rows.joined(separator: "\n"))\n</smses>\n"
        try text.write(toFile: path("sms.xml"), atomically: true, encoding: .utf8)
        let file = EnclosedFile(path: path("sms.xml"))
        let cut = try XCTUnwrap(
            vault.importFile(file: file, options: ImportOptions(), progress: Counter(stopAfter: 1), now: Self.night))
        XCTAssertTrue(cut.cancelled)
        XCTAssertLessThan(cut.appended, 12_000)
        let rest = try XCTUnwrap(
            vault.importFile(file: file, options: ImportOptions(), progress: nil, now: Self.night))
        XCTAssertFalse(rest.cancelled)
        XCTAssertEqual(try vault.countsByChannel()[.sms], 12_000)
        XCTAssertEqual(rest.duplicates, cut.appended)
    }
}
