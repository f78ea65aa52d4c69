import DunlogApp
import SwiftUI
import UniformTypeIdentifiers

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

/// One form; it becomes one record.
struct FormView: View {
    let program: Program
    let form: EvidenceForm
    private let model: AddModel
    @EnvironmentObject private var front: Front
    @Environment(\.dismiss) private var dismiss
    @State private var draft: Draft
    @State private var choosing = false
    @State private var leaving = false
    @State private var told = ""

    init(program: Program, form: EvidenceForm, about: String?) {
        self.program = program
        self.form = form
        model = AddModel(program)
        _draft = State(initialValue: Draft(form, about: about))
    }

    var body: some View {
        let texts = front.texts
        Form {
            if let hint = form.hint(texts) { Text(hint) }
            ForEach(form.fields(texts)) { field in FieldView(field: field, value: value(field.id)) }
            TextField(texts("add.when"), text: $draft.time, prompt: Text("2026-03-02 22:31"))
            Toggle(texts("add.when_unsure"), isOn: $draft.isLocal)
            TextField(texts("add.number"), text: $draft.number)
            if form.evidence != nil {
                Button(texts("add.choose_file")) { choosing = true }
                if !draft.files.isEmpty { Text(texts("add.files_chosen", count: draft.files.count)) }
            }
            Text(texts("add.typed_note")).font(.footnote)
            Button(texts("add.save")) { Task { await save() } }
            if !told.isEmpty { Text(told).bold() }
        }
        .navigationTitle(form.title(texts))
        .task { await resume() }
        .onChange(of: draft) { draft in Task { try? await model.keep(draft) } }
        .navigationBarBackButtonHidden(!draft.isEmpty)
        .toolbar {
            ToolbarItem(placement: .navigationBarLeading) {
                if !draft.isEmpty { Button(texts("app.back")) { leaving = true } }
            }
        }
        .alert(texts("add.discard"), isPresented: $leaving) {
            Button(texts("add.discard_do"), role: .destructive) { Task { await leave() } }
            Button(texts("add.keep_editing"), role: .cancel) {}
        } message: {
            Text("")
        }
        .fileImporter(isPresented: $choosing, allowedContentTypes: [.item]) { result in
            guard let file = try? result.get(), file.startAccessingSecurityScopedResource() else { return }
            draft.files.append(Draft.File(path: file.path, name: file.lastPathComponent))
        }
    }

    private func value(_ key: String) -> Binding<String> {
        Binding(get: { draft.values[key] ?? "" }, set: { draft.values[key] = $0 })
    }

    private func resume() async {
        if let kept = try? await model.resume(), kept.form == draft.form, kept.about == draft.about { draft = kept }
    }

    private func leave() async {
        try? await model.drop()
        dismiss()
    }

    private func save() async {
        let answer = await model.save(draft)
        told = answer.words
        guard answer.kept else { return }
        draft = Draft(form)
        front.changed()
    }
}

/// One field of a form.
struct FieldView: View {
    let field: FormField
    @Binding var value: String

    var body: some View {
        switch field.shape {
        case .text(long: true):
            Text(field.label)
            TextEditor(text: $value).frame(minHeight: 100).accessibilityLabel(Text(field.label))
        case .text(long: false): TextField(field.label, text: $value)
        case .date: TextField(field.label, text: $value, prompt: Text("2026-03-02"))
        case .choice(let choices):
            Picker(field.label, selection: $value) {
                ForEach(choices) { choice in Text(choice.words).tag(choice.id) }
            }
        case .choices(let choices):
            ForEach(choices) { choice in Toggle(choice.words, isOn: chosen(choice.id)) }
        }
    }

    /// Several words stand with blanks between.
    private func chosen(_ word: String) -> Binding<Bool> {
        Binding(
            get: { value.split(separator: " ").contains { $0 == word } },
            set: { isOn in
                var words = value.split(separator: " ").map(String.init).filter { $0 != word }
                if isOn { words.append(word) }
                value = words.joined(separator: " ")
            })
    }
}

/// A shared file: as what it is kept.
struct SharedView: View {
    let program: Program
    let file: ShareInbox.Waiting
    @EnvironmentObject private var front: Front
    @State private var sender = ""
    @State private var told = ""

    var body: some View {
        let texts = front.texts
        List {
            Text(file.name)
            Text(file.note).font(.footnote)
            if let words = file.words { Text(words) }
            Text(texts("share.relayed"))
            if file.isText {
                TextField(texts("intent.sender"), text: $sender)
                Button(texts("share.as_message")) { keep(.message(sender: sender)) }
                Button(texts("share.as_note")) { keep(.note) }
            }
            Button(texts("share.as_document")) { keep(.evidence(.document)) }
            Button(texts("share.as_recording")) { keep(.evidence(.recording)) }
            Button(texts("share.as_import")) { keep(.rows(.init())) }
            Button(texts("app.remove"), role: .destructive) { keep(.nothing) }
            if !told.isEmpty { Text(told).bold() }
        }
        .navigationTitle(texts("share.what"))
    }

    private func keep(_ use: SharedUse) {
        Task {
            told = await ShareInbox(program).keep(file.id, as: use).words
            front.changed()
        }
    }
}
