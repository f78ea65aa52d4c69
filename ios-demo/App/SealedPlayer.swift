import AVFoundation
import Dunlog
import DunlogApp
import UniformTypeIdentifiers

/// Plays an attachment out of the sealed store; no plain copy of it is made.
@MainActor
final class SealedPlayer {
    private let player: AVPlayer
    // The system holds a loader's delegate only weakly.
    private let source: SealedSource

    /// A player of `content`, which is of the kind `type`, such as `audio/mp4`.
    init(_ content: SealedContent, type: String) {
        source = SealedSource(content, type: UTType(mimeType: type)?.identifier)
        // A scheme that the system cannot load, so that it asks us.
        let asset = AVURLAsset(url: URL(string: "sealed:/content") ?? URL(fileURLWithPath: "/"))
        asset.resourceLoader.setDelegate(source, queue: DispatchQueue(label: "sealed"))
        player = AVPlayer(playerItem: AVPlayerItem(asset: asset))
    }

    func play() { player.play() }
    func stop() { player.pause() }
}

/// Answers what the system's player asks of a sealed attachment, place by place.
private final class SealedSource: NSObject, AVAssetResourceLoaderDelegate, @unchecked Sendable {
    private let content: SealedContent
    private let type: String?

    init(_ content: SealedContent, type: String?) {
        self.content = content
        self.type = type
    }

    func resourceLoader(
        _ loader: AVAssetResourceLoader, shouldWaitForLoadingOfRequestedResource request: AVAssetResourceLoadingRequest
    ) -> Bool {
        if let about = request.contentInformationRequest {
            about.contentType = type
            about.contentLength = Int64(content.size())
            about.isByteRangeAccessSupported = true
        }
        do {
            if let asked = request.dataRequest {
                try content.give(
                    from: asked.requestedOffset, length: asked.requestedLength,
                    toEnd: asked.requestsAllDataToEndOfResource
                ) { piece in
                    asked.respond(with: piece)
                    return !request.isCancelled
                }
            }
            request.finishLoading()
        } catch {
            request.finishLoading(with: error)
        }
        return true
    }
}
