import Darwin
import Dunlog
import DunlogApp
import Foundation

/// What only a phone has: its clocks, its folder, its keystore, its marks on files.
enum Phone {
    /// The App Group that app and share extension have in common.
    static let group = "group.app.dunlog"

    /// The program of this process; one for the app and its intents.
    static let program: Program? = {
        guard let folder = FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: group) else {
            return nil
        }
        let places = Places(base: folder.appendingPathComponent("dunlog", isDirectory: true))
        return try? Program(
            places: places, keystore: KeychainKeystore(), clocks: PhoneClocks(), languages: Locale.preferredLanguages,
            region: Locale.current.region?.identifier, guarding: guardPlace)
    }()

    /// Sets on a place what the program decided: from when on it can be read, and that it stays on the phone. A new file
    /// takes the protection of its folder.
    private static let guardPlace: @Sendable (Places.Rule) -> Void = { rule in
        let protection: FileProtectionType
        switch rule.protection {
        case .always: protection = .none
        case .afterFirstUnlock: protection = .completeUntilFirstUserAuthentication
        case .whileUnlocked: protection = .complete
        }
        try? FileManager.default.setAttributes([.protectionKey: protection], ofItemAtPath: rule.place.path)
        var place = rule.place
        var values = URLResourceValues()
        values.isExcludedFromBackup = rule.staysOnPhone
        try? place.setResourceValues(values)
    }
}

/// The clocks of an iPhone.
struct PhoneClocks: Clocks {
    func read() -> PhoneClock {
        let zone = TimeZone.current
        let now = Date()
        return PhoneClock(
            wall: Int64((now.timeIntervalSince1970 * 1000).rounded(.down)), monotonic: Self.sinceBoot(),
            boot: Self.boot,
            offsetMinutes: Int32(zone.secondsFromGMT(for: now) / 60), zone: zone.identifier)
    }

    /// Milliseconds since the boot, sleep included.
    private static func sinceBoot() -> Int64 {
        var base = mach_timebase_info_data_t()
        guard mach_timebase_info(&base) == 0, base.denom > 0 else { return 0 }
        let nanoseconds = Double(mach_continuous_time()) * Double(base.numer) / Double(base.denom)
        return Int64(nanoseconds / 1_000_000)
    }

    /// The name of this boot.
    private static let boot: String = {
        var size = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 0 else { return "unknown" }
        var bytes = [CChar](repeating: 0, count: size)
        guard sysctlbyname("kern.bootsessionuuid", &bytes, &size, nil, 0) == 0 else { return "unknown" }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
