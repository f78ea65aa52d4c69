// Stands in for Apple's module `AppIntents` where there is none; see SwiftUI.swift.
// swift-format-ignore-file
@_exported import Foundation

public struct LocalizedStringResource: Sendable, ExpressibleByStringInterpolation, Equatable { public init(stringLiteral: String) {} }
public struct IntentDescription: Sendable { public init(_ text: LocalizedStringResource) {} }
public enum IntentAuthenticationPolicy: Sendable { case alwaysAllowed, requiresAuthentication, requiresLocalDeviceAuthentication }
public protocol PersistentlyIdentifiable {}
public protocol AppIntent: PersistentlyIdentifiable, Sendable {
    associatedtype PerformResult: IntentResult
    static var title: LocalizedStringResource { get }
    static var description: IntentDescription? { get }
    static var openAppWhenRun: Bool { get }
    static var authenticationPolicy: IntentAuthenticationPolicy { get }
    init()
    func perform() async throws -> PerformResult
}
extension AppIntent { public static var description: IntentDescription? { nil } }
public protocol IntentResult: Sendable {}
public protocol ProvidesDialog {}
public struct DialogResult: IntentResult, ProvidesDialog {}
extension IntentResult where Self == DialogResult { public static func result(dialog: IntentDialog) -> DialogResult { DialogResult() } }
public struct IntentDialog: Sendable, ExpressibleByStringInterpolation { public init(stringLiteral: String) {} }
public struct IntentFile: Sendable { public var data: Data { Data() }; public var filename: String { "" }; public var fileURL: URL? { nil } }

public protocol ParameterValue: Sendable {}
extension String: ParameterValue {}
extension Int: ParameterValue {}
extension Bool: ParameterValue {}
extension IntentFile: ParameterValue {}
extension Optional: ParameterValue where Wrapped: ParameterValue {}
public typealias Parameter = IntentParameter
@propertyWrapper public final class IntentParameter<T: ParameterValue>: @unchecked Sendable {
    public init(title: LocalizedStringResource) {}
    public var wrappedValue: T { get { fatalError() } set {} }
}
public struct TypeDisplayRepresentation: Sendable { public init(name: LocalizedStringResource) {} }
public struct DisplayRepresentation: Sendable, ExpressibleByStringInterpolation { public init(stringLiteral: String) {} }
public protocol AppEnum: ParameterValue, RawRepresentable, Hashable where RawValue == String {
    static var typeDisplayRepresentation: TypeDisplayRepresentation { get }
    static var caseDisplayRepresentations: [Self: DisplayRepresentation] { get }
}
public struct AppShortcutPhrase: ExpressibleByStringInterpolation {
    public enum Token { case applicationName }
    public struct StringInterpolation: StringInterpolationProtocol {
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ text: String) {}
        public mutating func appendInterpolation(_ token: Token) {}
    }
    public init(stringLiteral: String) {}
    public init(stringInterpolation: StringInterpolation) {}
}
public struct AppShortcut {
    public init<I: AppIntent>(intent: I, phrases: [AppShortcutPhrase], shortTitle: LocalizedStringResource, systemImageName: String) {}
}
@resultBuilder public struct AppShortcutsBuilder { public static func buildBlock(_ shortcuts: AppShortcut...) -> [AppShortcut] { shortcuts } }
public protocol AppShortcutsProvider { @AppShortcutsBuilder static var appShortcuts: [AppShortcut] { get } }
