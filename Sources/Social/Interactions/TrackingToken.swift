import Crypto
import TAO

/// What the edge of a feed was when it was served: what clients hand back with what they did to its post.
struct TrackingToken: Sendable, Equatable {
    /// By what a post of a ranked part got its place.
    struct Ranking: Sendable, Equatable {
        /// Of the model (`RankingScale.mark`).
        let model: UInt32
        let features: RankingFeatures
        /// Whether chance had moved what stood first in this order (`Exploration`).
        let isShuffled: Bool
    }

    let post: ObjectID
    let feed: FeedKind
    /// How many posts stood before it in the scroll, as far as is known there (`PageItem.place`).
    let position: Int
    /// When it was served, in milliseconds since 1970.
    let servedAt: Int64
    /// nil for what was not ranked.
    let ranking: Ranking?
}

/// Tokens as clients see them: text that they can neither make up nor give to each other.
///
///     token = body, code: 12 bytes
///     body  = head: u8, post: 8 bytes, servedAt: u48, position: u16,
///             where it was ranked model: u32, for each signal f16               big-endian
///     head  = version: 4 bits, is shuffled, is ranked: a bit each, feed: 2 bits
///
/// The code is an HMAC over the viewer and the body, cut to 96 bits: another viewer's token is a forged one,
/// and no viewer stands in it. The post is a block of a cipher, as its id tells when it was made; all else
/// the edge and its connection say anyhow. A page of 20 makes 20 of them, so the key is scheduled once, for all.
struct TrackingTokens: Sendable, SecretHolder {
    private static let version: UInt8 = 1
    private static let (shuffledBit, rankedBit, feedBits): (UInt8, UInt8, UInt8) = (8, 4, 3)
    private static let (headBytes, rankingBytes, codeBytes) = (
        17, 4 + RankingFeatures.halvesBytes, 12
    )

    /// With the key in it already; it is copied for each token.
    private let keyed: HMAC<SHA256>
    private let posts: Speck

    /// - Parameter key: that of the cursors. With another one all tokens that clients hold are void.
    init(key: (UInt64, UInt64)) {
        keyed = HMAC(key: SymmetricKey(from: key, for: "codes of tracking tokens"))
        let blocks = SymmetricKey(from: key, for: "posts of tracking tokens", bytes: 16)
        let words = blocks.withUnsafeBytes { bytes in
            (0..<4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
        }
        posts = Speck.of64Bits(key: words.map(UInt32.init(bigEndian:)))
    }

    func text(_ token: TrackingToken, for viewer: ObjectID) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headBytes + Self.rankingBytes + Self.codeBytes)
        var head = Self.version << 4 | UInt8(token.feed.number)
        if let ranking = token.ranking {
            head |= Self.rankedBit | (ranking.isShuffled ? Self.shuffledBit : 0)
        }
        bytes.append(head)
        let post = UInt64(bitPattern: token.post.rawValue)
        let block = posts.encrypted((high: post >> 32, low: post & 0xffff_ffff))
        bytes.append(bits: block.high << 32 | block.low, 8)
        bytes.append(bits: UInt64(bitPattern: token.servedAt), 6)
        bytes.append(bits: UInt64(min(max(token.position, 0), Int(UInt16.max))), 2)
        if let ranking = token.ranking {
            bytes.append(bits: UInt64(ranking.model), 4)
            bytes.append(halves: ranking.features)
        }
        bytes += code(of: bytes, for: viewer)
        return Base64URL.encode(bytes)
    }

    /// nil for what was not made here for this viewer.
    func token(_ text: String, of viewer: ObjectID) -> TrackingToken? {
        guard let bytes = Base64URL.decode(text) else { return nil }
        let body = Array(bytes.dropLast(Self.codeBytes))
        guard body.count == Self.headBytes || body.count == Self.headBytes + Self.rankingBytes,
            // In a time that does not depend on where they differ.
            zip(code(of: body, for: viewer), bytes[body.count...])
                .reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0,
            body[0] >> 4 == Self.version,
            let feed = FeedKind(number: Int64(body[0] & Self.feedBits))
        else { return nil }
        let block = posts.decrypted((high: body.bits(at: 1, 4), low: body.bits(at: 5, 4)))
        var ranking: TrackingToken.Ranking?
        if body.count > Self.headBytes {
            ranking = TrackingToken.Ranking(
                model: UInt32(body.bits(at: Self.headBytes, 4)),
                features: RankingFeatures(halves: body, at: Self.headBytes + 4),
                isShuffled: body[0] & Self.shuffledBit != 0)
        }
        return TrackingToken(
            post: ObjectID(rawValue: Int64(bitPattern: block.high << 32 | block.low)), feed: feed,
            position: Int(body.bits(at: 15, 2)), servedAt: Int64(body.bits(at: 9, 6)),
            ranking: ranking)
    }

    private func code(of body: [UInt8], for viewer: ObjectID) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(8 + body.count)
        message.append(bits: UInt64(bitPattern: viewer.rawValue), 8)
        message += body
        var keyed = keyed
        keyed.update(data: message)
        return keyed.finalize().withUnsafeBytes { Array($0.prefix(Self.codeBytes)) }
    }
}

extension [UInt8] {
    /// Features in two bytes each, of which nothing is lost (`RankingModel.features`).
    mutating func append(halves features: RankingFeatures) {
        for signal in RankingSignal.allCases {
            append(bits: UInt64(Float16(features[signal.index]).bitPattern), 2)
        }
    }
}

extension RankingFeatures {
    static let halvesBytes = 2 * RankingSignal.allCases.count

    init(halves bytes: [UInt8], at start: Int) {
        self.init(repeating: 0)
        for signal in RankingSignal.allCases {
            let bits = UInt16(bytes.bits(at: start + 2 * signal.index, 2))
            self[signal.index] = Float(Float16(bitPattern: bits))
        }
    }
}
