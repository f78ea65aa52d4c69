import Dunlog
import Foundation

/// A field of a form.
public struct FormField: Sendable, Equatable, Identifiable {
    /// How it is filled.
    public enum Shape: Sendable, Equatable {
        /// Words, on one line or on several.
        case text(long: Bool)
        /// A date, `2026-03-02`.
        case date
        /// One of several words.
        case choice([Choice])
        /// Any number of several words.
        case choices([Choice])
    }

    /// A word that can be chosen.
    public struct Choice: Sendable, Equatable, Identifiable {
        /// The word in the record.
        public let id: String
        /// The words for the person.
        public let words: String
    }

    /// The key of the detail.
    public let id: String
    /// What is asked.
    public let label: String
    /// How it is filled.
    public let shape: Shape
}

/// What can be added as evidence.
public enum EvidenceForm: String, CaseIterable, Sendable, Identifiable {
    case recording, police, witness, footage, document, visit, contact, note

    public var id: String { rawValue }

    /// Its name.
    public func title(_ texts: Texts) -> String {
        switch self {
        case .recording: return texts("add.recording")
        case .police: return texts("add.police")
        case .witness: return texts("add.witness")
        case .footage: return texts("add.footage")
        case .document: return texts("add.document")
        case .visit: return texts("add.visit")
        case .contact: return texts("add.contact")
        case .note: return texts("add.note")
        }
    }

    /// What helps to fill it well.
    public func hint(_ texts: Texts) -> String? {
        switch self {
        case .police: return texts("add.police_hint")
        case .witness: return texts("add.witness_hint")
        case .footage: return texts("add.footage_hint")
        case .visit: return texts("add.visit_hint")
        default: return nil
        }
    }

    /// The kind of evidence, where it is one of the five.
    public var evidence: Evidence? {
        switch self {
        case .recording: return .recording
        case .police: return .policeRecord
        case .witness: return .witnessStatement
        case .footage: return .footage
        case .document: return .document
        case .visit, .contact, .note: return nil
        }
    }

    /// Its fields: those that a lawyer will ask about.
    public func fields(_ texts: Texts) -> [FormField] {
        func text(_ id: String, _ label: String, long: Bool = false) -> FormField {
            FormField(id: id, label: texts(label), shape: .text(long: long))
        }
        let words = text("words", "add.words", long: true)
        switch self {
        case .recording:
            return [
                text("maker", "add.record_maker"), text("device", "add.record_device"),
                text("original", "add.record_original"), words,
            ]
        case .police:
            return [
                text("station", "add.police_station"), text("officer", "add.police_officer"),
                text("receipt_number", "add.police_receipt"), text("case_number", "add.police_case"),
                text("result", "add.police_result"), words,
            ]
        case .witness:
            return [
                text("who", "add.witness_who"), text("relation", "add.witness_relation"),
                text("contact", "add.witness_contact"), text("words", "add.witness_words", long: true),
            ]
        case .footage:
            return [
                text("place", "add.footage_place"), text("keeper", "add.footage_keeper"),
                FormField(id: "overwritten_on", label: texts("add.footage_overwritten"), shape: .date),
                text("original", "add.record_original"), words,
            ]
        case .document:
            return [
                text("title", "add.document_title"), text("maker", "add.document_maker"),
                text("shows", "add.document_shows"), text("original", "add.document_original"), words,
            ]
        case .visit:
            let manners = ["crowd", "blocking", "damage", "workplace", "entry", "threat"].map {
                FormField.Choice(id: $0, words: texts("add.manner.\($0)"))
            }
            return [
                text("place", "add.visit_place"), text("people", "add.visit_people"),
                FormField(id: "manner", label: texts("add.visit_manner"), shape: .choices(manners)),
                text("witness", "add.visit_witness"), words,
            ]
        case .contact:
            return [
                FormField(
                    id: "channel", label: texts("add.contact_channel"),
                    shape: .choice(
                        ["call", "sms", "chat", "letter", "other"].map {
                            .init(id: $0, words: texts("word.channel.\($0)"))
                        })),
                FormField(
                    id: "direction", label: texts("add.contact_direction"),
                    shape: .choice([
                        .init(id: "in", words: texts("add.contact_in")),
                        .init(id: "out", words: texts("add.contact_out")),
                    ])),
                FormField(
                    id: "outcome", label: texts("add.contact_outcome"),
                    shape: .choice(
                        ["connected", "missed", "rejected"].map { .init(id: $0, words: texts("word.outcome.\($0)")) })),
                text("seconds", "add.contact_seconds"), words,
            ]
        case .note: return [words]
        }
    }
}
