import TAO

/// The settings that only the account itself needs.
struct OwnSettings: GraphObject {
    static let kind = ObjectKind.settings

    static let owner = Owner<OwnSettings>.field(.account)
    static let policy: [ReadRule<OwnSettings>] = [.ownerSeesAll]

    let object: Object

    /// That of the account with the top bit set, which no other id has: it can be read together with
    /// the account, and two requests cannot make two.
    static func id(of account: ObjectID) -> ObjectID {
        ObjectID(rawValue: account.rawValue | .min)
    }
}

extension RecordField where Owner == OwnSettings {
    static var account: RecordField<OwnSettings, ObjectID> { .init(1) }
    static var defaultFeed: RecordField<OwnSettings, FeedKind> { .init(2) }
    static var suggestionsInHome: RecordField<OwnSettings, Bool> { .init(3) }
    static var rankingPreferences: RecordField<OwnSettings, RankingPreferences> { .init(4) }
    static var pushKinds: RecordField<OwnSettings, EnumList<NotificationKind>> { .init(5) }
    static var emailDigest: RecordField<OwnSettings, Bool> { .init(6) }
    static var sensitiveContent: RecordField<OwnSettings, SensitiveContentPolicy> { .init(7) }
    static var hiddenWords: RecordField<OwnSettings, TextLines> { .init(8) }
    static var hidesCounts: RecordField<OwnSettings, Bool> { .init(9) }
    static var archivesStories: RecordField<OwnSettings, Bool> { .init(10) }
    static var sharesCaptureInfo: RecordField<OwnSettings, Bool> { .init(11) }
    static var defaultLicense: RecordField<OwnSettings, License> { .init(12) }
}

/// Values of an enum, a byte each. One that a later version of the product has stored is left out.
struct EnumList<Value: StoredEnum>: RecordValue {
    let values: [Value]

    static func read(_ field: UInt8, of record: Record) -> EnumList? {
        record.bytes(field).map { bytes in
            EnumList(values: bytes.compactMap { Value(number: Int64($0)) })
        }
    }

    static func write(_ value: EnumList?, _ field: UInt8, to record: inout Record) {
        record.set(field, value?.values.map { UInt8($0.number) })
    }
}

/// Texts of one line each.
struct TextLines: RecordValue {
    let lines: [String]

    static func read(_ field: UInt8, of record: Record) -> TextLines? {
        record.string(field).map { TextLines(lines: $0.split(separator: "\n").map(String.init)) }
    }

    static func write(_ value: TextLines?, _ field: UInt8, to record: inout Record) {
        record.set(field, value?.lines.joined(separator: "\n"))
    }
}

/// Signals with their factors in thousandths: a byte and two, the higher first.
struct RankingPreferences: RecordValue {
    let preferences: [RankingPreference]

    static func read(_ field: UInt8, of record: Record) -> RankingPreferences? {
        guard let bytes = record.bytes(field).map(Array.init) else { return nil }
        let starts = stride(from: 0, through: bytes.count - 3, by: 3)
        return RankingPreferences(
            preferences: starts.compactMap { start in
                RankingSignal(number: Int64(bytes[start])).map { signal in
                    let thousandths = Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
                    return RankingPreference(signal: signal, factor: Double(thousandths) / 1_000)
                }
            })
    }

    static func write(_ value: RankingPreferences?, _ field: UInt8, to record: inout Record) {
        record.set(
            field,
            value?.preferences.flatMap { preference -> [UInt8] in
                let thousandths = UInt16((preference.factor * 1_000).rounded())
                return [
                    UInt8(preference.signal.number), UInt8(thousandths >> 8),
                    UInt8(truncatingIfNeeded: thousandths),
                ]
            })
    }
}
