import Foundation

/// Where the app keeps its files, and how the phone is to protect each of them.
///
/// Everything lies in one folder that the app and its share extension can both reach. What is
/// decided here is set on the files by the part of the app that only a phone has.
public struct Places: Sendable, Equatable {
    /// From when on the phone lets a file be read.
    public enum Protection: Sendable, Equatable {
        /// Always: a message that arrives after a restart, before the first unlocking, is kept too.
        case always
        /// Once the phone was unlocked since it was started.
        case afterFirstUnlock
        /// Only while the phone is unlocked.
        case whileUnlocked
    }

    /// How a file or folder is to be kept.
    public struct Rule: Sendable, Equatable {
        /// The file or folder, with all that is in it.
        public let place: URL
        /// From when on it can be read.
        public let protection: Protection
        /// Whether it stays out of backups to the cloud.
        public let staysOnPhone: Bool
    }

    /// The folder of everything.
    public let base: URL

    /// The places in `base`, which need not be there yet.
    public init(base: URL) { self.base = base }

    /// Where arrivals wait; a sealed file that needs no key to be written.
    public var spool: URL { base.appendingPathComponent("spool", isDirectory: true) }

    /// Where a plain file lies for the moments in which it is taken in or handed out.
    public var passing: URL { base.appendingPathComponent("passing", isDirectory: true) }

    /// What the person chose.
    public var settings: URL { base.appendingPathComponent("settings.json") }

    /// The vault of the log number `number`, from 1. A log that ended by damage or by a restored copy
    /// stays where it is, and the next number goes on.
    public func vault(_ number: Int) -> URL {
        base.appendingPathComponent(number == 1 ? "vault" : "vault-\(number)", isDirectory: true)
    }

    /// The numbers of the vaults that are there, oldest first.
    public func vaults() -> [Int] {
        var found: [Int] = []
        while FileManager.default.fileExists(atPath: vault(found.count + 1).path) { found.append(found.count + 1) }
        return found
    }

    /// How each place is kept. Nothing of it goes to a backup in the cloud: a copy there would be out
    /// of the person's hands, and the vault's key does not leave the phone anyway.
    public var rules: [Rule] {
        let vaults = vaults().map { Rule(place: vault($0), protection: .afterFirstUnlock, staysOnPhone: true) }
        return [
            Rule(place: base, protection: .afterFirstUnlock, staysOnPhone: true),
            Rule(place: spool, protection: .always, staysOnPhone: true),
            passingRule,
            Rule(place: settings, protection: .always, staysOnPhone: true),
        ] + vaults
    }

    /// How the place is kept that files pass through in the clear.
    var passingRule: Rule { Rule(place: passing, protection: .whileUnlocked, staysOnPhone: true) }

    /// A new path in ``passing`` for the process `mark`, with the end of `name`.
    func pass(_ name: String, mark: String) -> URL {
        let end = name.split(separator: ".").count > 1 ? "." + (name.split(separator: ".").last ?? "") : ""
        return passing.appendingPathComponent(mark + UUID().uuidString + end)
    }

    /// Removes from ``passing`` each file that `isOver` says of, by its name and by when it was last written.
    func clearPassing(_ isOver: (String, Date) -> Bool) {
        for file in (try? FileManager.default.contentsOfDirectory(at: passing, includingPropertiesForKeys: nil)) ?? [] {
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            let written = attributes?[.modificationDate] as? Date ?? .distantPast
            if isOver(file.lastPathComponent, written) { try? FileManager.default.removeItem(at: file) }
        }
    }
}
