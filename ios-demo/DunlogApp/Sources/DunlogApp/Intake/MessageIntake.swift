import Dunlog
import Foundation

/// A message that an automation of the phone hands over.
public struct HandedMessage: Sendable {
    /// The exact words.
    public var text: String?
    /// Who sent it: a number, a contact's name, or nothing, as the automation has it.
    public var sender: String?
    /// When it came, where the automation says so: ISO 8601, or words that a person wrote.
    public var time: String?

    /// A message of `text`.
    public init(text: String?, sender: String? = nil, time: String? = nil) {
        self.text = text
        self.sender = sender
        self.time = time
    }
}

extension Program {
    /// The longest text that an entry of the spool takes, in bytes of UTF-8.
    static let longestText = 1 << 20

    /// What hands messages over: the system's automations.
    static let automation = "com.apple.shortcuts"

    /// Keeps a message that another program handed over; "Log a message".
    ///
    /// Two calls of the core where the vault is open: into the spool, which is on the disk then, and into the log.
    /// Before the first unlocking the second one waits. The same words of one sender within a minute are kept once.
    /// A longer text is sealed aside as a shared file, whole.
    public func logMessage(_ message: HandedMessage) -> Answer {
        let texts = texts
        let text = message.text ?? ""
        guard !text.allSatisfy(\.isWhitespace) else { return Answer(kept: false, texts("intent.empty")) }
        guard text.utf8.count <= Self.longestText else { return keepAside(text) }
        let clock = clocks.read()
        let told = message.time.flatMap { $0.isEmpty ? nil : $0 }
        let posted = told.flatMap { Instant.read($0, offsetMinutes: clock.offsetMinutes) }
        let sender = message.sender.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        let arrival = Arrival.notification(
            package: Self.automation, key: "log-message", channel: .sms, title: sender, text: text, cutFrom: nil,
            posted: posted ?? clock.wall)
        do {
            try spool().push(entry: Entry(clock: clock, arrival: arrival))
        } catch {
            return refusal(error)
        }
        var words = taken()
        if let told, posted == nil { words += " " + texts("intent.time_in_words", Visible.excerpt(told, limit: 40)) }
        return Answer(kept: true, words)
    }

    /// Takes the spool into the log, and says where what was handed over is now. It is safe in any case.
    private func taken() -> String {
        let texts = texts
        guard let taken = try? ingest() else { return texts("intent.waiting") }
        if taken.asideTotal > 0 { return texts("intent.kept_aside") }
        return texts(taken.appended == 0 ? "intent.already" : "intent.logged")
    }

    private func keepAside(_ text: String) -> Answer {
        do {
            let content = NamedContent(Data(text.utf8), name: "text.txt")
            _ = try spool().shareContent(content: content, words: nil, now: clocks.now)
            return Answer(kept: true, texts("intent.too_long", Format.size(UInt64(Self.longestText))))
        } catch {
            return refusal(error)
        }
    }

    /// Why nothing was kept; that no vault was made yet is told as such.
    func refusal(_ fault: any Error) -> Answer {
        if case VaultError.BadInput("misuse") = fault, places.vaults().isEmpty {
            return Answer(kept: false, texts("intent.no_vault"))
        }
        return Answer(kept: false, words(for: fault))
    }
}
