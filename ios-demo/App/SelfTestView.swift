import Dunlog
import DunlogApp
import SwiftUI

/// Do the automations hand anything over? Two trials with another phone.
struct SelfTestView: View {
    let program: Program
    private let model: SelfTestModel
    @EnvironmentObject private var front: Front
    @State private var state = SelfTestState()

    init(program: Program) {
        self.program = program
        model = SelfTestModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            Text(texts("selftest.apple.body"))
            ForEach(state.trials) { trial in
                VStack(alignment: .leading, spacing: 8) {
                    Text(trial.task).bold()
                    Text(trial.note)
                    if trial.runs {
                        Button(texts("work.stop")) { Task { state = await model.stop() } }
                    } else {
                        Button(texts("selftest.start")) { Task { await run(trial.id) } }
                    }
                }
            }
            if let blind = state.blind { Text(blind).bold() }
            Text(texts("selftest.apple.calls")).font(.footnote)
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("selftest.title"))
        .task { state = await model.open() }
    }

    /// Looks every two seconds until the trial is over, or the screen is left.
    private func run(_ trial: Trial) async {
        state = await model.begin(trial)
        while state.trials.contains(where: \.runs), !Task.isCancelled {
            try? await Task.sleep(nanoseconds: 2_000_000_000)
            state = await model.look()
        }
        front.changed()
    }
}
