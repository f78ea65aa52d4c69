import Dunlog

/// What a person says of a file before it can be read: asked only where the core asks for it.
public struct ImportAnswers: Sendable, Equatable {
    /// In which time zone the phone was.
    public var zone = ImportModel.Zone.beijing
    /// Which name in the chat is the person.
    public var me = ""
    /// That the person wrote nothing in the chat.
    public var wroteNothing = false
    /// How dates are read.
    public var order: DateOrder?
    /// Which program wrote the chat.
    public var app: Chat?
    /// Of which own number the list is.
    public var own = ""
    /// In which columns of a list its parts stand, counted from 1: by the part's name.
    public var columns: [String: String] = [:]

    /// Nothing was said yet.
    public init() {}

    /// The programs whose chats are read, as people call them.
    public static let apps: [(name: String, app: Chat)] = [
        ("LINE", .line), ("QQ", .qq), ("Telegram", .telegram), ("WeChat", .weChat), ("WhatsApp", .whatsApp),
    ]

    /// The parts of a list whose columns are asked, in the order of the form.
    public static let parts = ["number", "time", "duration", "way"]

    /// The columns as the core takes them: `number=3,time=1`; none where nothing was said.
    var columnWords: String? {
        let said = Self.parts.compactMap { part -> String? in
            let column = (columns[part] ?? "").filter { !$0.isWhitespace }
            return column.isEmpty ? nil : "\(part)=\(column)"
        }
        return said.isEmpty ? nil : said.joined(separator: ",")
    }

    /// What the core is told.
    func options(_ program: Program) -> ImportOptions {
        let names = me.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
        return ImportOptions(
            zone: zone.table(program.clocks.read()), country: program.country,
            me: wroteNothing ? [] : names.isEmpty ? nil : names, order: order, app: app,
            own: own.isEmpty ? nil : own, columns: columnWords)
    }
}

extension ImportModel {
    /// In which time zone the phone was.
    public enum Zone: String, CaseIterable, Sendable {
        /// Beijing's.
        case beijing
        /// This phone's, now.
        case phone
        /// Nobody knows: clock times stay without a zone.
        case unknown

        /// As the core takes it; none where nobody knows.
        func table(_ clock: PhoneClock) -> ZoneTable? {
            switch self {
            case .beijing:
                return ZoneTable(name: "Asia/Shanghai", changes: [ZoneChange(from: 0, minutes: Format.beijing)])
            case .phone:
                let change = ZoneChange(from: 0, minutes: Int64(clock.offsetMinutes))
                return ZoneTable(name: clock.zone, changes: [change])
            case .unknown: return nil
            }
        }
    }
}
