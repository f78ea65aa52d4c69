import Dunlog
import DunlogApp
import Foundation

// Prints one line of JSON: how long a logged message takes, and the first page of a short and of a long log.
// Usage: DunlogBench FOLDER MESSAGES

/// A keystore in memory.
final class BenchKeystore: DeviceKeystore, @unchecked Sendable {
    func wrap(secret: Data) throws -> Data { Data(secret.map { $0 ^ 7 }) }
    func unwrap(wrapped: Data) throws -> Data { Data(wrapped.map { $0 ^ 7 }) }
    func remember(origin: String, head: Remembered) throws {}
    func recall(origin: String) throws -> Remembered? { nil }
    func hasKey() throws -> Bool { false }
    func forget() throws {}
}

/// The computer's clocks.
struct BenchClocks: Clocks {
    func read() -> PhoneClock {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let uptime = Int64(ProcessInfo.processInfo.systemUptime * 1000)
        return PhoneClock(wall: now, monotonic: uptime, boot: "one", offsetMinutes: 480, zone: "Asia/Shanghai")
    }
}

/// The median of how many nanoseconds `work` takes.
func median(_ count: Int, _ work: (Int) async throws -> Void) async rethrows -> Int64 {
    var times: [Duration] = []
    let clock = ContinuousClock()
    for number in 0..<count {
        let start = clock.now
        try await work(number)
        times.append(clock.now - start)
    }
    let parts = times.sorted()[count / 2].components
    return parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
}

/// An app whose log has so many messages, on days of fifty.
func filled(_ folder: URL, _ count: Int) throws -> Program {
    let program = try Program(
        places: Places(base: folder), keystore: BenchKeystore(), clocks: BenchClocks(), languages: ["zh-Hans"],
        region: "CN")
    _ = try program.create()
    guard count > 0 else { return program }
    let end = BenchClocks().read().wall
    let rows = (0..<count).map { number in
        let time = end - Int64(number) * 1_728_000
        return
            "<sms address=\"1069\(10_000_000 + number % 50)\" date=\"\(time)\" type=\"1\" body=\"第\(number)次提醒，请还款。\" />"
    }
    let file = folder.appendingPathComponent("sms.xml")
    let text = "<?xml version='1.0'?>\n<smses count=\"\(count)\">\n" + rows.joined(separator: "\n") + "\n</smses>\n"
    try text.write(to: file, atomically: true, encoding: .utf8)
    let done = try program.vault().importFile(
        file: EnclosedFile(path: file.path), options: ImportOptions(), progress: nil, now: end)
    guard done?.appended == UInt64(count) else { fatalError("\(String(describing: done?.appended)) of \(count)") }
    program.settle()
    return program
}

let base = URL(fileURLWithPath: CommandLine.arguments[1])
let messages = Int(CommandLine.arguments[2]) ?? 500

let live = try filled(base.appendingPathComponent("live"), 0)
let append = await median(messages) { number in
    let message = HandedMessage(text: "第\(number)次提醒：您的借款已逾期，请尽快还款。", sender: "13900139000")
    guard live.logMessage(message).kept else { fatalError("not kept") }
}
var told = "\"message_ns\":\(append)"
for (name, count) in [("short", 1_000), ("long", 100_000)] {
    let program = try filled(base.appendingPathComponent(name), count)
    let vault = try program.vault()
    let page = try await median(51) { _ in
        guard try vault.newest(party: nil, before: nil, count: 50).count == 50 else { fatalError("no page") }
    }
    let screen = await median(21) { _ in
        guard await TimelineModel(program).open().problem == nil else { fatalError("no screen") }
    }
    told += ",\"\(name)_page_ns\":\(page),\"\(name)_screen_ns\":\(screen)"
}
print("{\(told)}")
