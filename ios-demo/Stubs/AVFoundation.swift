// Stands in for Apple's module `AVFoundation` where there is none; see SwiftUI.swift.
// swift-format-ignore-file
@_exported import Foundation
open class AVAudioPlayer: NSObject {
    public init(contentsOf url: URL) throws {}
    open func play() -> Bool { false }
    open func stop() {}
}
