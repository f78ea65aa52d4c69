import Dunlog
import DunlogApp
import SwiftUI

/// A backup, a chat or an operator's list.
struct ImportView: View {
    let program: Program
    private let model: ImportModel
    @EnvironmentObject private var front: Front
    @State private var file: URL?
    @State private var choosing = false
    @State private var answers = ImportAnswers()
    @State private var state = ImportState()
    @State private var work: Stoppable?
    @State private var percent = 0

    init(program: Program) {
        self.program = program
        model = ImportModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            Text(texts("import.body"))
            Button(texts("import.choose")) { choosing = true }
            if let file { Text(file.lastPathComponent) }
            ZoneView(answers: $answers)
            QuestionView(question: state.question, answers: $answers)
            if let work {
                Text(texts("import.progress", "\(percent) %"))
                Button(texts("work.stop")) { work.stop() }
            } else if file != nil {
                Button(texts("import.begin")) { Task { await run() } }
            }
            ForEach(state.account, id: \.self) { line in Text(line) }
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("import.title"))
        .fileImporter(isPresented: $choosing, allowedContentTypes: [.item]) { result in
            file = try? result.get()
            (state, answers) = (ImportState(), ImportAnswers())
        }
    }

    private func run() async {
        guard let file else { return }
        let isOpen = file.startAccessingSecurityScopedResource()
        defer { if isOpen { file.stopAccessingSecurityScopedResource() } }
        let progress = Stoppable { done in Task { @MainActor in percent = done } }
        work = progress
        state = await model.run(file, name: file.lastPathComponent, answers: answers, progress: progress)
        work = nil
        front.changed()
    }
}

/// In which time zone the phone was.
struct ZoneView: View {
    @Binding var answers: ImportAnswers
    @EnvironmentObject private var front: Front

    var body: some View {
        let texts = front.texts
        Picker(texts("import.zone"), selection: $answers.zone) {
            Text(texts("import.zone_beijing")).tag(ImportModel.Zone.beijing)
            Text(texts("import.zone_phone")).tag(ImportModel.Zone.phone)
            Text(texts("import.zone_unknown")).tag(ImportModel.Zone.unknown)
        }
    }
}

/// What the core has to be told before it can read the file.
struct QuestionView: View {
    let question: ImportQuestion?
    @Binding var answers: ImportAnswers
    @EnvironmentObject private var front: Front

    var body: some View {
        let texts = front.texts
        switch question {
        case .me?:
            TextField(texts("import.me"), text: $answers.me)
            Toggle(texts("import.me_none"), isOn: $answers.wroteNothing)
        case .own?: TextField(texts("import.own"), text: $answers.own)
        case .order?:
            Picker(texts("import.order", ""), selection: $answers.order) {
                Text(texts("import.order_day")).tag(DateOrder?.some(.dayFirst))
                Text(texts("import.order_month")).tag(DateOrder?.some(.monthFirst))
                Text(texts("import.order_year")).tag(DateOrder?.some(.yearFirst))
            }
        case .app?:
            Picker(texts("import.app"), selection: $answers.app) {
                ForEach(ImportAnswers.apps, id: \.name) { item in Text(item.name).tag(Chat?.some(item.app)) }
            }
        case .columns?:
            Text(texts("import.columns"))
            ForEach(ImportAnswers.parts, id: \.self) { part in
                TextField(texts("import.column.\(part)"), text: column(part)).keyboardType(.numberPad)
            }
        case nil: EmptyView()
        }
    }

    private func column(_ part: String) -> Binding<String> {
        Binding(get: { answers.columns[part] ?? "" }, set: { answers.columns[part] = $0 })
    }
}
