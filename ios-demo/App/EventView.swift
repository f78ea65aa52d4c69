import DunlogApp
import SwiftUI
import UIKit

/// One event.
struct EventView: View {
    let program: Program
    private let model: EventModel
    @EnvironmentObject private var front: Front
    @State private var state = EventState()
    @State private var player: SealedPlayer?
    @State private var playing: String?
    @State private var pictures: [String: UIImage] = [:]
    @State private var erasing = false
    @State private var told = ""

    init(program: Program, leaf: String) {
        self.program = program
        model = EventModel(program, leaf: leaf)
    }

    var body: some View {
        let texts = front.texts
        List {
            Section { ForEach(state.head, id: \.self) { line in Text(line) } }
            Section {
                if let note = state.wordsNote { Text(note) }
                if !state.pieces.isEmpty {
                    words
                    if state.pieces.contains(where: \.isMarked) { Text(texts("event.words_marked")).font(.footnote) }
                }
            } header: {
                Text(texts("event.words"))
            }
            flags
            Section {
                ForEach(state.facts, id: \.self) { fact in
                    VStack(alignment: .leading) {
                        Text(fact.label).font(.footnote)
                        Text(fact.value)
                    }
                }
                ForEach(state.places, id: \.self) { place in Text(place).font(.footnote) }
            } header: {
                Text(texts("event.facts"))
            }
            if !state.files.isEmpty {
                Section {
                    ForEach(state.files) { file in fileView(file) }
                } header: {
                    Text(texts("event.files"))
                }
            }
            if !state.tied.isEmpty {
                Section {
                    ForEach(state.tied) { line in
                        Text(line.words)
                        ForEach(line.files) { file in fileView(file) }
                    }
                } header: {
                    Text(texts("event.tied"))
                }
            }
            if !told.isEmpty { Text(told).bold() }
            if program.older == nil, !state.id.isEmpty { steps }
            if let done = state.done { Text(done) }
            ProblemView(words: state.problem)
        }
        .navigationTitle(texts("event.title"))
        .task { state = await model.open() }
        .alert(texts("event.erase"), isPresented: $erasing) {
            Button(texts("event.erase_do"), role: .destructive) { act { await model.erase() } }
            Button(texts("app.cancel"), role: .cancel) {}
        } message: {
            Text(texts("event.erase_warning"))
        }
        .onDisappear { stop() }
    }

    /// The exact words; what a rule means is underlined and has a background, and is read out as such.
    private var words: some View {
        var whole = AttributedString()
        for piece in state.pieces {
            var part = AttributedString(piece.words)
            if piece.isMarked {
                part.underlineStyle = .single
                part.backgroundColor = .yellow
                part.foregroundColor = .black
            }
            whole += part
        }
        let spoken = state.pieces.map { $0.isMarked ? front.texts("event.span", $0.words) : $0.words }
        return Text(whole).accessibilityLabel(Text(spoken.joined(separator: " ")))
    }

    @ViewBuilder private var flags: some View {
        let texts = front.texts
        Section {
            if let none = state.noFlags { Text(none) } else { Text(texts("event.flag_hint")) }
            ForEach(state.flags) { card in
                VStack(alignment: .leading, spacing: 6) {
                    FlagView(flag: card.title)
                    Text(card.meaning)
                    Text(texts("event.grounds")).font(.footnote)
                    ForEach(card.grounds, id: \.self) { ground in Text(ground) }
                    Text(texts("event.innocent")).font(.footnote)
                    ForEach(card.innocent, id: \.self) { reason in Text(reason) }
                    if !card.remarks.isEmpty { Text(texts("event.remarks")).font(.footnote) }
                    ForEach(card.remarks, id: \.self) { remark in Text(remark) }
                    if let together = card.together { Text(together) }
                }
            }
        } header: {
            Text(texts("event.flags"))
        }
    }

    /// What can be done with it, the next step first.
    private var steps: some View {
        let texts = front.texts
        return Section {
            Button(texts("event.they_asked_stop")) { act { await model.askedToStop(words: nil) } }
            if let number = state.shown {
                NavigationLink(texts("event.who_is_this")) { RoleView(program: program, number: number) }
            }
            NavigationLink(texts("event.add_evidence")) { EvidenceChoice(program: program, about: state.id) }
            NavigationLink(texts("case.check_result")) { CheckResultView(program: program, model: model) }
            NavigationLink(texts("event.add_to_case")) { TagView(program: program, model: model) }
            Button(texts("event.erase"), role: .destructive) { erasing = true }
        }
    }

    @ViewBuilder private func fileView(_ file: EventState.FileLine) -> some View {
        let texts = front.texts
        VStack(alignment: .leading) {
            Text(file.name)
            Text(file.note).font(.footnote)
            if file.isSound {
                Button(texts(playing == file.id ? "event.pause" : "event.play")) { Task { await play(file) } }
            }
            if let picture = pictures[file.id] {
                Image(uiImage: picture).resizable().scaledToFit().accessibilityLabel(Text(file.name))
            }
        }
        .task { await look(file) }
    }

    private func act(_ work: @escaping () async -> EventState) {
        Task {
            state = await work()
            front.changed()
        }
    }

    /// Plays a recording out of the sealed store, or stops.
    private func play(_ file: EventState.FileLine) async {
        let wasPlaying = playing
        stop()
        guard wasPlaying != file.id else { return }
        do {
            let fresh = SealedPlayer(try await model.content(file.id), type: file.type)
            fresh.play()
            (player, playing) = (fresh, file.id)
        } catch {
            told = front.texts("event.cannot_play")
        }
    }

    /// Shows a picture out of memory.
    private func look(_ file: EventState.FileLine) async {
        guard file.isPicture, pictures[file.id] == nil else { return }
        guard let data = try? await model.content(file.id).whole(most: 32 << 20) else { return }
        pictures[file.id] = UIImage(data: data)
    }

    private func stop() {
        player?.stop()
        (player, playing) = (nil, nil)
    }
}
