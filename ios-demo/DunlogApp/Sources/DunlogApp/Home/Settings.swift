import Dunlog
import Foundation

/// What the person chose, and what the app must remember for reminders. None of it is evidence, and nothing in it
/// names a person, a number or a place.
public struct Settings: Codable, Sendable, Equatable {
    /// The language; none follows the phone.
    public var language: String?
    /// Where national numbers belong, ISO 3166-1 alpha-2.
    public var country: String?
    /// For how many minutes the app may be out of sight before its screens are shut.
    public var lockAfterMinutes: Int
    /// The lock of the screens, where there is one.
    public var lock: Lock?
    /// The length of the log when a bundle or a copy last left the phone, and when.
    public var lastOut: Out?
    /// Reminders that were done or put off: by their key, until when they are silent.
    public var silentUntil: [String: Millis]
    /// When Messages was last compared with the timeline.
    public var weeklyDone: Millis?
    /// The head that the log had when the app was last left.
    public var lastHead: LastHead?
    /// Footage that is going to be overwritten.
    public var footage: [Footage]
    /// Up to when an operator's list confirms what came.
    public var operatorUntil: Millis?
    /// Setup cards and trials that were tried: by their key, when.
    public var tried: [String: Millis]
    /// When a sealed copy was last saved.
    public var lastCopy: Millis?
    /// Whether the recovery code was asked back after it was shown.
    public var codeConfirmed: Bool

    /// Nothing was chosen yet.
    public init() {
        silentUntil = [:]
        lockAfterMinutes = 0
        footage = []
        tried = [:]
        codeConfirmed = false
    }

    /// The lock of the screens; it guards no key, so that messages are taken in while it is shut.
    public struct Lock: Codable, Sendable, Equatable {
        /// A slow hash of the digits with its salt, wrapped by the phone's keystore.
        public var wrapped: Data
        /// Whether face or finger open it too.
        public var biometrics: Bool
        /// Wrong attempts since the last right one.
        public var failures: Int
        /// When the last wrong attempt was, by a clock that nobody can set: milliseconds since the boot ``boot``.
        public var since: Int64?
        /// The boot of ``since``.
        public var boot: String?
    }

    /// A head of a log on this phone.
    public struct LastHead: Codable, Sendable, Equatable {
        /// Which of the phone's logs, from 1.
        public var number: Int
        /// The log's name.
        public var origin: String
        /// How many records it had.
        public var size: UInt64
        /// The tree's root, 64 hex digits.
        public var root: String
    }

    /// Footage that someone else keeps.
    public struct Footage: Codable, Sendable, Equatable {
        /// The record that says where it is and who keeps it.
        public var leaf: String
        /// The day on which it is overwritten, `2026-03-02`.
        public var on: String
    }

    /// What left the phone.
    public struct Out: Codable, Sendable, Equatable {
        /// How many records the log had.
        public var size: UInt64
        /// The tree's root, 64 hex digits.
        public var root: String
        /// When, in milliseconds since 1970.
        public var at: Millis
    }

    /// Reads the settings; what cannot be read counts as nothing chosen.
    static func read(_ file: URL) -> Settings {
        guard let data = try? Data(contentsOf: file) else { return Settings() }
        return (try? JSONDecoder().decode(Settings.self, from: data)) ?? Settings()
    }

    /// Writes the settings whole or not at all.
    func write(_ file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try JSONEncoder().encode(self).write(to: file, options: .atomic)
    }
}
