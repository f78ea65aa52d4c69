// Stands in for Apple's module `AVFoundation` where there is none; see SwiftUI.swift.
// swift-format-ignore-file
@_exported import Foundation
public class AVAsset: NSObject {}
public final class AVURLAsset: AVAsset {
    public init(url: URL) {}
    public var resourceLoader: AVAssetResourceLoader { AVAssetResourceLoader() }
}
public final class AVAssetResourceLoader: NSObject { public func setDelegate(_ delegate: (any AVAssetResourceLoaderDelegate)?, queue: DispatchQueue?) {} }
public protocol AVAssetResourceLoaderDelegate: NSObjectProtocol {
    func resourceLoader(_ loader: AVAssetResourceLoader, shouldWaitForLoadingOfRequestedResource request: AVAssetResourceLoadingRequest) -> Bool
}
public final class AVAssetResourceLoadingRequest: NSObject {
    public var contentInformationRequest: AVAssetResourceLoadingContentInformationRequest? { nil }
    public var dataRequest: AVAssetResourceLoadingDataRequest? { nil }
    public var isCancelled: Bool { false }
    public func finishLoading() {}
    public func finishLoading(with error: (any Error)?) {}
}
public final class AVAssetResourceLoadingContentInformationRequest: NSObject {
    public var contentType: String?
    public var contentLength: Int64 = 0
    public var isByteRangeAccessSupported = false
}
public final class AVAssetResourceLoadingDataRequest: NSObject {
    public var requestedOffset: Int64 { 0 }
    public var requestedLength: Int { 0 }
    public var requestsAllDataToEndOfResource: Bool { false }
    public func respond(with data: Data) {}
}
@MainActor public final class AVPlayerItem: NSObject { nonisolated public init(asset: AVAsset) {} }
@MainActor public final class AVPlayer: NSObject {
    nonisolated public init(playerItem: AVPlayerItem?) {}
    public func play() {}
    public func pause() {}
}
