import AVFoundation
import DunlogApp
import SwiftUI

/// One event.
struct EventView: View {
    let program: Program
    private let model: EventModel
    @EnvironmentObject private var front: Front
    @State private var state = EventState()
    @State private var player: AVAudioPlayer?
    @State private var playing: URL?
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
            files
            Section {
                NavigationLink(texts("event.add_evidence")) {
                    FormView(program: program, form: .document, about: state.id)
                }
                if let number = state.shown {
                    NavigationLink(texts("event.who_is_this")) { RoleView(program: program, number: number) }
                }
                Button(texts("event.they_asked_stop")) { act { await model.askedToStop(words: nil) } }
                Button(texts("event.erase"), role: .destructive) { erasing = true }
            }
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
                    ForEach(card.innocent + card.remarks, id: \.self) { reason in Text(reason) }
                    if let together = card.together { Text(together) }
                }
            }
        } header: {
            Text(texts("event.flags"))
        }
    }

    @ViewBuilder private var files: some View {
        let texts = front.texts
        if !state.files.isEmpty {
            Section {
                ForEach(state.files) { file in
                    VStack(alignment: .leading) {
                        Text(file.name)
                        Text(file.note).font(.footnote)
                        if file.isSound { Button(texts(player == nil ? "event.play" : "event.pause")) { play(file) } }
                    }
                }
                if !told.isEmpty { Text(told) }
            } header: {
                Text(texts("event.files"))
            }
        }
    }

    private func act(_ work: @escaping () async -> EventState) {
        Task {
            state = await work()
            front.changed()
        }
    }

    private func play(_ file: EventState.FileLine) {
        guard player == nil else { return stop() }
        Task {
            do {
                let copy = try await model.copyFile(file.id, name: file.name)
                playing = copy
                player = try AVAudioPlayer(contentsOf: copy)
                _ = player?.play()
            } catch {
                told = front.texts("event.cannot_play")
                stop()
            }
        }
    }

    /// Stops, and removes the copy that was played.
    private func stop() {
        player?.stop()
        player = nil
        if let playing { try? FileManager.default.removeItem(at: playing) }
        playing = nil
    }
}
