import AppIntents
import Dunlog
import DunlogApp

/// How a call ended, as a person says it.
enum CallEnding: String, AppEnum {
    case connected, missed, rejected

    static let typeDisplayRepresentation = TypeDisplayRepresentation(name: "intent.answered")
    static let caseDisplayRepresentations: [CallEnding: DisplayRepresentation] = [
        .connected: "word.outcome.connected", .missed: "word.outcome.missed", .rejected: "word.outcome.rejected",
    ]

    /// The word of records.
    var outcome: Outcome {
        switch self {
        case .connected: return .connected
        case .missed: return .missed
        case .rejected: return .rejected
        }
    }
}

/// "Log a call": typed by the person; the phone tells no app of calls.
struct LogCall: AppIntent {
    static let title: LocalizedStringResource = "intent.log_call"
    static let description: IntentDescription? = IntentDescription("intent.log_call_about")
    static let openAppWhenRun = false
    static let authenticationPolicy = IntentAuthenticationPolicy.alwaysAllowed

    @Parameter(title: "intent.number") var number: String?
    @Parameter(title: "intent.answered") var ending: CallEnding?
    @Parameter(title: "intent.seconds") var seconds: Int?
    @Parameter(title: "intent.time") var time: String?
    @Parameter(title: "intent.words") var words: String?

    func perform() async throws -> some IntentResult & ProvidesDialog {
        let call = HandedCall(caller: number, outcome: ending?.outcome, seconds: seconds, time: time, words: words)
        return .result(dialog: await Handed.answer { $0.logCall(call) })
    }
}
