import Dunlog
import Foundation

/// What the app finds when it is opened.
public enum Opening: Sendable, Equatable {
    /// Nothing is there: the first start.
    case fresh
    /// The phone still holds the key of an app that was deleted, and no vault: what that key opened is
    /// gone from this phone.
    case keyWithoutVault
    /// The keystore is locked: the phone was not unlocked since it was started.
    case locked
    /// The key is gone; the recovery code opens the vault.
    case keyLost
    /// Not even the header of the vault can be read, by this code.
    case unreadable(String)
    /// The vault is open.
    case open
}

/// The app in one process: the vault, the spool, the settings; what opens them and what begins them.
///
/// Calls may come from any thread, and none belongs on the main one. It is the only writer of the vault:
/// the share extension writes sealed files only.
public final class Program: @unchecked Sendable {
    /// Where the files are.
    public let places: Places
    /// The phone's clocks.
    public let clocks: any Clocks
    /// The rules of the place whose law is applied.
    public let pack: Pack
    let keystore: any DeviceKeystore
    private let systemLanguages: [String]
    private let region: String?
    private let lock = NSRecursiveLock()
    private var vaultHeld: Vault?
    private var spoolHeld: Spool?
    private var held: Settings

    /// The program whose files are at `places`.
    ///
    /// `languages` are the phone's preferred ones (BCP 47), `region` is its country (ISO 3166-1 alpha-2).
    /// Throws `VaultError` where the built-in rules cannot be read.
    public init(
        places: Places, keystore: any DeviceKeystore, clocks: any Clocks, languages: [String], region: String?
    ) throws {
        self.places = places
        self.keystore = keystore
        self.clocks = clocks
        systemLanguages = languages
        self.region = region
        pack = try Pack.builtin(id: "cn")
        held = Settings.read(places.settings)
    }

    /// What the person chose.
    public var settings: Settings { guarded { held } }

    /// Changes the settings and writes them.
    ///
    /// Throws what the file system does; then nothing is changed.
    public func change(_ change: (inout Settings) -> Void) throws {
        try guarded {
            var next = held
            change(&next)
            try next.write(places.settings)
            held = next
        }
    }

    /// The language that is chosen, else the first of the phone's that the app speaks.
    public var language: Language {
        settings.language.flatMap(Language.init(rawValue:)) ?? Language.preferred(systemLanguages)
    }

    /// The words in that language.
    public var texts: Texts { Texts(language) }

    /// Where national numbers belong.
    public var country: String? { settings.country ?? region }

    /// Name and version, as a bundle names its writer.
    public static let name = "dunlog-ios 0.1"

    /// Opens what can be opened now, and says what was found.
    public func open() -> Opening {
        guarded {
            if vaultHeld != nil { return .open }
            let number = places.vaults().last
            do {
                // Before the first unlocking the vault's files cannot be read either; the keystore says why.
                let hasKey = try keystore.hasKey()
                guard number != nil else { return hasKey ? .keyWithoutVault : .fresh }
            } catch KeystoreError.Locked {
                return .locked
            } catch {
                guard number != nil else { return .fresh }
            }
            guard let number else { return .fresh }
            do {
                let vault = try Vault.open(folder: places.vault(number).path, keystore: keystore)
                try begin(vault)
                return .open
            } catch VaultError.Locked {
                return .locked
            } catch VaultError.KeyLost {
                return .keyLost
            } catch VaultError.Damaged(let code), VaultError.BadInput(let code), VaultError.Internal(let code) {
                return .unreadable(code)
            } catch {
                return .unreadable("unknown")
            }
        }
    }

    /// The vault, where it opens now.
    ///
    /// Throws ``Shut`` with what stands in the way.
    public func vault() throws -> Vault {
        try guarded {
            let opening = open()
            guard let vaultHeld else { throw Shut(opening: opening) }
            return vaultHeld
        }
    }

    /// What stands in the way of a vault.
    public struct Shut: Error, Equatable, Sendable {
        /// What was found instead.
        public let opening: Opening
    }

    /// Where arrivals go; needs no key.
    ///
    /// Throws `VaultError.BadInput` where no vault was made yet, and where the spool is not one that this
    /// version knows.
    public func spool() throws -> Spool {
        try guarded {
            if let spoolHeld { return spoolHeld }
            let spool = try Spool.open(folder: places.spool.path)
            spoolHeld = spool
            return spool
        }
    }

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
            guard let number = places.vaults().last else { throw Shut(opening: .fresh) }
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
        guard let known = held.lastHead, known.number == number else { return nil }
        return Head(origin: known.origin, size: known.size, root: known.root)
    }

    /// Drops a key that opens nothing: the app was deleted and came back.
    public func forgetKey() throws {
        try guarded {
            guard places.vaults().isEmpty else { throw Shut(opening: open()) }
            try keystore.forget()
        }
    }

    /// Takes what waits into the log; none where the vault cannot be opened now.
    ///
    /// Throws `VaultError`: what was not taken still waits.
    @discardableResult
    public func ingest() throws -> Ingested? {
        let vault: Vault
        do {
            vault = try self.vault()
        } catch is Shut {
            return nil
        }
        return try vault.ingest(spool: spool(), country: country, now: clocks.now)
    }

    /// For when the app leaves the foreground: what was appended goes into the database, and the keystore
    /// is told the head.
    public func settle() {
        guard let vault = guarded({ vaultHeld }) else { return }
        try? vault.settle()
        guard let head = try? vault.head(), let number = places.vaults().last else { return }
        try? change {
            $0.lastHead = Settings.LastHead(number: number, origin: head.origin, size: head.size, root: head.root)
        }
    }

    private func begin(_ vault: Vault) throws {
        spoolHeld = try vault.openSpool(folder: places.spool.path)
        vaultHeld = vault
        places.clearPassing()
    }

    private func makeBase() throws {
        try FileManager.default.createDirectory(at: places.base, withIntermediateDirectories: true)
    }

    private func guarded<T>(_ work: () throws -> T) rethrows -> T {
        lock.lock()
        defer { lock.unlock() }
        return try work()
    }
}
