// Stands in for Apple's module `UniformTypeIdentifiers` where there is none; see SwiftUI.swift.
// swift-format-ignore-file
public struct UTType: Hashable, Sendable {
    public let identifier: String
    init(identifier: String) { self.identifier = identifier }
    public static let item = UTType(identifier: "public.item"), data = UTType(identifier: "public.data")
    public static let folder = UTType(identifier: "public.folder")
    public init?(mimeType: String) { return nil }
    public static let plainText = UTType(identifier: "public.plain-text"), fileURL = UTType(identifier: "public.file-url")
}
