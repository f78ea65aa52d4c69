import Dunlog
import Foundation
import XCTest

@testable import DunlogApp

/// Plays the scenarios that Rust, Kotlin and Swift share: what comes in, and what the app then writes.
final class ScenarioTests: AppCase {
    private static let folder = AppCase.repository + "/tests/scenario/"

    private func play(_ scenario: Scenario) async throws {
        let program = try Program(
            places: Places(base: base.appendingPathComponent(scenario.id)), keystore: MemoryKeystore(), clocks: clocks,
            languages: [], region: scenario.country)
        clocks.move(to: (scenario.steps.first?.now ?? scenario.now) - 1000)
        _ = try program.create()
        var names: [String: Hash] = [:]
        for step in scenario.steps {
            clocks.move(to: step.now)
            let leaf = try step.play(program, names)
            if let id = step.id { names[id] = leaf }
        }
        clocks.move(to: scenario.now)
        let events = try program.vault().newest(party: nil, before: nil, count: 1000)
        let flags = Flags(size: 0, findings: try program.vault().findings(pack: program.pack))
        try check(scenario, events)
        check(scenario, events, flags, names)
        for language in Language.allCases {
            try program.change { $0.language = language.rawValue }
            try await check(scenario, program, events)
        }
    }

    /// Every line of the timeline, and the screens of some events, in the program's language.
    private func check(_ scenario: Scenario, _ program: Program, _ events: [Listed]) async throws {
        let language = program.language.rawValue
        let timeline = TimelineModel(program)
        _ = await timeline.open()
        var state = await timeline.computeFlags()
        while state.goesOn { state = await timeline.more() }
        XCTAssertNil(state.problem)
        XCTAssertEqual(state.lines, scenario.timeline[language], "\(scenario.id) \(language)")
        for screen in scenario.screens {
            let model = EventModel(program, leaf: events[screen.row].records[0].leaf)
            let shown = await model.open()
            XCTAssertEqual(shown.head, screen.texts[language], "\(scenario.id) \(language)")
            XCTAssertEqual(shown.pieces.map(\.words), screen.pieces.map(\.words), scenario.id)
            XCTAssertEqual(shown.pieces.map(\.isMarked), screen.pieces.map(\.isMarked), scenario.id)
        }
    }

    /// Facts, apart from any words.
    private func check(_ scenario: Scenario, _ events: [Listed]) throws {
        XCTAssertEqual(events.count, scenario.rows.count, scenario.id)
        for (event, row) in zip(events, scenario.rows) {
            let record = event.records[0]
            XCTAssertEqual(record.time, row.time, scenario.id)
            XCTAssertEqual(record.fact.local, row.local, scenario.id)
            XCTAssertEqual(record.fact.offset?.minutes, row.offset, scenario.id)
            XCTAssertEqual(record.fact.channel?.word, row.channel, scenario.id)
            XCTAssertEqual(record.fact.direction?.word, row.direction, scenario.id)
            XCTAssertEqual(record.fact.outcome?.word, row.outcome, scenario.id)
            XCTAssertEqual(record.fact.duration, row.seconds, scenario.id)
            XCTAssertEqual(record.body, row.body, scenario.id)
            XCTAssertEqual(record.party?.name.shown, row.shown, scenario.id)
            XCTAssertEqual(record.party?.name.number, row.number, scenario.id)
            XCTAssertEqual(Int64((record.party?.group.count ?? 0) + 1), row.members, scenario.id)
            XCTAssertEqual(event.records.lazy.compactMap(\.contact).first, row.contact, scenario.id)
            XCTAssertEqual(event.disagrees, row.disagrees, scenario.id)
            XCTAssertEqual(event.records.map { $0.fact.source.word }, row.sources, scenario.id)
            XCTAssertEqual(EventText.files(record).count, row.files, scenario.id)
        }
    }

    /// Findings: all above context, and those of context that are named.
    private func check(_ scenario: Scenario, _ events: [Listed], _ flags: Flags, _ names: [String: Hash]) {
        var told: [Hash: String] = [:]
        for (place, event) in events.enumerated() {
            for record in event.records { told[record.leaf] = String(place) }
        }
        for (name, leaf) in names where told[leaf] == nil { told[leaf] = name }
        var found = flags.findings
        for wanted in scenario.findings {
            let place = found.firstIndex { finding in
                finding.rule == wanted.rule && finding.level.word == wanted.level
                    && finding.records.map { told[$0] ?? "?" } == wanted.records
                    && wanted.remarks.map { $0 == finding.remarks.sorted() } ?? true
                    && wanted.words.map { $0 == words(finding, events) } ?? true
            }
            guard let place else {
                XCTFail("\(scenario.id): \(wanted) is not found")
                continue
            }
            found.remove(at: place)
        }
        let more = found.filter { $0.level != .context }
        XCTAssertEqual(more.map(\.rule), [], scenario.id)
    }

    /// The words that a finding's span means.
    private func words(_ finding: Finding, _ events: [Listed]) -> String? {
        guard let span = finding.span, let leaf = finding.records.first else { return nil }
        let record = events.lazy.flatMap(\.records).first { $0.leaf == leaf }
        guard let bytes = record?.body.map({ Array($0.utf8) }), span.end <= UInt64(bytes.count) else { return nil }
        return String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
    }

    func testScenariosInThreeLanguages() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".json") }
        XCTAssertGreaterThan(names.count, 10)
        for name in names.sorted() { try await play(Scenario(file: Self.folder + name)) }
    }
}
