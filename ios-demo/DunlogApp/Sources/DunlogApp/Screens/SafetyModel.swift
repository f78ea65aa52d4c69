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
/// Of the digits a slow hash (Argon2id) with a fresh salt is kept, and that is wrapped by the phone's keystore (on an iPhone a
/// key that never leaves the Secure Enclave): they cannot be tried anywhere but on this phone, and there not fast.
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

    /// Sets or changes the PIN; gives what is wrong with it. Takes a part of a second, as every attempt does.
    public func set(_ pin: String, again: String, biometrics: Bool) throws -> String? {
        let texts = program.texts
        guard pin.count >= Self.digits, pin.allSatisfy({ ("0"..."9").contains($0) }) else {
            return texts("safety.pin_short", String(Self.digits))
        }
        guard pin == again else { return texts("safety.pin_differs") }
        let wrapped = try program.keystore.wrap(secret: keepPin(pin: pin))
        try program.change {
            $0.lock = Settings.Lock(wrapped: wrapped, biometrics: biometrics, failures: 0)
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
        let clock = program.clocks.read()
        let left = Self.left(lock, clock)
        guard left == 0 else { return .wait(texts("safety.pin_wait", String((left + 999) / 1000))) }
        do {
            let failures = lock.failures + 1
            try program.change {
                $0.lock?.failures = failures
                $0.lock?.since = clock.monotonic
                $0.lock?.boot = clock.boot
            }
            let kept = try program.keystore.unwrap(wrapped: lock.wrapped)
            guard try fitsPin(pin: pin, kept: kept) else {
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
        }
        guardLock.withLock { isOpen = true }
    }

    private static func span(_ failures: Int) -> Millis {
        min(wait << min(failures - patience, 20), 86_400_000)
    }

    /// For how long no attempt counts. Behind another boot the whole wait begins anew, for its clock began anew.
    private static func left(_ lock: Settings.Lock, _ clock: PhoneClock) -> Millis {
        guard lock.failures >= patience else { return 0 }
        let gone = lock.boot == clock.boot ? clock.monotonic - (lock.since ?? clock.monotonic) : clock.monotonic
        return max(0, span(lock.failures) - max(0, gone))
    }
}
