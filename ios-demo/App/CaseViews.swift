import Dunlog
import DunlogApp
import SwiftUI

/// The cases.
struct CaseListView: View {
    let program: Program
    private let model: CaseModel
    @EnvironmentObject private var front: Front
    @State private var state = CaseState()
    @State private var free = "c1"

    init(program: Program) {
        self.program = program
        model = CaseModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            if state.cases.isEmpty { Text(texts("case.none")) }
            ForEach(state.cases) { item in
                NavigationLink {
                    CaseView(program: program, id: item.id)
                } label: {
                    VStack(alignment: .leading) {
                        Text(item.creditor)
                        Text(item.id).font(.footnote)
                    }
                }
            }
            NavigationLink(texts("case.new")) { CaseView(program: program, id: free) }
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("case.title"))
        .task(id: front.changes) {
            state = await model.open()
            free = await model.freeId()
        }
    }
}

/// One case: facts, numbers, marks.
struct CaseView: View {
    let program: Program
    let id: String
    private let model: CaseModel
    @EnvironmentObject private var front: Front
    @State private var state = CaseState()
    @State private var facts: [String: String] = [:]
    @State private var hoursFrom = ""
    @State private var hoursTo = ""
    @State private var refusalWords = ""

    init(program: Program, id: String) {
        self.program = program
        self.id = id
        model = CaseModel(program)
    }

    private var item: CaseState.Item? { state.cases.first { $0.id == id } }

    var body: some View {
        let texts = front.texts
        Form {
            Section {
                Text(texts("case.id") + " " + id)
                Text(texts("case.id_note")).font(.footnote)
                TextField(texts("case.creditor"), text: fact("creditor"))
                Picker(texts("case.creditor_kind"), selection: fact("creditor_kind")) {
                    ForEach(kinds, id: \.self) { kind in Text(texts("word.creditor_kind.\(kind)")).tag(kind) }
                }
                TextField(texts("case.product"), text: fact("product"))
                TextField(texts("case.contract"), text: fact("contract"))
                TextField(texts("case.amount"), text: fact("amount"))
                TextField(texts("case.borrowed_on"), text: fact("borrowed_on"))
                TextField(texts("case.due_on"), text: fact("due_on"))
                TextField(texts("case.overdue_since"), text: fact("overdue_since"))
                TextField(texts("case.debtor"), text: fact("debtor"))
                Button(texts("app.save")) { act { await model.save(id, facts) } }
            }
            Section {
                ForEach(item?.numbers ?? []) { number in numberView(number) }
                if item?.numbers.isEmpty == false { TextField(texts("case.refusal_words"), text: $refusalWords) }
                NavigationLink(texts("case.add_number")) { RoleView(program: program, number: "", id: id) }
            } header: {
                Text(texts("case.numbers"))
            }
            Section {
                TextField(texts("case.agreement_from"), text: $hoursFrom)
                TextField(texts("case.agreement_to"), text: $hoursTo)
                Button(texts("case.agreement")) {
                    act { await model.agreement(id, number: "", from: hoursFrom, to: hoursTo) }
                }
                ForEach(item?.marks ?? []) { mark in
                    Text(mark.words)
                    Button(texts("case.withdraw")) { act { await model.withdraw(mark: mark.id) } }
                }
            }
            if let done = state.done { Text(done) }
            ProblemView(words: state.problem)
        }
        .navigationTitle(item?.creditor ?? texts("case.new"))
        .task { await read() }
    }

    @ViewBuilder private func numberView(_ number: CaseState.Number) -> some View {
        let texts = front.texts
        VStack(alignment: .leading) {
            Text(number.party)
            Text(number.role).font(.footnote)
            Button(texts("case.third_person")) {
                act { await model.setRole(id, number: number.id, role: .thirdPerson) }
            }
            Button(texts("case.refusal")) { act { await model.refusal(id, number: number.id, words: refusalWords) } }
        }
    }

    private let kinds = ["bank", "consumer_finance", "micro_loan", "licensed_other", "private", "unknown"]

    private func fact(_ key: String) -> Binding<String> {
        Binding(get: { facts[key] ?? "" }, set: { facts[key] = $0 })
    }

    private func read() async {
        state = await model.open()
        facts = item?.facts ?? [:]
    }

    private func act(_ work: @escaping () async -> CaseState) {
        Task {
            state = await work()
            front.changed()
        }
    }
}

/// Who a number is.
struct RoleView: View {
    let program: Program
    private let model: CaseModel
    @EnvironmentObject private var front: Front
    @State private var number: String
    @State private var id: String
    @State private var role = Role.agency
    @State private var name = ""
    @State private var basis = ""
    @State private var state = CaseState()

    init(program: Program, number: String, id: String = "") {
        self.program = program
        model = CaseModel(program)
        _number = State(initialValue: number)
        _id = State(initialValue: id)
    }

    private let roles: [(Role, String)] = [
        (.creditor, "creditor"), (.agency, "agency"), (.guarantor, "guarantor"), (.coDebtor, "co_debtor"),
        (.spouse, "spouse"), (.emergencyContact, "emergency_contact"), (.thirdPerson, "third_person"),
        (.other, "other"), (.unknown, "unknown"),
    ]

    var body: some View {
        let texts = front.texts
        Form {
            TextField(texts("add.number"), text: $number)
            Picker(texts("add.case"), selection: $id) {
                ForEach(state.cases) { item in Text(item.creditor).tag(item.id) }
            }
            Picker(texts("case.role"), selection: $role) {
                ForEach(roles, id: \.1) { role in Text(texts("word.role.\(role.1)")).tag(role.0) }
            }
            TextField(texts("case.role_name"), text: $name)
            TextField(texts("case.role_basis"), text: $basis, prompt: Text(texts("case.role_basis_hint")))
            Text(texts("case.role_note")).font(.footnote)
            Button(texts("app.save")) { Task { await save() } }
            if let done = state.done { Text(done) }
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("case.role"))
        .task {
            state = await model.open()
            if id.isEmpty { id = state.cases.last?.id ?? "c1" }
        }
    }

    private func save() async {
        state = await model.setRole(id, number: number, role: role, name: name, basis: basis)
        front.changed()
    }
}
