import AppIntents
import DunlogApp

/// "Log a message": what an automation of the phone hands over, also on a locked screen and without opening the app.
struct LogMessage: AppIntent {
    static let title: LocalizedStringResource = "intent.log_message"
    static let description: IntentDescription? = IntentDescription("intent.log_message_about")
    static let openAppWhenRun = false
    static let authenticationPolicy = IntentAuthenticationPolicy.alwaysAllowed

    @Parameter(title: "intent.words") var words: String?
    @Parameter(title: "intent.sender") var sender: String?
    @Parameter(title: "intent.time") var time: String?

    func perform() async throws -> some IntentResult & ProvidesDialog {
        let message = HandedMessage(text: words, sender: sender, time: time)
        return .result(dialog: await Handed.answer { $0.logMessage(message) })
    }
}
