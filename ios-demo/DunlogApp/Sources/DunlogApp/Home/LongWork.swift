import Foundation

/// Work that blocks its thread for long, on a thread of its own: the pool that everything else shares never waits for it.
enum LongWork {
    private static let queue = DispatchQueue(label: "app-work", qos: .userInitiated, attributes: .concurrent)

    /// Runs `work` and gives what it gives.
    static func run<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { done in
            queue.async { done.resume(returning: work()) }
        }
    }
}
