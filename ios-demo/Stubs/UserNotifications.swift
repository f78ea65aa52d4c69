// Stands in for Apple's module `UserNotifications` where there is none; see SwiftUI.swift.
// swift-format-ignore-file
@_exported import Foundation
open class UNNotificationContent: NSObject {}
public final class UNMutableNotificationContent: UNNotificationContent { public var title: String { get { "" } set {} } }
open class UNNotificationTrigger: NSObject {}
public final class UNTimeIntervalNotificationTrigger: UNNotificationTrigger { public init(timeInterval: TimeInterval, repeats: Bool) {} }
public final class UNNotificationRequest: NSObject { public init(identifier: String, content: UNNotificationContent, trigger: UNNotificationTrigger?) {} }
public struct UNAuthorizationOptions: OptionSet, Sendable { public let rawValue: UInt; public init(rawValue: UInt) { self.rawValue = rawValue }; public static let alert = Self(rawValue: 4) }
public final class UNUserNotificationCenter: NSObject, @unchecked Sendable {
    public static func current() -> UNUserNotificationCenter { UNUserNotificationCenter() }
    public func requestAuthorization(options: UNAuthorizationOptions) async throws -> Bool { false }
    public func removeAllPendingNotificationRequests() {}
    public func add(_ request: UNNotificationRequest) async throws {}
}
