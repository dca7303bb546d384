import TAO

/// Which accounts are marked in the photos of a post, and where. The post holds them and not its photos, so
/// that all that is said of it changes together.
struct MediaTags: RecordValue, Equatable {
    struct Item: Equatable, Sendable {
        let media: ObjectID
        let user: ObjectID
        let position: MediaPosition
    }

    /// In the order in which they were given.
    var items: [Item] = []

    func of(_ media: ObjectID) -> [Item] { items.filter { $0.media == media } }

    func contains(_ user: ObjectID, in media: ObjectID) -> Bool {
        items.contains { $0.user == user && $0.media == media }
    }

    /// Each once.
    var users: [ObjectID] { items.map(\.user).unique() }

    /// What is left when an account goes.
    func without(_ account: ObjectID) -> MediaTags {
        MediaTags(items: items.filter { $0.user != account })
    }

    /// Where others are shown in place of some photos.
    func moved(_ replacements: [ObjectID: ObjectID]) -> MediaTags {
        MediaTags(
            items: items.map {
                Item(
                    media: replacements[$0.media] ?? $0.media, user: $0.user,
                    position: $0.position)
            })
    }

    /// What is left when photos are left out.
    func within(_ media: [ObjectID]) -> MediaTags {
        MediaTags(items: items.filter { media.contains($0.media) })
    }
}

// As bytes: photo, account, x and y of each item, of 8 bytes each, little-endian.

extension MediaTags {
    private static let itemBytes = 32

    static func read(_ field: UInt8, of record: Record) -> MediaTags? {
        guard let bytes = record.bytes(field) else { return nil }
        func word(_ start: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
        let starts = stride(
            from: bytes.startIndex, through: bytes.endIndex - itemBytes, by: itemBytes)
        return MediaTags(
            items: starts.compactMap { start in
                MediaPosition(
                    x: Double(bitPattern: word(start + 16)), y: Double(bitPattern: word(start + 24))
                ).map { position in
                    Item(
                        media: ObjectID(rawValue: Int64(bitPattern: word(start))),
                        user: ObjectID(rawValue: Int64(bitPattern: word(start + 8))),
                        position: position)
                }
            })
    }

    static func write(_ value: MediaTags?, _ field: UInt8, to record: inout Record) {
        guard let value, !value.items.isEmpty else { return record.set(field, [UInt8]?.none) }
        let words = value.items.flatMap { item in
            [
                UInt64(bitPattern: item.media.rawValue), UInt64(bitPattern: item.user.rawValue),
                item.position.x.bitPattern, item.position.y.bitPattern,
            ]
        }
        record.set(
            field,
            words.flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
            })
    }
}
