import Dunlog
import Foundation

/// What came of an attempt to open the screens.
public enum Unlocking: Sendable, Equatable {
    /// They are open.
    case open
    /// Wrong digits.
    case wrong(String)
    /// No attempt counts for some seconds.
    case wait(String)
    /// The keystore failed.
    case failed(String)
}

/// The lock of the screens, and leaving quickly. It guards screens only: messages are kept while it is shut.
///
/// The digits are kept wrapped by the phone's keystore (on an iPhone a key that never leaves the Secure Enclave), so that
/// they cannot be tried anywhere but on this phone.
public final class ScreenLock: @unchecked Sendable {
    /// How many digits a PIN has at least.
    public static let digits = 6
    /// After how many wrong attempts waiting begins.
    static let patience = 5
    /// The first wait, in milliseconds; each further one is twice as long, up to a day.
    static let wait: Millis = 30_000

    private let program: Program
    private let guardLock = NSLock()
    private var isOpen = false
    private var leftAt: Millis?

    /// The lock of `program`; it is shut where a PIN is set.
    public init(_ program: Program) { self.program = program }

    /// Whether a PIN is set.
    public var isSet: Bool { program.settings.lock != nil }

    /// Whether the screens are covered now.
    public var isShut: Bool { isSet && !guardLock.withLock { isOpen } }

    /// Whether face or finger may open it.
    public var takesBiometrics: Bool { program.settings.lock?.biometrics == true }

    /// Sets or changes the PIN; gives what is wrong with it.
    public func set(_ pin: String, again: String, biometrics: Bool) throws -> String? {
        let texts = program.texts
        guard pin.count >= Self.digits, pin.allSatisfy(\.isNumber) else {
            return texts("safety.pin_short", String(Self.digits))
        }
        guard pin == again else { return texts("safety.pin_differs") }
        let wrapped = try program.keystore.wrap(secret: Data(pin.utf8))
        try program.change {
            $0.lock = Settings.Lock(wrapped: wrapped, biometrics: biometrics, failures: 0, shutUntil: nil)
        }
        guardLock.withLock { isOpen = true }
        return nil
    }

    /// Takes the lock off; only an open one can be.
    public func remove() throws {
        guard !isShut else { return }
        try program.change { $0.lock = nil }
    }

    /// Tries digits. An attempt is written down before it is compared, so that a stop does not give another one.
    public func open(_ pin: String) -> Unlocking {
        let texts = program.texts
        guard let lock = program.settings.lock else { return .open }
        let now = program.clocks.now
        if let until = lock.shutUntil, now < until {
            return .wait(texts("safety.pin_wait", String((until - now + 999) / 1000)))
        }
        do {
            let failures = lock.failures + 1
            try program.change {
                $0.lock?.failures = failures
                $0.lock?.shutUntil = failures >= Self.patience ? now + Self.span(failures) : nil
            }
            let kept = try program.keystore.unwrap(wrapped: lock.wrapped)
            guard Self.same(kept, Data(pin.utf8)) else {
                guard failures < Self.patience else {
                    return .wait(texts("safety.pin_wait", String(Self.span(failures) / 1000)))
                }
                return .wrong(texts("safety.pin_wrong"))
            }
            try opened()
            return .open
        } catch {
            return .failed(program.words(for: error))
        }
    }

    /// Face or finger were right.
    public func openByBiometrics() throws {
        guard takesBiometrics else { return }
        try opened()
    }

    /// The PIN was forgotten: the recovery code takes the lock off.
    public func open(code: String) -> Unlocking {
        do {
            try program.vault().testRecovery(code: code)
            try program.change { $0.lock = nil }
            return .open
        } catch {
            return .failed(program.words(for: error))
        }
    }

    /// The app goes out of sight.
    public func left() { guardLock.withLock { leftAt = program.clocks.now } }

    /// The app comes back; it is shut where it was away for longer than the person chose.
    public func cameBack() {
        let after = Millis(program.settings.lockAfterMinutes) * 60_000
        let now = program.clocks.now
        guardLock.withLock {
            if let leftAt, now - leftAt >= after || now < leftAt { isOpen = false }
            leftAt = nil
        }
    }

    /// Leaves at once: the screens are covered, and what was appended is settled.
    public func quickExit() {
        guardLock.withLock { isOpen = false }
        program.settle()
    }

    private func opened() throws {
        try program.change {
            $0.lock?.failures = 0
            $0.lock?.shutUntil = nil
        }
        guardLock.withLock { isOpen = true }
    }

    private static func span(_ failures: Int) -> Millis {
        min(wait << min(failures - patience, 20), 86_400_000)
    }

    /// Compares without telling by its time where they differ.
    private static func same(_ one: Data, _ other: Data) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
