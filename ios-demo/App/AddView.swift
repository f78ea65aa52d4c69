import DunlogApp
import SwiftUI

/// What can be added as evidence, and what was shared.
struct AddView: View {
    let program: Program
    @EnvironmentObject private var front: Front
    @State private var waiting: [ShareInbox.Waiting] = []
    @State private var problem: String?

    var body: some View {
        let texts = front.texts
        List {
            if !waiting.isEmpty {
                Section {
                    ForEach(waiting) { file in
                        NavigationLink(file.name) { SharedView(program: program, file: file) }
                    }
                } header: {
                    Text(texts("share.title"))
                }
            }
            Text(texts("add.body"))
            ForEach(EvidenceForm.allCases) { form in
                NavigationLink(form.title(texts)) { FormView(program: program, form: form, about: nil) }
            }
            NavigationLink(texts("add.import")) { ImportView(program: program) }
            NavigationLink(texts("recordings.title")) { RecordingsView(program: program) }
            ProblemView(words: problem)
        }
        .navigationTitle(texts("add.title"))
        .task(id: front.changes) { await read() }
    }

    private func read() async {
        do {
            waiting = try await ShareInbox(program).list().files
        } catch {
            problem = program.words(for: error)
        }
    }
}

/// A shared file: as what it is kept.
struct SharedView: View {
    let program: Program
    let file: ShareInbox.Waiting
    @EnvironmentObject private var front: Front
    @State private var sender = ""
    @State private var told = ""
    @State private var answers = ImportAnswers()
    @State private var rows = ImportState()
    @State private var isDone = false

    var body: some View {
        let texts = front.texts
        List {
            Text(file.name)
            Text(file.note).font(.footnote)
            if let words = file.words { Text(words) }
            Text(texts("share.relayed"))
            if !isDone { choices }
            ForEach(rows.account, id: \.self) { line in Text(line).bold() }
            ProblemView(words: rows.problem)
            if !told.isEmpty { Text(told).bold() }
        }
        .navigationTitle(texts("share.what"))
    }

    @ViewBuilder private var choices: some View {
        let texts = front.texts
        if file.isText {
            Section {
                TextField(texts("intent.sender"), text: $sender)
                Button(texts("share.as_message")) { keep(.message(sender: sender)) }
                Button(texts("share.as_note")) { keep(.note) }
            }
        }
        Section {
            Button(texts("share.as_document")) { keep(.evidence(.document)) }
            Button(texts("share.as_recording")) { keep(.evidence(.recording)) }
        }
        Section {
            ZoneView(answers: $answers)
            QuestionView(question: rows.question, answers: $answers)
            Button(texts("share.as_import")) { Task { await read() } }
        }
        Button(texts("app.remove"), role: .destructive) { keep(.nothing) }
    }

    private func keep(_ use: SharedUse) {
        Task {
            let answer = await ShareInbox(program).keep(file.id, as: use)
            (told, isDone) = (answer.words, answer.kept || use == .nothing)
            front.changed()
        }
    }

    private func read() async {
        rows = await ShareInbox(program).rows(file.id, answers)
        isDone = rows.question == nil && rows.problem == nil
        front.changed()
    }
}
