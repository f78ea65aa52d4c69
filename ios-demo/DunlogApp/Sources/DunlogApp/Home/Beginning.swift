import Dunlog
import Foundation

/// What begins a log, and what opens one that the phone no longer does.
extension Program {
    /// Makes the vault and its spool; gives the recovery code, which is shown once.
    ///
    /// A key that outlived an app that was deleted is dropped first: it opens nothing that is on this phone.
    /// Throws `VaultError`, `KeystoreError`; where it throws behind the making, ``open()`` finds the vault, and
    /// ``renewCode()`` gives a code in the place of the one that nobody saw.
    public func create() throws -> String {
        try guarded {
            guard places.vaults().isEmpty else { throw Shut(opening: open()) }
            if try keystore.hasKey() { try keystore.forget() }
            try makeBase()
            let created = try createVault(folder: places.vault(1).path, keystore: keystore, now: clocks.now)
            try begin(created.vault)
            return created.recoveryCode
        }
    }

    /// A new recovery code, shown once; the one before opens nothing any more.
    public func renewCode() throws -> String { try vault().renewRecovery() }

    /// Opens with the recovery code, and by this phone's keystore from here on.
    public func recover(code: String) throws {
        try guarded {
            guard let number else { throw Shut(opening: .fresh) }
            try begin(Vault.recover(folder: places.vault(number).path, code: code, keystore: keystore))
        }
    }

    /// Opens a sealed copy on a new phone; what arrives from here on goes into a log that names the old one's
    /// head. Gives the recovery code of the new log.
    ///
    /// Where it throws, nothing of the copy is left and it can be tried again.
    public func restore(copy: URL, code: String) throws -> String {
        try guarded {
            guard places.vaults().isEmpty else { throw Shut(opening: open()) }
            if try keystore.hasKey() { try keystore.forget() }
            try makeBase()
            do {
                let old = try Vault.restore(
                    backup: copy.path, folder: places.vault(1).path, code: code, keystore: keystore)
                let created = try old.beginNext(folder: places.vault(2).path, now: clocks.now)
                try begin(created.vault)
                return created.recoveryCode
            } catch {
                for number in [2, 1] { try? FileManager.default.removeItem(at: places.vault(number)) }
                throw error
            }
        }
    }

    /// Goes on in a new log behind a damaged one, which stays as it is. Gives the new recovery code.
    public func goOn() throws -> String {
        try guarded {
            let number = (places.vaults().last ?? 0) + 1
            let created = try vault().beginNext(folder: places.vault(number).path, now: clocks.now)
            try begin(created.vault)
            return created.recoveryCode
        }
    }

    /// Begins a log behind one whose key and code are both lost, or whose header cannot be read; its first record names
    /// the old head, as far as this phone remembers it. Gives the new recovery code.
    ///
    /// The old vault is not opened: its folder stays as it is.
    public func createAfterLoss() throws -> String {
        try guarded {
            let opening = open()
            let loss: Loss
            switch opening {
            case .keyLost: loss = .keyLost
            case .unreadable: loss = .damaged
            default: throw Shut(opening: opening)
            }
            let number = places.vaults().last ?? 0
            let folder = places.vault(number + 1).path
            let created: Created
            if let old = try lastKnownHead(number) {
                created = try createVaultAfter(
                    folder: folder, keystore: keystore, old: old, loss: loss, now: clocks.now)
            } else {
                created = try createVault(folder: folder, keystore: keystore, now: clocks.now)
            }
            try begin(created.vault)
            return created.recoveryCode
        }
    }

    /// The head that was last written down beside a vault, where one was.
    private func lastKnownHead(_ number: Int) throws -> Head? {
        guard let known = settings.lastHead, known.number == number else { return nil }
        return Head(origin: known.origin, size: known.size, root: known.root)
    }

    /// Drops a key that opens nothing: the app was deleted and came back.
    public func forgetKey() throws {
        try guarded {
            guard places.vaults().isEmpty else { throw Shut(opening: open()) }
            try keystore.forget()
        }
    }
}
