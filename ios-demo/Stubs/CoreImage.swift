// Stands in for Apple's module `CoreImage` where there is none; see SwiftUI.swift.
// swift-format-ignore-file
@_exported import Foundation
import UIKit
public final class CIImage { public var extent: CGRect { .zero } }
public final class CIFilter: NSObject {
    public init?(name: String) { nil }
    public func setValue(_ value: Any?, forKey key: String) {}
    public var outputImage: CIImage? { nil }
}
public final class CIContext { public init() {}; public func createCGImage(_ image: CIImage, from: CGRect) -> CGImage? { nil } }
