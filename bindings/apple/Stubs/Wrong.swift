// Calls that must be refused: were they taken, type-checking against stand-ins would prove nothing.
import Foundation
import Security

/// The keystore has no such argument.
func wrongKeystore() { _ = KeychainKeystore(nickname: "dunlog") }

/// A place in a log is no text.
func wrongPlace(vault: Vault) throws { _ = try vault.record(index: "first") }
