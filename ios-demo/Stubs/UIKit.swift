// Stands in for Apple's module `UIKit` where there is none; see SwiftUI.swift. The parts of Foundation that only an iPhone
// has are here too.
// swift-format-ignore-file
@_exported import Foundation
@_exported import UniformTypeIdentifiers

public final class UIColor: Sendable { public static var systemBackground: UIColor { UIColor() } }
public final class CGImage {}
public final class UIImage {
    public init(cgImage: CGImage) {}
    public init?(data: Data) {}
    public func jpegData(compressionQuality: CGFloat) -> Data? { nil }
}
@MainActor public final class UIApplication: NSObject {
    public static let shared = UIApplication()
    public var supportsAlternateIcons: Bool { true }
    public var alternateIconName: String? { nil }
    public func setAlternateIconName(_ name: String?) async throws {}
}
@MainActor public protocol UINavigationControllerDelegate: AnyObject {}
@MainActor public protocol UIImagePickerControllerDelegate: AnyObject {
    func imagePickerController(_ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any])
    func imagePickerControllerDidCancel(_ picker: UIImagePickerController)
}
@MainActor public final class UIImagePickerController: UIViewController {
    public struct InfoKey: Hashable, Sendable { public static let originalImage = InfoKey() }
    public enum SourceType: Int, Sendable { case photoLibrary, camera }
    public static func isSourceTypeAvailable(_ type: SourceType) -> Bool { false }
    public var sourceType: SourceType { get { .camera } set {} }
    public weak var delegate: (any UIImagePickerControllerDelegate & UINavigationControllerDelegate)?
}
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
