import Dunlog
import DunlogApp
import SwiftUI

/// A backup, a chat or an operator's list.
struct ImportView: View {
    let program: Program
    private let model: ImportModel
    @EnvironmentObject private var front: Front
    @State private var file: URL?
    @State private var choosing = false
    @State private var inBeijing = true
    @State private var me = ""
    @State private var own = ""
    @State private var order = ""
    @State private var app = ""
    @State private var state = ImportState()
    @State private var work: Stoppable?
    @State private var percent = 0

    init(program: Program) {
        self.program = program
        model = ImportModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            Text(texts("import.body"))
            Button(texts("import.choose")) { choosing = true }
            if let file { Text(file.lastPathComponent) }
            Picker(texts("import.zone"), selection: $inBeijing) {
                Text(texts("import.zone_beijing")).tag(true)
                Text(texts("import.zone_phone")).tag(false)
            }
            question
            if let work {
                Text(texts("import.progress", "\(percent) %"))
                Button(texts("work.stop")) { work.stop() }
            } else if file != nil {
                Button(texts("import.begin")) { Task { await run() } }
            }
            ForEach(state.account, id: \.self) { line in Text(line) }
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("import.title"))
        .fileImporter(isPresented: $choosing, allowedContentTypes: [.item]) { result in file = try? result.get() }
    }

    @ViewBuilder private var question: some View {
        let texts = front.texts
        switch state.question {
        case .me?: TextField(texts("import.me"), text: $me)
        case .own?: TextField(texts("import.own"), text: $own)
        case .order?:
            Picker(texts("import.order", ""), selection: $order) {
                Text(texts("import.order_day")).tag("day")
                Text(texts("import.order_month")).tag("month")
                Text(texts("import.order_year")).tag("year")
            }
        case .app?:
            Picker(texts("import.app"), selection: $app) {
                ForEach(["LINE", "QQ", "Telegram", "WeChat", "WhatsApp"], id: \.self) { name in Text(name).tag(name) }
            }
        case nil: EmptyView()
        }
    }

    private func run() async {
        guard let file else { return }
        let isOpen = file.startAccessingSecurityScopedResource()
        defer { if isOpen { file.stopAccessingSecurityScopedResource() } }
        let progress = Stoppable { done in Task { @MainActor in percent = done } }
        work = progress
        let orders: [String: DateOrder] = ["day": .dayFirst, "month": .monthFirst, "year": .yearFirst]
        let apps: [String: Chat] = [
            "LINE": .line, "QQ": .qq, "Telegram": .telegram, "WeChat": .weChat, "WhatsApp": .whatsApp,
        ]
        let options = ImportOptions(
            zone: model.zone(beijing: inBeijing), me: me.isEmpty ? nil : [me], order: orders[order], app: apps[app],
            own: own.isEmpty ? nil : own)
        state = await model.run(file, name: file.lastPathComponent, options: options, progress: progress)
        work = nil
        front.changed()
    }
}
