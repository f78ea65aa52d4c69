import DunlogApp
import SwiftUI

/// The start, or the six tabs.
struct RootView: View {
    @EnvironmentObject private var front: Front
    @State private var isReady = false

    var body: some View {
        Group {
            if let program = front.program {
                if isReady {
                    TabsView(program: program)
                } else {
                    NavigationStack { StartView(program: program) { isReady = true } }
                }
            } else {
                Text(front.texts("error.internal", "app-group")).padding()
            }
        }
    }
}

/// The six tabs.
struct TabsView: View {
    let program: Program
    @EnvironmentObject private var front: Front

    var body: some View {
        let texts = front.texts
        TabView {
            page { TimelineScreen(program: program) }
                .tabItem { Label(texts("app.tab.timeline"), systemImage: "list.bullet") }
            page { AddView(program: program) }
                .tabItem { Label(texts("app.tab.add"), systemImage: "plus") }
            page { CaseListView(program: program) }
                .tabItem { Label(texts("app.tab.case"), systemImage: "folder") }
            page { ExportView(program: program) }
                .tabItem { Label(texts("app.tab.export"), systemImage: "square.and.arrow.up") }
            page { CheckView(program: program) }
                .tabItem { Label(texts("app.tab.check"), systemImage: "checkmark.seal") }
            page { SafetyView(program: program) }
                .tabItem { Label(texts("app.tab.safety"), systemImage: "lock") }
        }
    }

    private func page<Content: View>(@ViewBuilder _ content: () -> Content) -> some View {
        NavigationStack {
            content().toolbar {
                ToolbarItem(placement: .navigationBarTrailing) {
                    Button(front.texts("app.quick_exit")) { front.leaveQuickly() }
                        .accessibilityLabel(Text(front.texts("app.quick_exit_label")))
                }
            }
        }
    }
}

/// A flag: its colour goes with words, never alone.
struct FlagView: View {
    let flag: FlagLine

    var body: some View {
        Text(flag.words)
            .font(.subheadline)
            .bold()
            .padding(4)
            .background(color.opacity(0.2))
            .cornerRadius(4)
    }

    private var color: Color {
        switch flag.level {
        case .sign: return .red
        case .review: return .orange
        case .borderline: return .yellow
        case .undecided: return .blue
        case .context: return .gray
        }
    }
}

/// What went wrong, as a line with its words.
struct ProblemView: View {
    let words: String?

    var body: some View {
        if let words { Text(words).bold().foregroundColor(.red) }
    }
}
