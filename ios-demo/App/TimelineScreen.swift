import DunlogApp
import SwiftUI

/// The timeline.
struct TimelineScreen: View {
    let program: Program
    private let model: TimelineModel
    @EnvironmentObject private var front: Front
    @State private var state = TimelineState()
    @State private var filter = TimelineFilter.all
    @State private var search = ""
    @State private var creditors: [String] = []

    init(program: Program) {
        self.program = program
        model = TimelineModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            Picker(texts("timeline.filter"), selection: $filter) {
                Text(texts("timeline.filter_all")).tag(TimelineFilter.all)
                Text(texts("timeline.filter_flagged")).tag(TimelineFilter.flagged)
                Text(texts("timeline.filter_calls")).tag(TimelineFilter.calls)
                Text(texts("timeline.filter_messages")).tag(TimelineFilter.messages)
                Text(texts("timeline.filter_typed")).tag(TimelineFilter.typed)
                ForEach(creditors, id: \.self) { name in Text(name).tag(TimelineFilter.creditor(name)) }
            }
            ForEach(notes, id: \.self) { note in Text(note) }
            ProblemView(words: state.problem)
            ForEach(state.days) { day in
                Section {
                    ForEach(day.gaps, id: \.self) { gap in Text(gap) }
                    if let none = day.none { Text(none) }
                    ForEach(day.groups) { group in GroupView(program: program, group: group) }
                } header: {
                    Text(day.heading).font(.headline)
                }
            }
            if state.goesOn {
                Button(texts("timeline.earlier")) { Task { state = await model.more() } }
                    .onAppear { Task { state = await model.more() } }
            }
            if state.hasNewer { Button(texts("timeline.title")) { Task { await read() } } }
        }
        .navigationTitle(texts("timeline.title"))
        .searchable(text: $search, prompt: texts("timeline.search"))
        .onSubmit(of: .search) { Task { state = await model.show(filter, search: search) } }
        .onChange(of: filter) { filter in Task { state = await model.show(filter, search: search) } }
        .task(id: front.changes) { await read() }
    }

    private var notes: [String] {
        [state.readOnly, state.waiting, state.flagsOld, state.searching, state.empty].compactMap { $0 }
    }

    private func read() async {
        state = await model.open()
        creditors = await model.creditors()
        state = await model.beginFlags()
        state = await model.computeFlags()
    }
}

/// The events of one creditor or number on a day.
struct GroupView: View {
    let program: Program
    let group: TimelineGroup

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Text(group.heading).font(.headline)
            if let counters = group.counters { Text(counters) }
            ForEach(group.rows) { row in
                NavigationLink {
                    EventView(program: program, leaf: row.id)
                } label: {
                    VStack(alignment: .leading, spacing: 4) {
                        Text(row.first).font(.subheadline)
                        if let words = row.words { Text(words) }
                        ForEach(row.flags, id: \.words) { flag in FlagView(flag: flag) }
                        if let disagree = row.disagree { Text(disagree) }
                    }
                }
            }
        }
    }
}
