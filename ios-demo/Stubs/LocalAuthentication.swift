// Stands in for Apple's module `LocalAuthentication` where there is none; see SwiftUI.swift.
// swift-format-ignore-file
@_exported import Foundation
public enum LAPolicy: Int, Sendable { case deviceOwnerAuthenticationWithBiometrics = 1, deviceOwnerAuthentication = 2 }
open class LAContext: NSObject, @unchecked Sendable {
    open func canEvaluatePolicy(_ policy: LAPolicy, error: UnsafeMutablePointer<NSError?>?) -> Bool { false }
    open func evaluatePolicy(_ policy: LAPolicy, localizedReason: String) async throws -> Bool { false }
}
