import Dunlog
import Foundation

/// What an intent or the share sheet says when it is done. It holds no message, number or name, for it may be
/// shown on a locked screen.
public struct Answer: Sendable, Equatable {
    /// Whether something is kept now, or was before.
    public let kept: Bool
    /// The words for the person.
    public let words: String

    init(kept: Bool, _ words: String) {
        self.kept = kept
        self.words = words
    }
}

extension Program {
    /// What a failed call means for the person, in words.
    public func words(for fault: any Error) -> String {
        let texts = texts
        switch fault {
        case let shut as Shut:
            switch shut.opening {
            case .fresh, .keyWithoutVault: return texts("intent.no_vault")
            case .locked: return texts("error.locked")
            case .keyLost: return texts("error.key_lost")
            case .unreadable(let code): return texts("error.damaged", code)
            case .open: return texts("error.code.misuse")
            }
        case VaultError.Locked, KeystoreError.Locked: return texts("error.locked")
        case VaultError.KeyLost, KeystoreError.Lost: return texts("error.key_lost")
        case VaultError.StorageFull: return texts("error.storage_full")
        case VaultError.Damaged(let code): return texts("error.damaged", code)
        case VaultError.BadInput(let code): return known(code) ?? texts("error.bad_input", code)
        case VaultError.Internal(let code): return known(code) ?? texts("error.internal", code)
        case KeystoreError.Failed: return texts("error.code.keystore")
        case let refused as Refused: return refused.words(texts)
        case is CocoaError, is POSIXError: return texts("error.code.file")
        default: return texts("error.internal", "unknown")
        }
    }

    private func known(_ code: String) -> String? {
        let key = "error.code.\(code.replacing("-", with: "_"))"
        return texts.has(key) ? texts(key) : nil
    }
}

/// Why the app itself does not do what it was asked.
enum Refused: Error, Equatable {
    /// A field that must be filled is not: its key.
    case missing(String)
    /// A time that cannot be read.
    case time
    /// A shared file over the limit, in bytes.
    case tooLarge(UInt64)

    func words(_ texts: Texts) -> String {
        switch self {
        case .missing: return texts("app.required")
        case .time: return texts("intent.time_not_read")
        case .tooLarge(let size): return texts("share.too_large", Format.size(size))
        }
    }
}
