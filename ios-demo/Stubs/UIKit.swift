// Stands in for Apple's module `UIKit` where there is none; see SwiftUI.swift. The parts of Foundation that only an iPhone
// has are here too.
// swift-format-ignore-file
@_exported import Foundation
@_exported import UniformTypeIdentifiers

public final class UIColor: Sendable { public static var systemBackground: UIColor { UIColor() } }
public final class CGImage {}
public final class UIImage { public init(cgImage: CGImage) {} }
public enum UIKeyboardType: Int, Sendable { case `default`, numberPad }

@MainActor open class UIViewController: NSObject {
    open func viewDidLoad() {}
    open var extensionContext: NSExtensionContext? { nil }
    open func present(_ controller: UIViewController, animated: Bool, completion: (() -> Void)? = nil) {}
}
@MainActor public final class UIAlertAction: NSObject {
    public enum Style: Int, Sendable { case `default`, cancel, destructive }
    public init(title: String?, style: Style, handler: ((UIAlertAction) -> Void)? = nil) {}
}
@MainActor public final class UIAlertController: UIViewController {
    public enum Style: Int, Sendable { case actionSheet, alert }
    public init(title: String?, message: String?, preferredStyle: Style) {}
    public func addAction(_ action: UIAlertAction) {}
}
open class NSExtensionContext: NSObject {
    open var inputItems: [Any] { [] }
    open func completeRequest(returningItems: [Any]?, completionHandler: ((Bool) -> Void)? = nil) {}
}
open class NSExtensionItem: NSObject { open var attachments: [NSItemProvider]? { nil } }
open class NSItemProvider: NSObject, @unchecked Sendable {
    open var suggestedName: String? { nil }
    open func hasItemConformingToTypeIdentifier(_ type: String) -> Bool { false }
    open func loadFileRepresentation(forTypeIdentifier type: String, completionHandler: @escaping @Sendable (URL?, (any Error)?) -> Void) -> Foundation.Progress { Foundation.Progress(totalUnitCount: 1) }
    public func loadObject<T>(ofClass type: T.Type, completionHandler: @escaping @Sendable (T?, (any Error)?) -> Void) -> Foundation.Progress { Foundation.Progress(totalUnitCount: 1) }
}
extension URL {
    public func startAccessingSecurityScopedResource() -> Bool { false }
    public func stopAccessingSecurityScopedResource() {}
}
