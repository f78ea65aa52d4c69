// Stands in for Apple's module `Darwin`, and for the parts of Foundation that only Apple's has; see SwiftUI.swift.
// swift-format-ignore-file
@_exported import Foundation
public typealias kern_return_t = Int32
public struct mach_timebase_info_data_t { public var numer: UInt32 = 0, denom: UInt32 = 0; public init() {} }
public func mach_timebase_info(_ info: UnsafeMutablePointer<mach_timebase_info_data_t>) -> kern_return_t { 0 }
public func mach_continuous_time() -> UInt64 { 0 }
public func sysctlbyname(_ name: String, _ old: UnsafeMutableRawPointer?, _ size: UnsafeMutablePointer<Int>?, _ new: UnsafeMutableRawPointer?, _ newSize: Int) -> Int32 { 0 }
extension FileManager { public func containerURL(forSecurityApplicationGroupIdentifier: String) -> URL? { nil } }
