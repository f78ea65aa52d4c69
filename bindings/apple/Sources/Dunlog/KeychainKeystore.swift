#if canImport(Security)
import Foundation
import Security

/// The keystore of an iPhone or a Mac: a P-256 key that never leaves the Secure Enclave wraps the
/// vault's secrets (ECIES, AES-GCM); the heads last seen are items of the keychain.
///
/// The key can be used after the first unlock since the phone was started and asks for no face or
/// finger, so that a message is taken in at night; a lock of the app guards its screens, not this key.
/// Nothing here goes to another device or to a backup in the cloud. Keychain items outlive an app
/// that is deleted, its files do not: see ``hasKey`` and ``forget()``.
///
/// Type-checked against stand-ins for Apple's modules; never run, for no handset was at hand.
public final class KeychainKeystore: Keystore, @unchecked Sendable {
    private static let algorithm = SecKeyAlgorithm.eciesEncryptionCofactorVariableIVX963SHA256AESGCM
    private let tag: Data
    private let service: String
    private let enclave: Bool

    /// A keystore whose items carry `name`; without `enclave` (the simulator) the key is in software.
    public init(name: String = "dunlog", enclave: Bool = true) {
        tag = Data("\(name).wrap".utf8)
        service = "\(name).heads"
        self.enclave = enclave
    }

    /// Whether a wrapping key is there already: with no vault beside it, it is one of a deleted app.
    public func hasKey() throws -> Bool { try find() != nil }

    /// Deletes the wrapping key and the remembered heads; what it wrapped then opens with the
    /// recovery code only.
    public func forget() throws {
        try expect(SecItemDelete(keyQuery as CFDictionary), or: errSecItemNotFound)
        let heads: [String: Any] = [
            kSecClass as String: kSecClassGenericPassword, kSecAttrService as String: service,
        ]
        try expect(SecItemDelete(heads as CFDictionary), or: errSecItemNotFound)
    }

    /// What comes out is the public key (X9.63, 65 bytes) and behind it the sealed secret.
    public func wrap(secret: Data) throws -> Data {
        let key = try find() ?? make()
        let (open, name) = try publicPart(key)
        var fault: Unmanaged<CFError>?
        guard let wrapped = SecKeyCreateEncryptedData(open, Self.algorithm, secret as CFData, &fault) else {
            fault?.release()
            throw KeystoreError.Failed
        }
        return name + (wrapped as Data)
    }

    /// `Lost` only where the key that wrapped it is gone: there is none, or another one in its place.
    public func unwrap(wrapped: Data) throws -> Data {
        guard let key = try find() else { throw KeystoreError.Lost }
        let (_, name) = try publicPart(key)
        guard wrapped.starts(with: name) else { throw KeystoreError.Lost }
        var fault: Unmanaged<CFError>?
        let sealed = Data(wrapped.dropFirst(name.count))
        guard let secret = SecKeyCreateDecryptedData(key, Self.algorithm, sealed as CFData, &fault) else {
            let code = fault.map { CFErrorGetCode($0.takeRetainedValue()) }
            throw code == CFIndex(errSecInteractionNotAllowed) ? KeystoreError.Locked : KeystoreError.Failed
        }
        return secret as Data
    }

    public func remember(origin: String, head: Remembered) throws {
        let value = Data("\(head.size) \(head.root)".utf8)
        let change = [kSecValueData as String: value] as CFDictionary
        let status = SecItemUpdate(headQuery(origin) as CFDictionary, change)
        if status == errSecItemNotFound {
            var item = headQuery(origin)
            item[kSecValueData as String] = value
            item[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
            try expect(SecItemAdd(item as CFDictionary, nil))
        } else {
            try expect(status)
        }
    }

    public func recall(origin: String) throws -> Remembered? {
        var query = headQuery(origin)
        query[kSecReturnData as String] = true
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == errSecItemNotFound { return nil }
        try expect(status)
        let words = (found as? Data).map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
        guard words.count == 2, let size = UInt64(words[0]) else {
            throw KeystoreError.Failed
        }
        return Remembered(size: size, root: String(words[1]))
    }

    private var keyQuery: [String: Any] {
        [
            kSecClass as String: kSecClassKey, kSecAttrApplicationTag as String: tag,
            kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
        ]
    }

    private func headQuery(_ origin: String) -> [String: Any] {
        [
            kSecClass as String: kSecClassGenericPassword, kSecAttrService as String: service,
            kSecAttrAccount as String: origin,
        ]
    }

    /// The public key, and its bytes.
    private func publicPart(_ key: SecKey) throws -> (key: SecKey, bytes: Data) {
        var fault: Unmanaged<CFError>?
        guard let open = SecKeyCopyPublicKey(key), let bytes = SecKeyCopyExternalRepresentation(open, &fault) else {
            fault?.release()
            throw KeystoreError.Failed
        }
        return (open, bytes as Data)
    }

    private func find() throws -> SecKey? {
        var query = keyQuery
        query[kSecReturnRef as String] = true
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == errSecItemNotFound { return nil }
        try expect(status)
        guard let found else { return nil }
        // The query asks for keys alone, so that what is found is one.
        return unsafeBitCast(found, to: SecKey.self)
    }

    private func make() throws -> SecKey {
        var fault: Unmanaged<CFError>?
        let access = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, &fault)
        guard let access else {
            fault?.release()
            throw KeystoreError.Failed
        }
        let kept: [String: Any] = [
            kSecAttrIsPermanent as String: true, kSecAttrApplicationTag as String: tag,
            kSecAttrAccessControl as String: access,
        ]
        var wanted: [String: Any] = [
            kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits as String: 256,
            kSecPrivateKeyAttrs as String: kept,
        ]
        if enclave { wanted[kSecAttrTokenID as String] = kSecAttrTokenIDSecureEnclave }
        guard let key = SecKeyCreateRandomKey(wanted as CFDictionary, &fault) else {
            fault?.release()
            throw KeystoreError.Failed
        }
        return key
    }

    private func expect(_ status: OSStatus, or other: OSStatus = errSecSuccess) throws {
        switch status {
        case errSecSuccess, other: return
        case errSecInteractionNotAllowed: throw KeystoreError.Locked
        default: throw KeystoreError.Failed
        }
    }
}
#endif
