import DunlogApp
import SwiftUI
import UniformTypeIdentifiers

/// Recordings of calls in a folder: matched, kept without a call, or asked.
struct RecordingsView: View {
    let program: Program
    private let model: RecordingsModel
    @EnvironmentObject private var front: Front
    @State private var choosing = false
    @State private var state = RecordingsState()
    @State private var folder: URL?
    @State private var work: Stoppable?
    @State private var percent = 0

    init(program: Program) {
        self.program = program
        model = RecordingsModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            Text(texts("recordings.body"))
            if let work {
                Text(texts("work.recordings") + " \(percent) %")
                Button(texts("work.stop")) { work.stop() }
            } else {
                Button(texts("recordings.choose_folder")) { choosing = true }
                if folder != nil { Button(texts("recordings.look")) { Task { await look() } } }
            }
            ForEach(state.account, id: \.self) { line in Text(line) }
            ForEach(state.ties) { tie in
                Section {
                    Text(tie.name)
                    ForEach(tie.calls) { call in
                        Button(call.words) { Task { await decide(tie, call.id) } }
                    }
                    Button(texts("recordings.no_call")) { Task { await decide(tie, nil) } }
                } header: {
                    Text(texts("recordings.tie"))
                }
            }
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("recordings.title"))
        .fileImporter(isPresented: $choosing, allowedContentTypes: [.folder]) { result in
            guard let chosen = try? result.get() else { return }
            folder = chosen
            Task { await look() }
        }
    }

    private func look() async {
        guard let folder else { return }
        let isOpen = folder.startAccessingSecurityScopedResource()
        defer { if isOpen { folder.stopAccessingSecurityScopedResource() } }
        let progress = Stoppable { done in Task { @MainActor in percent = done } }
        work = progress
        state = await model.look(folder, progress: progress)
        work = nil
        front.changed()
    }

    private func decide(_ tie: RecordingTie, _ call: String?) async {
        let isOpen = folder?.startAccessingSecurityScopedResource() ?? false
        defer { if isOpen { folder?.stopAccessingSecurityScopedResource() } }
        state = await model.decide(tie, call: call)
        front.changed()
    }
}
