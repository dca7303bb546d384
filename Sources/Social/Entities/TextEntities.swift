import TAO

/// What the stretches of a text stand for, as it was found when the text was written. Accounts and hashtags
/// are named by their ids, so a mention follows an account that is renamed.
struct TextEntities: RecordValue, Equatable {
    enum Target: Hashable, Sendable {
        case hashtag(ObjectID)
        case mention(ObjectID)
        case link
    }

    struct Item: Equatable, Sendable {
        let target: Target
        /// In code points of the text.
        let offset: Int
        let length: Int
    }

    /// In the order of the text.
    var items: [Item] = []

    /// Each once, in the order of the text.
    var hashtags: [ObjectID] {
        items.compactMap { if case .hashtag(let id) = $0.target { id } else { nil } }.unique()
    }

    /// Each once, in the order of the text.
    var mentions: [ObjectID] {
        items.compactMap { if case .mention(let id) = $0.target { id } else { nil } }.unique()
    }

    /// What is left when an account goes.
    func without(_ account: ObjectID) -> TextEntities {
        TextEntities(items: items.filter { $0.target != .mention(account) })
    }
}

// As bytes: what it stands for, offset, length and id of each item, of 1, 4, 4 and 8 bytes, little-endian.

extension TextEntities {
    private static let itemBytes = 17

    static func read(_ field: UInt8, of record: Record) -> TextEntities? {
        guard let bytes = record.bytes(field) else { return nil }
        func word(_ start: Int, _ count: Int) -> UInt64 {
            (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
        let starts = stride(
            from: bytes.startIndex, through: bytes.endIndex - itemBytes, by: itemBytes)
        return TextEntities(
            items: starts.compactMap { start in
                let id = ObjectID(rawValue: Int64(bitPattern: word(start + 9, 8)))
                let target: Target? =
                    switch bytes[start] {
                    case 0: .hashtag(id)
                    case 1: .mention(id)
                    case 2: .link
                    default: nil
                    }
                return target.map {
                    Item(
                        target: $0, offset: Int(word(start + 1, 4)), length: Int(word(start + 5, 4))
                    )
                }
            })
    }

    static func write(_ value: TextEntities?, _ field: UInt8, to record: inout Record) {
        guard let value, !value.items.isEmpty else { return record.set(field, [UInt8]?.none) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.items.count * itemBytes)
        func append(_ word: UInt64, _ count: Int) {
            bytes += (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        for item in value.items {
            let (kind, id): (UInt64, ObjectID?) =
                switch item.target {
                case .hashtag(let id): (0, id)
                case .mention(let id): (1, id)
                case .link: (2, nil)
                }
            append(kind, 1)
            append(UInt64(item.offset), 4)
            append(UInt64(item.length), 4)
            append(UInt64(bitPattern: id?.rawValue ?? 0), 8)
        }
        record.set(field, bytes)
    }
}
