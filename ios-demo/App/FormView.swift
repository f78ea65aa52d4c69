import DunlogApp
import SwiftUI
import UniformTypeIdentifiers

/// One form; it becomes one record, or one for each of its files.
struct FormView: View {
    let program: Program
    let form: EvidenceForm
    private let about: String?
    private let model: AddModel
    @EnvironmentObject private var front: Front
    @Environment(\.dismiss) private var dismiss
    @State private var draft: Draft
    @State private var cases: [CaseState.Item] = []
    @State private var calls: [RecordingCall] = []
    @State private var choosing = false
    @State private var photographing = false
    @State private var leaving = false
    @State private var told = ""

    init(program: Program, form: EvidenceForm, about: String?) {
        self.program = program
        self.form = form
        self.about = about
        model = AddModel(program)
        _draft = State(initialValue: Draft(form, about: about))
    }

    var body: some View {
        let texts = front.texts
        Form {
            if let hint = form.hint(texts) { Text(hint) }
            Text(texts("form.all_optional")).font(.footnote)
            ForEach(form.fields(texts)) { field in FieldView(field: field, value: value(field.id)) }
            WhenView(program: program, time: $draft.time, isLocal: $draft.isLocal)
            TextField(texts("add.number"), text: $draft.number)
            if !cases.isEmpty {
                Picker(texts("add.case"), selection: $draft.caseWord) {
                    Text(texts("form.no_case")).tag(String?.none)
                    ForEach(cases) { item in Text(item.creditor).tag(String?.some(item.id)) }
                }
            }
            if form.evidence != nil { files }
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
            Task { await take(Draft.File(path: file.path, name: file.lastPathComponent)) }
        }
        .sheet(isPresented: $photographing) {
            CameraView { picture in
                photographing = false
                if let picture { Task { await hold(picture) } }
            }
            .ignoresSafeArea()
        }
    }

    /// Files, photos and, for a recording, the call that it is of.
    @ViewBuilder private var files: some View {
        let texts = front.texts
        Section {
            if CameraView.isThere {
                Button(texts("add.take_photo")) { photographing = true }
                Text(texts("add.take_photo_note")).font(.footnote)
            }
            Button(texts("add.choose_file")) { choosing = true }
            if !draft.files.isEmpty { Text(texts("add.files_chosen", count: draft.files.count)) }
            if form == .recording, about == nil, !calls.isEmpty {
                Picker(texts("add.record_call"), selection: $draft.about) {
                    Text(texts("recordings.no_call")).tag(String?.none)
                    ForEach(calls) { call in Text(call.words).tag(String?.some(call.id)) }
                }
            }
        } header: {
            Text(texts("add.files"))
        }
    }

    private func value(_ key: String) -> Binding<String> {
        Binding(get: { draft.values[key] ?? "" }, set: { draft.values[key] = $0 })
    }

    private func resume() async {
        cases = await CaseModel(program).open().cases
        if let kept = try? await model.resume(form, about: about) { draft = kept }
    }

    private func take(_ file: Draft.File) async {
        draft.files.append(file)
        guard form == .recording, about == nil else { return }
        calls = await model.calls(of: file)
        // What fits one call alone is proposed; the person may say otherwise.
        if calls.count == 1 { draft.about = calls[0].id }
    }

    private func hold(_ picture: Data) async {
        do {
            draft = try await model.hold(picture, in: draft)
        } catch {
            told = program.words(for: error)
        }
    }

    private func leave() async {
        try? await model.drop(draft)
        dismiss()
    }

    private func save() async {
        let answer = await model.save(draft)
        told = answer.words
        guard answer.kept else { return }
        draft = Draft(form, about: about)
        front.changed()
    }
}

/// When it was: chosen, and left out where nobody knows.
struct WhenView: View {
    let program: Program
    @Binding var time: String
    @Binding var isLocal: Bool
    @EnvironmentObject private var front: Front

    var body: some View {
        let texts = front.texts
        Toggle(
            texts("form.choose_time"),
            isOn: Binding(get: { !time.isEmpty }, set: { time = $0 ? program.typedNow() : "" }))
        if !time.isEmpty {
            DatePicker(
                texts("add.when"), selection: date, in: ...Date(), displayedComponents: [.date, .hourAndMinute])
            Toggle(texts("add.when_unsure"), isOn: $isLocal)
        }
    }

    private var date: Binding<Date> {
        Binding(
            get: { Date(timeIntervalSince1970: program.seconds(typed: time)) },
            set: { time = program.typed(seconds: $0.timeIntervalSince1970) })
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
