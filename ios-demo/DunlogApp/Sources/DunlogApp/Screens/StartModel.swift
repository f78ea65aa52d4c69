import Dunlog
import Foundation

/// Where the start is.
public enum StartStep: Sendable, Equatable {
    /// Five sentences, and what an iPhone can record.
    case welcome(leftoverKey: Bool)
    /// The code is shown.
    case code([String])
    /// Two of its groups are asked back, by their numbers from 1.
    case askBack(Int, Int)
    /// An old phone's copy is opened.
    case restore
    /// No slot of the vault opens.
    case keyLost
    /// The phone was not unlocked since it was started.
    case locked
    /// The log cannot be read, by this code.
    case unreadable(String)
    /// The automations are set up.
    case automations
    /// Everything is done.
    case ready
}

/// The first start, and what comes instead of it.
public actor StartModel {
    private let program: Program
    private var code: [String] = []
    private var asked: (Int, Int) = (1, 2)
    private let draw: @Sendable () -> (Int, Int)

    /// The start of `program`; `draw` chooses two different groups of seven.
    public init(_ program: Program, draw: @escaping @Sendable () -> (Int, Int) = StartModel.drawTwo) {
        self.program = program
        self.draw = draw
    }

    /// Two different numbers from 1 to 7, the smaller first.
    public static func drawTwo() -> (Int, Int) {
        let first = Int.random(in: 1...6)
        return (first, Int.random(in: (first + 1)...7))
    }

    /// The sentences of the first screen.
    public nonisolated var sentences: [String] {
        let texts = program.texts
        return [
            texts("start.does_keep"), texts("start.does_flag"), texts("start.does_export"), texts("start.not_verdict"),
            texts("start.not_alone"), texts("app.no_network_apple"), texts("start.in_danger"),
        ]
    }

    /// Where the start is now. Where the app was stopped before the code was asked back, a new code is made.
    public func open() throws -> StartStep {
        switch program.open() {
        case .fresh: return .welcome(leftoverKey: false)
        case .keyWithoutVault: return .welcome(leftoverKey: true)
        case .locked: return .locked
        case .keyLost: return .keyLost
        case .unreadable(let code): return .unreadable(code)
        case .open:
            guard !program.settings.codeConfirmed else { return .ready }
            return show(code.isEmpty ? try program.renewCode() : code.joined(separator: "-"))
        }
    }

    /// Makes the vault.
    public func begin() throws -> StartStep { show(try program.create()) }

    /// Opens a sealed copy of an old phone by its code; what comes goes into a log that follows it.
    public func restore(copy: URL, code: String) async throws -> StartStep {
        let program = program
        return show(try await LongWork.run { Result { try program.restore(copy: copy, code: code) } }.get())
    }

    /// Opens the vault with the code from paper.
    public func recover(_ code: String) throws -> StartStep {
        try program.recover(code: code)
        try program.change { $0.codeConfirmed = true }
        return .ready
    }

    /// Begins a new log where the code is lost as well; the old one stays as it is.
    public func beginWithoutCode() throws -> StartStep { show(try program.createAfterLoss()) }

    /// The person has written the code down.
    public func written() -> StartStep {
        asked = draw()
        return .askBack(asked.0, asked.1)
    }

    /// Shows the code again.
    public func showAgain() -> StartStep { .code(code) }

    /// Whether the two groups are right; small letters are taken, too.
    public func answer(_ first: String, _ second: String) throws -> Bool {
        func same(_ typed: String, _ number: Int) -> Bool {
            number <= code.count && typed.filter { !$0.isWhitespace }.uppercased() == code[number - 1].uppercased()
        }
        guard same(first, asked.0), same(second, asked.1) else { return false }
        code = []
        try program.change { $0.codeConfirmed = true }
        return true
    }

    /// Shows a code that was made just now.
    public func show(_ text: String) -> StartStep {
        code = text.split(separator: "-").map(String.init)
        return .code(code)
    }
}
