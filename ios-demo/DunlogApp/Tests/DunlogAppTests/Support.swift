import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// A phone's keystore in memory, which fails when it is told to.
final class MemoryKeystore: DeviceKeystore, @unchecked Sendable {
    private let lock = NSLock()
    private var key: UInt8?
    private var heads: [String: Remembered] = [:]
    private var fault: (any Error)?

    /// What every further call throws; nothing ends it.
    func fail(with fault: (any Error)?) { lock.withLock { self.fault = fault } }

    private func guarded<T>(_ work: () throws -> T) throws -> T {
        try lock.withLock {
            if let fault { throw fault }
            return try work()
        }
    }

    func wrap(secret: Data) throws -> Data {
        try guarded {
            let key = key ?? UInt8.random(in: 1...255)
            self.key = key
            return Data(secret.map { $0 ^ key })
        }
    }

    func unwrap(wrapped: Data) throws -> Data {
        try guarded {
            guard let key else { throw KeystoreError.Lost }
            return Data(wrapped.map { $0 ^ key })
        }
    }

    func remember(origin: String, head: Remembered) throws { try guarded { heads[origin] = head } }
    func recall(origin: String) throws -> Remembered? { try guarded { heads[origin] } }
    func hasKey() throws -> Bool { try guarded { key != nil } }

    func forget() throws {
        try guarded {
            key = nil
            heads = [:]
        }
    }
}

/// Clocks that a test moves.
final class HandClocks: Clocks, @unchecked Sendable {
    private let lock = NSLock()
    private var wall: Millis
    private var monotonic: Millis = 1_000_000
    private var boot = 1

    init(_ wall: Millis) { self.wall = wall }

    /// Time passes up to `time`.
    func move(to time: Millis) { lock.withLock { (wall, monotonic) = (time, monotonic + time - wall) } }
    /// Time passes.
    func advance(_ span: Millis) { lock.withLock { (wall, monotonic) = (wall + span, monotonic + span) } }
    /// Somebody sets the phone's clock; no time passes.
    func set(_ time: Millis) { lock.withLock { wall = time } }
    /// The phone is started again.
    func reboot() { lock.withLock { (monotonic, boot) = (0, boot + 1) } }

    func read() -> PhoneClock {
        lock.withLock {
            PhoneClock(
                wall: wall, monotonic: monotonic, boot: "boot-\(boot)", offsetMinutes: 480, zone: "Asia/Shanghai")
        }
    }
}

/// What a test was told to guard, in the order of the calls.
final class Guarded: @unchecked Sendable {
    private let lock = NSLock()
    private var rules: [Places.Rule] = []

    func take(_ rule: Places.Rule) { lock.withLock { rules.append(rule) } }
    var all: [Places.Rule] { lock.withLock { rules } }
}

/// A test with a phone of its own.
class AppCase: XCTestCase {
    /// 2 March 2026, 23:41 in China: outside of the permitted hours.
    static let night: Millis = 1_772_466_060_000
    static let repository = URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")

    let keystore = MemoryKeystore()
    let clocks = HandClocks(AppCase.night)
    private(set) var base = URL(fileURLWithPath: "/")

    override func setUpWithError() throws {
        base = URL(fileURLWithPath: NSTemporaryDirectory() + "dunlog-app-" + UUID().uuidString)
    }

    override func tearDownWithError() throws {
        if FileManager.default.fileExists(atPath: base.path) { try FileManager.default.removeItem(at: base) }
    }

    /// The app as its process starts: nothing is open yet.
    func start(_ languages: [String] = ["en"]) throws -> Program {
        try Program(
            places: Places(base: base), keystore: keystore, clocks: clocks, languages: languages, region: "CN")
    }

    /// The app with a vault.
    func begun(_ languages: [String] = ["en"]) throws -> Program {
        let program = try start(languages)
        _ = try program.create()
        return program
    }

    /// A new file outside of the app's folder, as another program hands it over.
    func file(_ name: String, _ content: Data) throws -> URL {
        let folder = base.appendingPathComponent("others")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent(name)
        try content.write(to: file)
        return file
    }

    /// What lies in the clear now.
    func passing(_ program: Program) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: program.places.passing.path)) ?? []
    }

    /// A call of half a minute that the person describes; its id.
    func call(_ program: Program, _ number: String, at time: String) throws -> String {
        let call = HandedCall(caller: number, outcome: .connected, seconds: 30, time: time)
        XCTAssertTrue(program.logCall(call).kept)
        return try program.vault().record(index: program.vault().head().size - 1).leaf
    }

    /// The bodies of all events, newest first.
    func bodies(_ program: Program) throws -> [String?] {
        try program.vault().newest(party: nil, before: nil, count: 1000).map { $0.records.first?.body }
    }
}
