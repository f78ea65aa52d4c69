import Dunlog
import Foundation
import XCTest

final class VaultTests: VaultCase {
    func testMessageIsHandedOverKeptAndFlagged() throws {
        let vault = try makeVault().vault
        let spool = try vault.openSpool(folder: path("vault"))
        try spool.push(entry: relayed("再不还钱，就把你的通讯录全部群发一遍", from: "10690000001"))
        let taken = try vault.ingest(spool: spool, country: "CN", now: Self.night + 1_000)
        XCTAssertEqual(taken.entries, 1)
        XCTAssertEqual(taken.asideTotal, 0)

        let page = try vault.newest(party: nil, before: nil, count: 50)
        XCTAssertEqual(page.count, 1)
        let record = try XCTUnwrap(page.first?.records.first)
        XCTAssertEqual(record.body, "再不还钱，就把你的通讯录全部群发一遍")
        XCTAssertEqual(record.fact.source, .relayed)
        let rules = try vault.findings(pack: Pack.builtin(id: "cn")).map { $0.class }
        XCTAssertTrue(rules.contains("disclose_contacts"), "\(rules)")
    }

    func testSecondIngestTakesNothing() throws {
        let vault = try makeVault().vault
        let spool = try vault.openSpool(folder: path("vault"))
        try spool.push(entry: relayed("您的账单已到期", from: "10690000001"))
        _ = try vault.ingest(spool: spool, country: "CN", now: Self.night)
        XCTAssertEqual(try vault.ingest(spool: spool, country: "CN", now: Self.night).entries, 0)
        XCTAssertEqual(try vault.newest(party: nil, before: nil, count: 50).count, 1)
    }

    func testSpoolTakesWhileTheKeystoreIsLocked() throws {
        let vault = try makeVault().vault
        let spool = try vault.openSpool(folder: path("vault"))
        keystore.fail(with: KeystoreError.Locked)
        for number in 0..<20 { try spool.push(entry: relayed("第\(number)条", from: nil)) }
        keystore.fail(with: nil)
        XCTAssertEqual(try vault.ingest(spool: spool, country: nil, now: Self.night).entries, 20)
        let texts = try vault.newest(party: nil, before: nil, count: 50).flatMap { $0.records.map(\.body) }
        XCTAssertEqual(Set(texts), Set((0..<20).map { "第\($0)条" }))
    }

    func testKeystoreThatThrowsIsAnErrorOfTheVault() throws {
        keystore.fail(with: KeystoreError.Locked)
        XCTAssertEqual(fault(try makeVault()), .Locked)
        keystore.fail(with: nil)
        _ = try createVault(folder: path("other"), keystore: keystore, now: Self.night)
        keystore.fail(with: KeystoreError.Lost)
        XCTAssertEqual(fault(try Vault.open(folder: path("other"), keystore: keystore)), .KeyLost)
        keystore.fail(with: FakeKeystore.Unforeseen())
        switch fault(try Vault.open(folder: path("other"), keystore: keystore)) {
        case .Internal: break
        case let other: XCTFail("\(String(describing: other))")
        }
    }

    func testRecoveryCodeOpensWhatTheKeystoreLost() throws {
        let made = try makeVault()
        try made.vault.testRecovery(code: made.recoveryCode)
        let spool = try made.vault.openSpool(folder: path("vault"))
        try spool.push(entry: relayed("您的账单已到期", from: "10690000001"))
        _ = try made.vault.ingest(spool: spool, country: "CN", now: Self.night)
        let stranger = FakeKeystore()
        let found = try Vault.recover(folder: path("vault"), code: made.recoveryCode, keystore: stranger)
        XCTAssertEqual(try found.newest(party: nil, before: nil, count: 50).count, 1)
        guard case .BadInput = fault(try made.vault.testRecovery(code: "AAAA-AAAA")) else {
            return XCTFail("a wrong code was taken")
        }
    }

    func testTypedEntryNeedsItsTime() throws {
        let vault = try makeVault().vault
        let entry = TypedEntry(detail: ["station": "城东派出所"])
        XCTAssertNoThrow(
            try vault.enter(what: .statement(.policeRecord), entry: entry, now: Self.night))
        guard case .BadInput = fault(try vault.enter(what: .note("收到"), entry: TypedEntry(), now: Self.night)) else {
            return XCTFail("a note without a time was taken")
        }
    }

    func testPagesAreCountedByDay() throws {
        let vault = try makeVault().vault
        let spool = try vault.openSpool(folder: path("vault"))
        for number in 0..<120 {
            let time = Self.night + Int64(number) * 60_000
            try spool.push(entry: relayed("第\(number)条", from: "10690000001", at: time))
        }
        _ = try vault.ingest(spool: spool, country: "CN", now: Self.night + 8_000_000)
        let first = try vault.newest(party: nil, before: nil, count: 50)
        let second = try vault.newest(party: nil, before: first.last?.place, count: 50)
        XCTAssertEqual(first.first?.records.first?.body, "第119条")
        XCTAssertEqual(second.first?.records.first?.body, "第69条")
        XCTAssertEqual(try vault.countsByChannel()[.sms], 120)
    }
}
