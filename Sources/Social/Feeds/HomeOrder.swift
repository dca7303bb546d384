import TAO

/// The order of HOME as it was made for one scroll, with what explains it. Kept in memcached for
/// `SocialLimits.snapshotMilliseconds`; one that is lost is made again from what was published by then, without
/// what the scroll has shown (`HomePlace`).
struct HomeOrder: Sendable, Equatable {
    struct Item: Sendable, Equatable {
        let post: ObjectID
        let reason: FeedReason
        /// Of FOLLOWED_HASHTAG.
        let hashtag: ObjectID?
        /// By chance, from 1.
        let rank: Int
        let features: RankingFeatures
        /// Whether chance had moved what stands first (`Exploration`).
        var isShuffled = false

        /// Whether it is there because the viewer follows its author, or is it.
        var isOrganic: Bool { reason.isOrganic }
    }

    /// When it was made: nothing in it was published later. Milliseconds since 1970.
    var generatedAt: Int64
    /// Behind this place FOLLOWING goes on; nil if there was nothing behind it.
    var horizon: AssociationCursor?
    /// What the ranks were made by.
    var scale: RankingScale
    var items: [Item]
}

extension FeedReason {
    var isOrganic: Bool {
        switch self {
        case .own, .followed, .favorite: true
        case .followedHashtag, .likedByFollowed, .trending: false
        }
    }

    /// Whether there are only some of its kind, and not where the viewer wants none.
    var isSuggestion: Bool { self == .likedByFollowed || self == .trending }
}

extension HomeOrder {
    private static let version: UInt64 = 2
    private static let titleBytesMax = 255
    private static let headBytes = 1 + 8 + 8 + 8 + 1
    private static let itemBytes = 8 + 1 + 8 + 2 + 1 + RankingFeatures.halvesBytes

    /// As memcached keeps it: for one viewer, with a sum that tells it from what is none.
    ///
    ///     order = version: u8, generatedAt, horizon: i64 time, i64 id, title: u8 length, UTF-8,
    ///             bias: f64, for each signal f64 mean, deviation, weight, items, sum: u64
    ///     item  = post: i64, reason: u8, hashtag: i64, rank: u16, is shuffled: u8, for each signal f16
    func bytes(for viewer: ObjectID) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512 + Self.itemBytes * items.count)
        bytes.append(bits: Self.version, 1)
        bytes.append(bits: UInt64(bitPattern: generatedAt), 8)
        bytes.append(bits: UInt64(bitPattern: horizon?.time ?? .min), 8)
        bytes.append(bits: UInt64(bitPattern: horizon?.id2.rawValue ?? 0), 8)
        let title = Array(scale.title.utf8.prefix(Self.titleBytesMax))
        bytes.append(bits: UInt64(title.count), 1)
        bytes += title
        bytes.append(bits: scale.bias.bitPattern, 8)
        for weight in scale.weights {
            bytes.append(bits: weight.mean.bitPattern, 8)
            bytes.append(bits: weight.deviation.bitPattern, 8)
            bytes.append(bits: weight.weight.bitPattern, 8)
        }
        for item in items {
            bytes.append(bits: UInt64(bitPattern: item.post.rawValue), 8)
            bytes.append(bits: UInt64(item.reason.number), 1)
            bytes.append(bits: UInt64(bitPattern: item.hashtag?.rawValue ?? 0), 8)
            bytes.append(bits: UInt64(item.rank), 2)
            bytes.append(item.isShuffled ? 1 : 0)
            bytes.append(halves: item.features)
        }
        bytes.append(bits: Self.sum(bytes, viewer), 8)
        return bytes
    }

    private static func sum(_ bytes: [UInt8], _ viewer: ObjectID) -> UInt64 {
        var bytes = bytes
        bytes.append(bits: UInt64(bitPattern: viewer.rawValue), 8)
        return fnv1a(bytes)
    }

    /// nil for bytes that are no order of this viewer's.
    init?(_ all: [UInt8], of viewer: ObjectID) {
        guard all.count > Self.headBytes + 8 else { return nil }
        let bytes = Array(all.dropLast(8))
        guard all.bits(at: bytes.count, 8) == Self.sum(bytes, viewer),
            bytes.bits(at: 0, 1) == Self.version
        else { return nil }
        func word(_ place: Int) -> UInt64 { bytes.bits(at: place, 8) }
        func signed(_ place: Int) -> Int64 { Int64(bitPattern: word(place)) }
        let titleBytes = Int(bytes[25])
        let signals = RankingSignal.allCases
        let start = Self.headBytes + titleBytes + 8 + 24 * signals.count
        guard bytes.count >= start, (bytes.count - start) % Self.itemBytes == 0 else { return nil }
        generatedAt = signed(1)
        horizon =
            signed(9) == .min
            ? nil : AssociationCursor(time: signed(9), id2: ObjectID(rawValue: signed(17)))
        let numbers = Self.headBytes + titleBytes
        func number(_ index: Int) -> Double {
            Double(bitPattern: word(numbers + 8 * index))
        }
        scale = RankingScale(
            title: String(decoding: bytes[Self.headBytes..<numbers], as: UTF8.self),
            bias: number(0),
            weights: signals.indices.map { index in
                RankingScale.Weight(
                    mean: number(3 * index + 1), deviation: number(3 * index + 2),
                    weight: number(3 * index + 3))
            })
        items = stride(from: start, to: bytes.count, by: Self.itemBytes).compactMap { place in
            guard let reason = FeedReason(number: Int64(bytes.bits(at: place + 8, 1))) else {
                return nil
            }
            let hashtag = signed(place + 9)
            return Item(
                post: ObjectID(rawValue: signed(place)), reason: reason,
                hashtag: hashtag == 0 ? nil : ObjectID(rawValue: hashtag),
                rank: Int(bytes.bits(at: place + 17, 2)),
                features: RankingFeatures(halves: bytes, at: place + 20),
                isShuffled: bytes[place + 19] == 1)
        }
    }
}
