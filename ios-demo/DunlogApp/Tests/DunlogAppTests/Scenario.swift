import Dunlog
import Foundation

@testable import DunlogApp

/// A file of tests/scenario.
struct Scenario {
    let id: String
    let country: String
    let now: Millis
    let steps: [Step]
    let rows: [Row]
    let findings: [Found]
    let timeline: [String: [String]]
    let screens: [Screen]

    /// What the file's form does not allow.
    struct Unexpected: Error { let what: String }

    /// An event as it must be.
    struct Row {
        let time, offset, seconds: Int64?
        let local, channel, direction, outcome, body, number, shown, contact: String?
        let members: Int64?
        let disagrees: Bool
        let sources: [String]
        let files: Int
    }

    /// A finding as it must be.
    struct Found {
        let rule, level: String
        /// Places of rows, and names of steps.
        let records: [String]
        let remarks: [String]?
        let words: String?
    }

    /// An event's screen as it must be.
    struct Screen {
        let row: Int
        let pieces: [(words: String, isMarked: Bool)]
        let texts: [String: [String]]
    }

    init(file: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        let object = Fields(try JSONSerialization.jsonObject(with: data))
        guard object.int("scenario") == 1 else { throw Unexpected(what: "version") }
        id = object.text("id") ?? ""
        country = object.text("country") ?? ""
        now = object.int("now") ?? 0
        steps = object.list("steps").map(Step.init)
        rows = object.list("rows").map { row in
            Row(
                time: row.int("time"), offset: row.int("offset"), seconds: row.int("seconds"), local: row.text("local"),
                channel: row.text("channel"), direction: row.text("direction"), outcome: row.text("outcome"),
                body: row.text("body"), number: row.text("number"), shown: row.text("shown"),
                contact: row.text("contact"),
                members: row.int("members"), disagrees: row.flag("disagrees"),
                sources: row.texts("sources"), files: Int(row.int("files") ?? 0))
        }
        findings = object.list("findings").map { found in
            Found(
                rule: found.text("rule") ?? "", level: found.text("level") ?? "",
                records: (found.value("records") as? [Any] ?? []).map { "\($0)" },
                remarks: found.value("remarks") as? [String], words: found.text("words"))
        }
        timeline = object.value("timeline") as? [String: [String]] ?? [:]
        screens = object.list("screens").map { screen in
            let pieces = (screen.value("pieces") as? [[Any]] ?? []).map {
                (words: $0[0] as? String ?? "", isMarked: $0[1] as? Bool ?? false)
            }
            let texts = screen.value("texts") as? [String: [String]] ?? [:]
            return Screen(row: Int(screen.int("row") ?? -1), pieces: pieces, texts: texts)
        }
    }
}

/// A JSON object.
struct Fields {
    private let object: [String: Any]

    init(_ value: Any?) { object = value as? [String: Any] ?? [:] }

    func value(_ key: String) -> Any? { object[key] }
    func text(_ key: String) -> String? { object[key] as? String }
    func int(_ key: String) -> Int64? { (object[key] as? NSNumber)?.int64Value }
    func flag(_ key: String) -> Bool { object[key] as? Bool ?? false }
    func texts(_ key: String) -> [String] { object[key] as? [String] ?? [] }
    func list(_ key: String) -> [Fields] { (object[key] as? [Any] ?? []).map(Fields.init) }
    func fields(_ key: String) -> Fields? { object[key].map(Fields.init) }
    var names: Set<String> { Set(object.keys) }
}

/// Something that comes in, or that a person enters.
struct Step {
    let now: Millis
    /// The name of the record that it gives.
    let id: String?
    private let fields: Fields

    init(_ fields: Fields) {
        self.fields = fields
        now = fields.int("now") ?? 0
        id = fields.text("id")
    }

    /// Plays it; `names` are the records of earlier steps. Gives the record that a person's entry became.
    func play(_ program: Program, _ names: [String: Hash]) throws -> Hash? {
        let extra = fields.names.subtracting(["id", "now", "entry", "enter", "import"])
        guard extra.isEmpty else { throw Scenario.Unexpected(what: extra.joined()) }
        let vault = try program.vault()
        if let entry = fields.fields("entry") {
            try program.spool().push(entry: entry.entry())
            let taken = try program.ingest()
            guard taken?.entries == 1, taken?.asideTotal == 0 else { throw Scenario.Unexpected(what: "kept aside") }
        } else if let typed = fields.fields("enter") {
            let entry = typed.typedEntry(country: program.country, names)
            return try vault.enter(what: typed.typed(), entry: entry, now: now).leaf
        } else if let backup = fields.fields("import") {
            let file = try program.pass("backup")
            try Data((backup.text("text") ?? "").utf8).write(to: file)
            let options = ImportOptions(country: program.country)
            let done = try vault.importFile(
                file: EnclosedFile(path: file.path, name: backup.text("name")), options: options, progress: nil,
                now: now)
            guard done?.skippedTotal == 0 else { throw Scenario.Unexpected(what: "left out") }
        } else {
            throw Scenario.Unexpected(what: "step")
        }
        return nil
    }
}

extension Fields {
    fileprivate func entry() throws -> Entry {
        let clock = fields("clock") ?? Fields(nil)
        let phone = PhoneClock(
            wall: clock.int("wall") ?? 0, monotonic: clock.int("monotonic") ?? 0, boot: clock.text("boot") ?? "",
            offsetMinutes: Int32(clock.int("offset_minutes") ?? 0), zone: clock.text("zone"))
        return Entry(clock: phone, arrival: try (fields("arrival") ?? Fields(nil)).arrival())
    }

    private func arrival() throws -> Arrival {
        let sim = fields("sim") ?? Fields(nil)
        let card = Sim(
            slot: sim.int("slot").map(UInt8.init), subscription: sim.int("subscription"), account: sim.text("account"))
        switch text("kind") {
        case "sms":
            return .sms(format: .gsm, pdus: texts("pdus").map { Data(hex: $0) }, sim: card)
        case "call_state":
            let states: [String: CallState] = ["ringing": .ringing, "offhook": .offhook, "idle": .idle]
            return .callState(state: try one(states, "state"), number: text("number"), sim: card)
        case "notification":
            return .notification(
                package: text("package") ?? "", key: text("key") ?? "", channel: try one(channels, "channel"),
                title: text("title"), text: text("text"), cutFrom: int("cut_from"), posted: int("posted") ?? 0)
        case "rows":
            let stores: [String: Store] = ["sms": .sms, "mms": .mms, "calls": .calls]
            return .rows(store: try one(stores, "store"), readBefore: int("read_before"), rows: texts("rows"))
        case "gap":
            let ways: [String: Way] = ["sms_broadcast": .smsBroadcast, "phone_state": .phoneState]
            let reasons: [String: GapReason] = ["permission_off": .permissionOff, "force_stopped": .forceStopped]
            return .gap(
                way: try one(ways, "way"), from: int("from") ?? 0, to: int("to") ?? 0,
                reason: try one(reasons, "reason"))
        case let other: throw Scenario.Unexpected(what: other ?? "kind")
        }
    }

    private var channels: [String: Channel] {
        ["call": .call, "sms": .sms, "mms": .mms, "chat": .chat, "visit": .visit, "letter": .letter, "other": .other]
    }

    private func one<T>(_ words: [String: T], _ key: String) throws -> T {
        guard let value = words[text(key) ?? ""] else { throw Scenario.Unexpected(what: key) }
        return value
    }

    fileprivate func typed() throws -> Typed {
        switch text("what") {
        case "case": return .`case`
        case "role":
            let roles: [String: Role] = [
                "creditor": .creditor, "agency": .agency, "third_person": .thirdPerson, "spouse": .spouse,
                "guarantor": .guarantor, "emergency_contact": .emergencyContact, "other": .other, "unknown": .unknown,
            ]
            return .role(try one(roles, "role"))
        case "refusal": return .refusal
        case "withdrawal": return .withdrawal
        case "check_result": return .checkResult
        case "tag": return .tag
        case "statement":
            let kinds: [String: Evidence] = ["police_record": .policeRecord, "witness_statement": .witnessStatement]
            return .statement(try one(kinds, "evidence"))
        case "agreement": return .agreement
        case "note": return .note(text("words") ?? "")
        case "contact":
            let directions: [String: Direction] = ["in": .in, "out": .out]
            return .contact(
                Contact(
                    channel: try one(channels, "channel"), direction: try one(directions, "direction"), outcome: nil,
                    duration: int("seconds"), words: text("words")))
        case let other: throw Scenario.Unexpected(what: other ?? "what")
        }
    }

    fileprivate func typedEntry(country: String?, _ names: [String: Hash]) -> TypedEntry {
        var when: When?
        if let at = int("at") { when = .at(at, int("offset").map { Offset(minutes: $0, zone: nil, from: .option) }) }
        if let local = text("local") { when = .local(local) }
        return TypedEntry(
            when: when, party: text("number").map { party(shown: $0, country: country) }, case: text("case"),
            about: texts("about").compactMap { names[$0] }, from: int("from"), to: int("to"),
            detail: value("detail") as? [String: String] ?? [:])
    }
}

extension Data {
    /// The bytes of hex digits.
    fileprivate init(hex: String) {
        let digits = Array(hex.utf8)
        self.init(
            stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
            })
    }
}
