import AppIntents
import Dunlog
import DunlogApp
import Foundation

/// One of the five kinds of evidence.
enum EvidenceKind: String, AppEnum {
    case recording, policeRecord, witnessStatement, footage, document

    static let typeDisplayRepresentation = TypeDisplayRepresentation(name: "intent.kind")
    static let caseDisplayRepresentations: [EvidenceKind: DisplayRepresentation] = [
        .recording: "word.evidence.recording", .policeRecord: "word.evidence.police_record",
        .witnessStatement: "word.evidence.witness_statement", .footage: "word.evidence.footage",
        .document: "word.evidence.document",
    ]

    /// The word of records.
    var evidence: Evidence {
        switch self {
        case .recording: return .recording
        case .policeRecord: return .policeRecord
        case .witnessStatement: return .witnessStatement
        case .footage: return .footage
        case .document: return .document
        }
    }
}

/// "Add evidence": seals a file into the log.
struct AddEvidence: AppIntent {
    static let title: LocalizedStringResource = "intent.add_evidence"
    static let description: IntentDescription? = IntentDescription("intent.add_evidence_about")
    static let openAppWhenRun = false
    static let authenticationPolicy = IntentAuthenticationPolicy.alwaysAllowed

    @Parameter(title: "intent.file") var file: IntentFile
    @Parameter(title: "intent.kind") var kind: EvidenceKind
    @Parameter(title: "intent.words") var words: String?

    func perform() async throws -> some IntentResult & ProvidesDialog {
        let (file, kind, words) = (file, kind.evidence, words)
        return .result(
            dialog: await Handed.answer { program in
                // What comes as bytes is sealed out of memory.
                if let place = file.fileURL {
                    return program.addEvidence(HandedFile(file: place, name: file.filename, kind: kind, words: words))
                }
                return program.addEvidence(HandedFile(data: file.data, name: file.filename, kind: kind, words: words))
            })
    }
}
