import AppIntents
import DunlogApp

/// Runs what an intent hands over, off the main thread, and says what came of it.
enum Handed {
    static func answer(_ work: @escaping @Sendable (Program) -> Answer) async -> IntentDialog {
        guard let program = Phone.program else {
            return IntentDialog(stringLiteral: Texts(Language.preferred([])).callAsFunction("intent.no_vault"))
        }
        let answer = await Task.detached { work(program) }.value
        return IntentDialog(stringLiteral: answer.words)
    }
}

/// The names under which Shortcuts offers the intents.
struct DunlogShortcuts: AppShortcutsProvider {
    static var appShortcuts: [AppShortcut] {
        AppShortcut(
            intent: LogMessage(), phrases: ["\(.applicationName)"], shortTitle: "intent.log_message",
            systemImageName: "text.bubble")
        AppShortcut(
            intent: LogCall(), phrases: ["\(.applicationName) call"], shortTitle: "intent.log_call",
            systemImageName: "phone")
    }
}
