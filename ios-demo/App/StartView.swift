import DunlogApp
import SwiftUI

/// The first start, and what comes instead of it.
struct StartView: View {
    let program: Program
    let ready: () -> Void
    private let model: StartModel
    @EnvironmentObject private var front: Front
    @State private var step: StartStep?
    @State private var code = ""
    @State private var copy: URL?
    @State private var choosing = false
    @State private var told = ""

    init(program: Program, ready: @escaping () -> Void) {
        self.program = program
        self.ready = ready
        model = StartModel(program)
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                content
                if !told.isEmpty { Text(told).bold() }
            }
            .padding()
        }
        .task { await act { try await model.open() } }
        .fileImporter(isPresented: $choosing, allowedContentTypes: [.data]) { result in copy = try? result.get() }
    }

    @ViewBuilder private var content: some View {
        let texts = front.texts
        switch step {
        case nil: Text(texts("app.loading"))
        case .welcome(let leftoverKey)?: welcome(leftoverKey)
        case .code?, .askBack?:
            CodeView(model: model, code: nil, next: texts("start.to_setup")) { step = .automations }
        case .restore?:
            Text(texts("start.restore_title")).font(.title2)
            Text(texts("start.restore_body"))
            Button(texts("start.restore_file")) { choosing = true }
            if let copy { Text(copy.lastPathComponent) }
            TextField(texts("start.restore_code"), text: $code)
            Button(texts("start.restore_do")) { Task { await restore() } }.disabled(copy == nil || code.isEmpty)
            Button(texts("app.back")) { Task { await act { try await model.open() } } }
        case .keyLost?:
            Text(texts("start.key_lost_title")).font(.title2)
            Text(texts("start.key_lost_body"))
            TextField(texts("start.restore_code"), text: $code)
            Button(texts("start.restore_do")) { Task { await act { try await model.recover(code) } } }
            Text(texts("start.key_lost_no_code"))
            Text(texts("start.key_lost_new"))
            Button(texts("start.begin")) { Task { await act { try await model.beginWithoutCode() } } }
        case .locked?:
            Text(texts("error.locked"))
            Button(texts("app.retry")) { Task { await act { try await model.open() } } }
        case .unreadable(let code)?:
            Text(texts("error.damaged", code))
            Button(texts("check.begin_next")) { Task { await act { try await model.beginWithoutCode() } } }
        case .automations?: SetupView(program: program, done: ready)
        case .ready?: Text(texts("app.loading")).task { ready() }
        }
    }

    @ViewBuilder private func welcome(_ leftoverKey: Bool) -> some View {
        let texts = front.texts
        Text(texts("start.iphone_title")).font(.title2)
        Text(texts("start.iphone_body"))
        if leftoverKey { Text(texts("start.leftover_key")) }
        Text(texts("start.title")).font(.title2)
        ForEach(model.sentences, id: \.self) { sentence in Text(sentence) }
        Button(texts("start.begin")) { Task { await act { try await model.begin() } } }
        Button(texts("start.have_backup")) { step = .restore }
    }

    private func restore() async {
        guard let copy else { return }
        await act {
            let isOpen = copy.startAccessingSecurityScopedResource()
            defer { if isOpen { copy.stopAccessingSecurityScopedResource() } }
            return try await model.restore(copy: copy, code: code)
        }
    }

    private func act(_ work: () async throws -> StartStep) async {
        told = ""
        do {
            step = try await work()
            program.protect()
        } catch {
            told = program.words(for: error)
        }
    }
}

/// The recovery code: shown, written down, and two of its groups asked back.
struct CodeView: View {
    let model: StartModel
    /// A code that was made just now; without one, the model's own is shown.
    let code: String?
    /// What the button says that goes on.
    let next: String
    let done: () -> Void
    @EnvironmentObject private var front: Front
    @State private var step: StartStep?
    @State private var isRight = false
    @State private var first = ""
    @State private var second = ""
    @State private var told = ""

    var body: some View {
        let texts = front.texts
        VStack(alignment: .leading, spacing: 16) {
            if isRight {
                Text(texts("start.code_right"))
                Button(next, action: done)
            } else if case .askBack(let one, let two)? = step {
                Text(texts("start.code_ask", String(one), String(two)))
                TextField(texts("start.code_group", String(one)), text: $first)
                TextField(texts("start.code_group", String(two)), text: $second)
                Button(texts("app.next")) { Task { await answer() } }
                Button(texts("start.code_again")) { Task { step = await model.showAgain() } }
            } else if case .code(let groups)? = step {
                Text(texts("start.code_title")).font(.title2)
                Text(texts("start.code_why"))
                Text(groups.joined(separator: " "))
                    .font(.title)
                    .accessibilityLabel(
                        Text(texts("start.code_label") + " " + groups.joined().map(String.init).joined(separator: " ")))
                Button(texts("start.code_written")) { Task { step = await model.written() } }
            }
            if !told.isEmpty { Text(told).bold() }
        }
        .task {
            if let code { step = await model.show(code) } else { step = await model.showAgain() }
        }
    }

    private func answer() async {
        do {
            guard try await model.answer(first, second) else {
                told = front.texts("start.code_wrong")
                return
            }
            told = ""
            isRight = true
        } catch {
            told = front.texts("error.code.file")
        }
    }
}
