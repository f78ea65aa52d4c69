import DunlogApp
import UIKit
import UniformTypeIdentifiers

/// The share extension: seals what is shared into the spool and is done. It opens no vault and no database.
final class ShareViewController: UIViewController {
    override func viewDidLoad() {
        super.viewDidLoad()
        Task { await take() }
    }

    private func take() async {
        var told: [String] = []
        for item in extensionContext?.inputItems.compactMap({ $0 as? NSExtensionItem }) ?? [] {
            for provider in item.attachments ?? [] { told.append(await take(provider)) }
        }
        let words = Array(Set(told)).joined(separator: "\n")
        let alert = UIAlertController(title: nil, message: words, preferredStyle: .alert)
        alert.addAction(
            UIAlertAction(title: Phone.texts("app.ok"), style: .default) { [weak self] _ in
                self?.extensionContext?.completeRequest(returningItems: nil, completionHandler: nil)
            })
        present(alert, animated: true, completion: nil)
    }

    private func take(_ provider: NSItemProvider) async -> String {
        guard let program = Phone.program else { return Phone.texts("intent.no_vault") }
        let isText = provider.hasItemConformingToTypeIdentifier(UTType.plainText.identifier)
        let isFile = provider.hasItemConformingToTypeIdentifier(UTType.fileURL.identifier)
        if isText && !isFile, let text = await text(provider) { return program.takeShared(text: text).words }
        let name = provider.suggestedName ?? "shared"
        return await withCheckedContinuation { done in
            // The file that the system hands over is there only while this closure runs.
            _ = provider.loadFileRepresentation(forTypeIdentifier: UTType.data.identifier) { file, _ in
                guard let file else { return done.resume(returning: program.texts("share.unreadable")) }
                let ended = file.pathExtension.isEmpty || name.hasSuffix("." + file.pathExtension)
                let whole = ended ? name : name + "." + file.pathExtension
                done.resume(returning: program.takeShared(file: file, name: whole).words)
            }
        }
    }

    private func text(_ provider: NSItemProvider) async -> String? {
        await withCheckedContinuation { done in
            _ = provider.loadObject(ofClass: String.self) { text, _ in done.resume(returning: text) }
        }
    }
}
