import DunlogApp
import SwiftUI

/// A log that another has followed: it is read and exported, and nothing is written into it.
struct OlderView: View {
    let program: Program
    let log: OlderLog
    @EnvironmentObject private var front: Front
    @State private var older: Program?
    @State private var told: String?
    @State private var needsCode = false
    @State private var code = ""

    var body: some View {
        let texts = front.texts
        List {
            Text(texts("check.older_note"))
            if let older {
                NavigationLink(texts("timeline.title")) { TimelineScreen(program: older) }
                NavigationLink(texts("export.title")) { ExportView(program: older) }
            } else {
                if told == nil { Text(texts("app.loading")) }
                if needsCode {
                    TextField(texts("start.restore_code"), text: $code)
                    Button(texts("start.restore_do")) { Task { await open(code) } }
                }
                ProblemView(words: told)
            }
        }
        .navigationTitle(log.words)
        .task { await open(nil) }
    }

    private func open(_ code: String?) async {
        switch await OlderModel(program).open(log.id, code: code) {
        case .open(let opened): older = opened
        case .needsCode(let words): (needsCode, told) = (true, words)
        case .failed(let words): told = words
        }
    }
}
