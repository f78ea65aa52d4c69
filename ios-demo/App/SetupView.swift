import DunlogApp
import SwiftUI

/// The two automations, what they miss, and the weekly check.
struct SetupView: View {
    let program: Program
    /// What follows at the first start; none where it was opened from the checks.
    let done: (() -> Void)?
    private let model: SetupModel
    @EnvironmentObject private var front: Front
    @State private var cards: [SetupCard] = []
    @State private var told = ""

    init(program: Program, done: (() -> Void)?) {
        self.program = program
        self.done = done
        model = SetupModel(program)
    }

    var body: some View {
        let texts = front.texts
        VStack(alignment: .leading, spacing: 16) {
            Text(texts("setup.title")).font(.title2)
            ForEach(cards) { card in
                VStack(alignment: .leading, spacing: 8) {
                    Text(card.title).font(.headline)
                    Text(card.body)
                    Text(card.note).font(.footnote)
                    Button(texts("setup.did_it")) { Task { await did(card.id) } }
                }
            }
            Text(texts("setup.apple.misses"))
            Text(texts("setup.apple.weekly"))
            Text(texts("permission.notify.name")).font(.headline)
            Text(texts("permission.notify.why"))
            Button(texts("start.allow")) { Task { await Alarms.ask() } }
            NavigationLink(texts("check.self_test")) { SelfTestView(program: program) }
            if !told.isEmpty { Text(told).bold() }
            if let done { Button(texts("start.to_timeline"), action: done) }
        }
        .task { cards = model.cards() }
    }

    private func did(_ card: String) async {
        do {
            cards = try model.did(card)
        } catch {
            told = program.words(for: error)
        }
    }
}
