import DunlogApp
import Foundation
import LocalAuthentication
import SwiftUI

/// The window's side of the program: what is shown now, and whether it is covered.
@MainActor
final class Front: ObservableObject {
    /// The program of this process; none where its folder or rules cannot be had.
    let program: Program?
    private let lock: ScreenLock?
    /// Whether the switcher of apps would see the screens.
    @Published private(set) var isAway = false
    @Published private(set) var isShut = false
    /// Counts what was written, so that screens read again.
    @Published private(set) var changes = 0

    init() {
        program = Phone.program
        lock = program.map { ScreenLock($0) }
        isShut = lock?.isShut ?? false
        // What a stop left in the clear goes before anything else, whether the records open or not.
        program?.clearPassing()
    }

    var texts: Texts { program?.texts ?? Texts(Language.preferred(Locale.preferredLanguages)) }
    var isCovered: Bool { isAway || isShut }
    var takesBiometrics: Bool { lock?.takesBiometrics ?? false }
    var screenLock: ScreenLock? { lock }

    /// Something was written.
    func changed() { changes += 1 }

    /// The app comes to the front or leaves it.
    func phase(_ phase: ScenePhase) {
        switch phase {
        case .active:
            lock?.cameBack()
            isShut = lock?.isShut ?? false
            isAway = false
            takeIn()
        case .inactive: isAway = true
        case .background:
            isAway = true
            lock?.left()
            if let program { Task.detached { program.settle() } }
        @unknown default: isAway = true
        }
    }

    /// Takes what waits into the log.
    private func takeIn() {
        guard let program else { return }
        Task {
            await Task.detached {
                _ = try? program.ingest()
                program.clearPassing()
                program.protect()
            }.value
            await Alarms.set(program)
            changed()
        }
    }

    /// Tries digits or the recovery code; both are slow on purpose, so that they run beside the window.
    func unlock(pin: String) async -> String { await trying { $0.open(pin) } }
    func unlock(code: String) async -> String { await trying { $0.open(code: code) } }

    private func trying(_ attempt: @escaping @Sendable (ScreenLock) -> Unlocking) async -> String {
        guard let lock else { return "" }
        return told(await Task.detached { attempt(lock) }.value)
    }

    private func told(_ result: Unlocking) -> String {
        isShut = lock?.isShut ?? false
        switch result {
        case .open: return ""
        case .wrong(let words), .wait(let words), .failed(let words): return words
        }
    }

    func unlockByBiometrics() async {
        let context = LAContext()
        var fault: NSError?
        guard context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: &fault) else { return }
        let reason = texts("safety.biometrics_title")
        let isRight = try? await context.evaluatePolicy(
            .deviceOwnerAuthenticationWithBiometrics, localizedReason: reason)
        guard isRight == true else { return }
        try? lock?.openByBiometrics()
        isShut = lock?.isShut ?? false
    }

    /// Covers everything at once. No app may send itself to the background; the cover stays until the app comes
    /// to the front again, or the lock is opened.
    func leaveQuickly() {
        lock?.quickExit()
        isShut = lock?.isShut ?? false
        isAway = true
    }
}
