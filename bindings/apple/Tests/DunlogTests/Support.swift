import Dunlog
import Foundation
import XCTest

/// A keystore in memory that fails when it is told to.
final class FakeKeystore: Keystore, @unchecked Sendable {
    /// An exception that the core has never heard of.
    struct Unforeseen: Error {}

    private let lock = NSLock()
    private let key = UInt8.random(in: 1...255)
    private var heads: [String: Remembered] = [:]
    private var fault: (any Error)?

    /// What every further call throws; nothing ends it.
    func fail(with fault: (any Error)?) { lock.withLock { self.fault = fault } }

    private func guarded<T>(_ work: () -> T) throws -> T {
        try lock.withLock {
            if let fault { throw fault }
            return work()
        }
    }

    func wrap(secret: Data) throws -> Data { try guarded { Data(secret.map { $0 ^ key }) } }
    func unwrap(wrapped: Data) throws -> Data { try guarded { Data(wrapped.map { $0 ^ key }) } }
    func remember(origin: String, head: Remembered) throws { try guarded { heads[origin] = head } }
    func recall(origin: String) throws -> Remembered? { try guarded { heads[origin] } }
}

/// Tells how far the work is, and ends it after so many steps.
final class Counter: WorkProgress, @unchecked Sendable {
    private let lock = NSLock()
    private var left: Int

    init(stopAfter steps: Int) { left = steps }

    func step(done: UInt64, total: UInt64) throws -> Bool {
        lock.withLock {
            left -= 1
            return left >= 0
        }
    }
}

/// A test with a folder of its own and a vault in it.
class VaultCase: XCTestCase {
    /// 2 March 2026, 23:41 in China: outside of the permitted hours.
    static let night: Int64 = 1_772_466_060_000
    static let repository = URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")

    let keystore = FakeKeystore()
    private(set) var folder = ""

    override func setUpWithError() throws {
        folder = NSTemporaryDirectory() + "dunlog-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    override func tearDownWithError() throws { try FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { folder + "/" + name }

    func makeVault() throws -> Created {
        try createVault(folder: path("vault"), keystore: keystore, now: Self.night)
    }

    /// A message that another program handed over, as an automation of the phone does.
    func relayed(_ text: String, from sender: String?, at time: Int64 = VaultCase.night) -> Entry {
        let clock = PhoneClock(
            wall: time, monotonic: time - Self.night + 1_000, boot: "boot-1", offsetMinutes: 480, zone: "Asia/Shanghai")
        let arrival = Arrival.notification(
            package: "com.apple.shortcuts", key: UUID().uuidString, channel: .sms, title: sender, text: text,
            cutFrom: nil, posted: time)
        return Entry(clock: clock, arrival: arrival)
    }

    static let everything = Selection(parties: [], case: nil, from: nil, to: nil, masks: [], sources: [])

    /// What a call throws.
    func fault<T>(_ work: @autoclosure () throws -> T, line: UInt = #line) -> VaultError? {
        do {
            _ = try work()
            XCTFail("nothing was thrown", line: line)
            return nil
        } catch {
            return error as? VaultError
        }
    }
}
