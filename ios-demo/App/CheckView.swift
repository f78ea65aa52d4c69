import DunlogApp
import SwiftUI

/// Check: the log, copies, heads, what waits, reminders.
struct CheckView: View {
    let program: Program
    private let model: CheckModel
    @EnvironmentObject private var front: Front
    @State private var state = CheckState()
    @State private var copy: URL?
    @State private var head: String?
    @State private var code = ""
    @State private var newCode: String?
    @State private var older: [OlderLog] = []
    @State private var busy: String?

    init(program: Program) {
        self.program = program
        model = CheckModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            Section {
                ForEach(state.log, id: \.self) { line in Text(line) }
                if let readOnly = state.readOnly {
                    Text(readOnly).bold()
                    Button(texts("check.begin_next")) {
                        Task { await attempt { newCode = try await model.beginNext() } }
                    }
                }
                if let busy { Text(busy) } else { Button(texts("check.run")) { Task { await check() } } }
                ForEach(state.spool, id: \.self) { line in Text(line) }
                Text(state.seen)
            } header: {
                Text(texts("check.log"))
            }
            Section {
                Text(state.head)
                if let head {
                    ShareLink(item: head) { Text(texts("check.head_share")) }
                } else {
                    Button(texts("check.head")) { Task { await attempt { head = try await model.headToHandOver() } } }
                }
                Text(state.copy)
                Text(texts("check.backup_note")).font(.footnote)
                if let copy {
                    ShareLink(item: copy) { Text(texts("check.backup")) }
                    Button(texts("work.done")) { Task { await attempt { try await saved(copy) } } }
                } else {
                    Button(texts("check.backup")) { Task { await attempt { copy = try await model.makeCopy() } } }
                }
            }
            Section {
                TextField(texts("start.restore_code"), text: $code)
                Button(texts("check.recovery_test")) { Task { state = await model.tryCode(code) } }
                Button(texts("check.recovery_renew")) { Task { await attempt { newCode = try await model.newCode() } } }
                Text(texts("check.recovery_renew_note")).font(.footnote)
            }
            Section {
                ForEach(state.gaps, id: \.self) { line in Text(line) }
            } header: {
                Text(texts("check.gaps"))
            }
            reminders
            Section {
                NavigationLink(texts("check.self_test")) { SelfTestView(program: program) }
                NavigationLink(texts("check.setup")) { ScrollView { SetupView(program: program, done: nil).padding() } }
            }
            if !older.isEmpty {
                Section {
                    ForEach(older) { log in NavigationLink(log.words) { OlderView(program: program, log: log) } }
                } header: {
                    Text(texts("check.older"))
                }
            }
            if let done = state.done { Text(done) }
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("check.title"))
        .task(id: front.changes) {
            state = await model.open()
            older = OlderModel(program).list()
        }
        .sheet(isPresented: Binding(get: { newCode != nil }, set: { if !$0 { newCode = nil } })) {
            if let newCode {
                ScrollView {
                    CodeView(model: StartModel(program), code: newCode, next: texts("app.close")) { self.newCode = nil }
                        .padding()
                }
            }
        }
    }

    private var reminders: some View {
        let texts = front.texts
        return Section {
            if state.reminders.isEmpty { Text(texts("reminder.none")) }
            ForEach(state.reminders) { reminder in
                VStack(alignment: .leading) {
                    Text(reminder.title).bold()
                    if let body = reminder.body { Text(body) }
                    Button(texts("reminder.done")) {
                        Task { await attempt { state = try await model.putOff(reminder.id) } }
                    }
                }
            }
        } header: {
            Text(texts("check.reminders"))
        }
    }

    private func check() async {
        busy = front.texts("check.running")
        state = await model.checkAll()
        busy = nil
    }

    private func saved(_ file: URL) async throws {
        state = try await model.copySaved(file)
        copy = nil
    }

    private func attempt(_ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            state.problem = program.words(for: error)
        }
    }
}
