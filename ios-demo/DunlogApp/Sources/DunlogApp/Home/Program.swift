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
    private let guarding: @Sendable (Places.Rule) -> Void
    private let lock = NSRecursiveLock()
    private var vaultHeld: Vault?
    private var spoolHeld: Spool?
    private var held: Settings
    /// Tells what passes through now from what a stop of an earlier process left.
    private let mark = String(UUID().uuidString.prefix(8)) + "-"
    /// Flags and evidence, as they were last worked out.
    let worked = Worked()
    /// The number of the log, where it is one that another has followed: it is read and exported, and nothing is
    /// written into it.
    public let older: Int?

    /// The program whose files are at `places`.
    ///
    /// `languages` are the phone's preferred ones (BCP 47), `region` is its country (ISO 3166-1 alpha-2); `guarding`
    /// sets on a place what only a phone can, and is called before anything lies there.
    /// Throws `VaultError` where the built-in rules cannot be read.
    public convenience init(
        places: Places, keystore: any DeviceKeystore, clocks: any Clocks, languages: [String], region: String?,
        guarding: @escaping @Sendable (Places.Rule) -> Void = { _ in }
    ) throws {
        try self.init(
            places: places, keystore: keystore, clocks: clocks, languages: languages, region: region,
            guarding: guarding, older: nil)
    }

    private init(
        places: Places, keystore: any DeviceKeystore, clocks: any Clocks, languages: [String], region: String?,
        guarding: @escaping @Sendable (Places.Rule) -> Void, older: Int?
    ) throws {
        self.places = places
        self.keystore = keystore
        self.clocks = clocks
        systemLanguages = languages
        self.region = region
        self.guarding = guarding
        self.older = older
        pack = try Pack.builtin(id: "cn")
        held = Settings.read(places.settings)
    }

    /// The program of the log `number`, which another has followed.
    func follower(of number: Int) throws -> Program {
        try Program(
            places: places, keystore: keystore, clocks: clocks, languages: systemLanguages, region: region,
            guarding: guarding, older: number)
    }

    /// The number of the log that is open, or would be.
    var number: Int? { older ?? places.vaults().last }

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
            let number = number
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
            guard older == nil else { throw VaultError.BadInput(code: "misuse") }
            if let spoolHeld { return spoolHeld }
            let spool = try Spool.open(folder: places.spool.path)
            spoolHeld = spool
            return spool
        }
    }

    /// Takes what waits into the log; none where the vault cannot be opened now.
    ///
    /// Throws `VaultError`: what was not taken still waits.
    @discardableResult
    public func ingest() throws -> Ingested? {
        guard older == nil else { return nil }
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
        guard older == nil, let vault = guarded({ vaultHeld }) else { return }
        try? vault.settle()
        guard let head = try? vault.head(), let number = places.vaults().last else { return }
        try? change {
            $0.lastHead = Settings.LastHead(number: number, origin: head.origin, size: head.size, root: head.root)
        }
    }

    /// Goes on with an open vault.
    func begin(_ vault: Vault) throws {
        if older == nil {
            spoolHeld = try vault.openSpool(folder: places.spool.path)
            clearPassing()
        }
        vaultHeld = vault
        protect()
    }

    /// Makes the folder of everything, guarded before anything lies in it.
    func makeBase() throws {
        try FileManager.default.createDirectory(at: places.base, withIntermediateDirectories: true)
        protect()
    }

    /// Has the phone guard every place that is there.
    public func protect() {
        for rule in places.rules where FileManager.default.fileExists(atPath: rule.place.path) { guarding(rule) }
    }

    /// A new path for a file that passes through in the clear, with the end of `name` so that its kind is known. The
    /// folder is guarded before the file is there.
    ///
    /// Throws what the file system does.
    func pass(_ name: String) throws -> URL {
        try FileManager.default.createDirectory(at: places.passing, withIntermediateDirectories: true)
        guarding(places.passingRule)
        return places.pass(name, mark: mark)
    }

    /// Removes what an earlier process left in the clear, and what was handed out an hour ago or more; needs no key.
    ///
    /// For the app alone: the share extension must not take from under the app what it hands out.
    public func clearPassing() {
        let old = Date(timeIntervalSince1970: Double(clocks.now - 3_600_000) / 1000)
        places.clearPassing { name, written in !name.hasPrefix(mark) || written < old }
    }

    /// Runs with the program's lock.
    func guarded<T>(_ work: () throws -> T) rethrows -> T {
        lock.lock()
        defer { lock.unlock() }
        return try work()
    }
}
