import Dunlog

/// The phone's clocks: the core has none of its own.
public protocol Clocks: Sendable {
    /// All of them at one moment.
    func read() -> PhoneClock
}

extension Clocks {
    /// The wall clock, in milliseconds since 1970.
    var now: Millis { read().wall }
}

/// A keystore of a phone, whose keys may outlive the app's files.
public protocol DeviceKeystore: Keystore {
    /// Whether there is a wrapping key already.
    func hasKey() throws -> Bool
    /// Deletes the wrapping key and the remembered heads.
    func forget() throws
}

#if canImport(Security)
extension KeychainKeystore: DeviceKeystore {}
#endif
