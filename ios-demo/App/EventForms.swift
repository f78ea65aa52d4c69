import DunlogApp
import SwiftUI

/// Which kind of evidence is added to an event.
struct EvidenceChoice: View {
    let program: Program
    let about: String
    @EnvironmentObject private var front: Front

    var body: some View {
        let texts = front.texts
        List {
            Text(texts("add.body"))
            ForEach(EvidenceForm.allCases.filter { $0.evidence != nil }) { form in
                NavigationLink(form.title(texts)) { FormView(program: program, form: form, about: about) }
            }
        }
        .navigationTitle(texts("event.add_evidence"))
    }
}

/// What 12368, a court or the bar answered about an event.
struct CheckResultView: View {
    let program: Program
    let model: EventModel
    @EnvironmentObject private var front: Front
    @State private var values: [String: String] = [:]
    @State private var told = ""

    var body: some View {
        let texts = front.texts
        Form {
            ForEach(EventModel.checkFields(texts)) { field in
                FieldView(
                    field: field,
                    value: Binding(get: { values[field.id] ?? "" }, set: { values[field.id] = $0 }))
            }
            Text(texts("add.typed_note")).font(.footnote)
            Button(texts("app.save")) { Task { await save() } }
            if !told.isEmpty { Text(told).bold() }
        }
        .navigationTitle(texts("case.check_result"))
    }

    private func save() async {
        let state = await model.checkResult(values)
        told = state.problem ?? state.done ?? ""
        if state.problem == nil { values = [:] }
        front.changed()
    }
}

/// Into which case an event goes.
struct TagView: View {
    let program: Program
    let model: EventModel
    @EnvironmentObject private var front: Front
    @State private var state = CaseState()
    @State private var told = ""

    var body: some View {
        let texts = front.texts
        List {
            if state.cases.isEmpty { Text(texts("case.none")) }
            ForEach(state.cases) { item in Button(item.creditor) { Task { await put(item.id) } } }
            NavigationLink(texts("case.new")) { CaseListView(program: program) }
            if !told.isEmpty { Text(told).bold() }
        }
        .navigationTitle(texts("event.add_to_case"))
        .task(id: front.changes) { state = await CaseModel(program).open() }
    }

    private func put(_ word: String) async {
        let done = await model.tag(case: word)
        told = done.problem ?? done.done ?? ""
        front.changed()
    }
}
