import Dunlog

/// A log that another has followed: behind damage, a copy of an old phone, or a lost key.
public struct OlderLog: Sendable, Equatable, Identifiable {
    /// Its number on this phone, from 1.
    public let id: Int
    /// How it is called.
    public let words: String
}

/// What came of opening an older log.
public enum OlderOpening: Sendable {
    /// It can be read and exported.
    case open(Program)
    /// Only its recovery code opens it: why, in words.
    case needsCode(String)
    /// It cannot be read.
    case failed(String)
}

/// The older logs on this phone: they are read and exported as they are, and nothing is written into them.
public actor OlderModel {
    private let program: Program

    /// The older logs of `program`.
    public init(_ program: Program) { self.program = program }

    /// Them, newest first.
    public nonisolated func list() -> [OlderLog] {
        let texts = program.texts
        return program.places.vaults().dropLast().reversed().map {
            OlderLog(id: $0, words: texts("check.older_line", String($0)))
        }
    }

    /// Opens one by this phone's key or, where that no longer does, by the code of its own.
    public func open(_ number: Int, code: String? = nil) async -> OlderOpening {
        let program = program
        return await LongWork.run { Self.open(program, number, code) }
    }

    private static func open(_ program: Program, _ number: Int, _ code: String?) -> OlderOpening {
        do {
            let older = try program.follower(of: number)
            if let code { try older.recover(code: code) }
            switch older.open() {
            case .open: return .open(older)
            case .keyLost: return .needsCode(program.texts("error.key_lost"))
            case let other: return .failed(program.words(for: Program.Shut(opening: other)))
            }
        } catch {
            return code == nil ? .failed(program.words(for: error)) : .needsCode(program.words(for: error))
        }
    }
}
