import CoreImage
import Dunlog
import DunlogApp
import SwiftUI
import UIKit

/// Choose, look, write, check.
struct ExportView: View {
    let program: Program
    private let model: ExportModel
    @EnvironmentObject private var front: Front
    @State private var choice = ExportChoice()
    @State private var cases: [(id: String, creditor: String)] = []
    @State private var span = Span.all
    @State private var preview: PreviewState?
    @State private var outcome: ExportOutcome?
    @State private var work: Stoppable?
    @State private var percent = 0
    @State private var problem: String?
    @State private var first = Date()
    @State private var last = Date()

    /// Which time.
    private enum Span: Hashable { case all, month, halfYear, own }

    init(program: Program) {
        self.program = program
        model = ExportModel(program)
    }

    var body: some View {
        let texts = front.texts
        List {
            Picker(texts("export.choose_case"), selection: $choice.caseWord) {
                Text(texts("export.everything")).tag(String?.none)
                ForEach(cases, id: \.id) { item in Text(item.creditor).tag(String?.some(item.id)) }
            }
            Picker(texts("export.time"), selection: $span) {
                Text(texts("export.time_all")).tag(Span.all)
                Text(texts("export.time_month")).tag(Span.month)
                Text(texts("export.time_half_year")).tag(Span.halfYear)
                Text(texts("export.time_own")).tag(Span.own)
            }
            if span == .own {
                DatePicker(texts("export.from"), selection: day($first), in: ...Date(), displayedComponents: [.date])
                DatePicker(texts("export.to"), selection: day($last), in: ...Date(), displayedComponents: [.date])
            }
            Section {
                Toggle(texts("export.mask_own"), isOn: mask(.own))
                Toggle(texts("export.mask_party"), isOn: mask(.party))
                Toggle(texts("export.mask_contact"), isOn: mask(.contact))
                Toggle(texts("export.mask_body"), isOn: mask(.body))
                Toggle(texts("export.mask_location"), isOn: mask(.location))
                Text(texts("export.mask_note")).font(.footnote)
            } header: {
                Text(texts("export.masks"))
            }
            Button(texts("export.preview")) { Task { await look() } }
            if let preview { PreviewView(preview: preview, accept: write) }
            if let work {
                Text(percent < 100 ? texts("export.writing") + " \(percent) %" : texts("export.verifying"))
                Button(texts("work.stop")) { work.stop() }
            }
            if let outcome { OutcomeView(outcome: outcome) { file in Task { await model.clear(file) } } }
            ProblemView(words: problem)
        }
        .navigationTitle(texts("export.title"))
        .onChange(of: choice) { _ in preview = nil }
        .onChange(of: span) { span in choose(span) }
        .task(id: front.changes) { await read() }
    }

    private func mask(_ field: Field) -> Binding<Bool> {
        Binding(
            get: { choice.masks.contains(field) },
            set: { isOn in if isOn { choice.masks.insert(field) } else { choice.masks.remove(field) } })
    }

    /// A day that was chosen; the choice follows it.
    private func day(_ date: Binding<Date>) -> Binding<Date> {
        Binding(
            get: { date.wrappedValue },
            set: {
                date.wrappedValue = $0
                choose(.own)
            })
    }

    private func choose(_ span: Span) {
        let days: (from: Int64, to: Int64)? =
            switch span {
            case .all: nil
            case .month: model.last(days: 30)
            case .halfYear: model.last(days: 182)
            case .own: model.days(from: first.timeIntervalSince1970, to: last.timeIntervalSince1970)
            }
        choice.from = days?.from
        choice.to = days?.to
    }

    private func read() async {
        do {
            cases = try await model.cases()
            if choice.caseWord == nil, outcome == nil { choice.caseWord = cases.first?.id }
        } catch {
            problem = program.words(for: error)
        }
    }

    private func look() async {
        outcome = nil
        preview = await model.preview(choice)
    }

    private func write() {
        let progress = Stoppable { done in Task { @MainActor in percent = done } }
        work = progress
        Task {
            outcome = await model.write(choice, progress: progress)
            preview = nil
            work = nil
        }
    }
}

/// What the file will show; third persons first.
struct PreviewView: View {
    let preview: PreviewState
    let accept: () -> Void
    @EnvironmentObject private var front: Front

    var body: some View {
        let texts = front.texts
        Section {
            if let empty = preview.empty { Text(empty) }
            Text(texts(preview.thirdPersons.isEmpty ? "preview.third_none" : "preview.third_persons")).bold()
            ForEach(preview.thirdPersons, id: \.self) { line in Text(line) }
            Text(texts("preview.parties")).bold()
            ForEach(preview.parties, id: \.self) { line in Text(line) }
            ForEach(preview.lines, id: \.self) { line in Text(line) }
            Text(texts("preview.own_texts"))
            Text(texts("preview.closed_title")).bold()
            Text(texts("preview.closed_note")).font(.footnote)
            ForEach(preview.closed, id: \.self) { line in Text(line) }
            ProblemView(words: preview.problem)
            if preview.empty == nil && preview.problem == nil { Button(texts("preview.accept"), action: accept) }
        } header: {
            Text(texts("preview.title"))
        }
    }
}

/// What came of it: the file to hand over, the fingerprint, what is not proved.
struct OutcomeView: View {
    let outcome: ExportOutcome
    let handedOver: (URL) -> Void
    @EnvironmentObject private var front: Front

    var body: some View {
        let texts = front.texts
        switch outcome {
        case .stopped(let words), .failed(let words): Text(words).bold()
        case .done(let file, let fingerprint, let qr, let notProved):
            Text(texts("export.done")).bold()
            Text(texts("export.done_note"))
            ShareLink(item: file) { Text(texts("export.share")) }
            Text(texts("export.share_note")).font(.footnote)
            Button(texts("app.close")) { handedOver(file) }
            Text(texts("export.fingerprint")).bold()
            Text(fingerprint).font(.title3).accessibilityLabel(Text(texts("export.fingerprint_label")))
            Text(texts("export.fingerprint_note"))
            if let image = Self.code(qr) {
                Image(uiImage: image).interpolation(.none).resizable().scaledToFit().frame(width: 240, height: 240)
                    .accessibilityLabel(Text(texts("export.qr_label")))
            }
            Text(texts("export.not_proved")).bold()
            ForEach(notProved, id: \.self) { line in Text(line) }
        }
    }

    /// The QR code of a text, drawn by the system.
    private static func code(_ text: String) -> UIImage? {
        guard let filter = CIFilter(name: "CIQRCodeGenerator") else { return nil }
        filter.setValue(Data(text.utf8), forKey: "inputMessage")
        guard let output = filter.outputImage, let image = CIContext().createCGImage(output, from: output.extent) else {
            return nil
        }
        return UIImage(cgImage: image)
    }
}
