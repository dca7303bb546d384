import Foundation
import TAO
import TestSupport
import Testing

@testable import Social

/// What clients hand back to say which edge of a feed they mean.
@Suite struct `Tokens of feed edges` {
    private static let tokens = TrackingTokens(key: (3, 5))
    private static let viewer = ObjectID(rawValue: 77)

    private static func token(
        _ random: inout some RandomNumberGenerator, isRanked: Bool
    ) -> TrackingToken {
        let features = `Ranking by weights`.model.features(`Ranking by weights`.facts(&random))
        return TrackingToken(
            post: ObjectID(rawValue: Int64.random(in: 1...Int64.max, using: &random)),
            feed: FeedKind.allCases.randomElement(using: &random) ?? .home,
            position: Int.random(in: 0...65_535, using: &random),
            servedAt: Int64.random(in: 1_700_000_000_000...4_000_000_000_000, using: &random),
            ranking: isRanked
                ? TrackingToken.Ranking(
                    model: UInt32.random(in: 0...UInt32.max, using: &random), features: features,
                    isShuffled: Bool.random(using: &random)) : nil)
    }

    /// The features too, to the last bit: what is learnt from is what was served.
    @Test func `are read as they were made`() {
        var random = SystemRandomNumberGenerator()
        for number in 0..<2_000 {
            let token = Self.token(&random, isRanked: number % 2 == 0)
            let text = Self.tokens.text(token, for: Self.viewer)
            #expect(Self.tokens.token(text, of: Self.viewer) == token)
            #expect(text == Self.tokens.text(token, for: Self.viewer))
            #expect(text.utf8.count == (number % 2 == 0 ? 63 : 39))
        }
    }

    @Test func `are good for one viewer and one server's key`() {
        var random = SystemRandomNumberGenerator()
        let token = Self.token(&random, isRanked: true)
        let text = Self.tokens.text(token, for: Self.viewer)
        #expect(Self.tokens.token(text, of: ObjectID(rawValue: 78)) == nil)
        #expect(TrackingTokens(key: (3, 6)).token(text, of: Self.viewer) == nil)
        #expect(Self.tokens.text(token, for: ObjectID(rawValue: 78)) != text)
    }

    @Test func `are none when a bit is another, or a byte too many or too few`() throws {
        var random = SystemRandomNumberGenerator()
        for isRanked in [true, false] {
            let token = Self.token(&random, isRanked: isRanked)
            let bytes = try #require(
                Base64URL.decode(Self.tokens.text(token, for: Self.viewer)))
            func isToken(_ bytes: some Sequence<UInt8>) -> Bool {
                Self.tokens.token(Base64URL.encode(bytes), of: Self.viewer) != nil
            }
            #expect(isToken(bytes))
            for index in bytes.indices {
                for bit in 0..<8 {
                    var other = bytes
                    other[index] ^= 1 << UInt8(bit)
                    #expect(!isToken(other))
                }
                #expect(!isToken(bytes[..<index]))
            }
            #expect(!isToken(bytes + [0]))
        }
        for text in ["", "A", "=", "not a token", String(repeating: "A", count: 63)] {
            #expect(Self.tokens.token(text, of: Self.viewer) == nil)
        }
    }

    /// The id of a post tells when it was made; a token does not.
    @Test func `do not show the post`() throws {
        var random = SystemRandomNumberGenerator()
        let token = Self.token(&random, isRanked: false)
        let bytes = try #require(Base64URL.decode(Self.tokens.text(token, for: Self.viewer)))
        let id = withUnsafeBytes(of: token.post.rawValue.bigEndian) { Array($0) }
        #expect(bytes.firstRange(of: id) == nil)
    }

    @Test func `cost little`() {
        var random = SystemRandomNumberGenerator()
        let token = Self.token(&random, isRanked: true)
        let begin = ContinuousClock.now
        var bytes = 0
        for _ in 0..<10_000 { bytes += Self.tokens.text(token, for: Self.viewer).utf8.count }
        let each = (ContinuousClock.now - begin) / .microseconds(1) / 10_000
        print("  a token of \(bytes / 10_000) bytes takes \(each) µs, of 20 \(20 * each) µs")
        #expect(each < 1_000)
    }
}
