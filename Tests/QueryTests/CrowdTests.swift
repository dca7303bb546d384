import Foundation
import Postgres
import Social
import Synchronization
import TAO
import Testing

@testable import Demo

@Suite struct `A seeded crowd` {
    private static let crowd = Crowd(accounts: 40, seed: 3, picturesPerTopic: 1)
    private static let now: Int64 = 1_775_673_240_000

    private struct Killed: Error {}

    /// Everything that is stored, whatever the order.
    private static func digest(_ stage: Stage) async throws -> [String] {
        let tables = [
            "objects", "associations", "association_counts", "names", "accounts", "email_claims",
            "story_deadlines", "blob_uses", "places", "jobs",
        ]
        var digests: [String] = []
        for table in tables {
            let rows = try await stage.database.query(
                Query(
                    unescaped: """
                        SELECT count(*), coalesce(md5(string_agg(row, '' ORDER BY row)), '')
                        FROM (SELECT t::text AS row FROM \(table) AS t) AS rows
                        """))
            digests.append("\(table) \(rows[0].int64(0)) \(rows[0].string(1))")
        }
        return digests
    }

    private static func seeded(
        _ crowd: Crowd = crowd, killedAfter chunks: Int = .max, on stage: Stage? = nil
    ) async throws -> Stage {
        let stage = if let stage { stage } else { try await Stage(World()) }
        let stored = Mutex(0)
        do {
            try await crowd.seed(try await stage.services(.off), at: now) { progress in
                guard case .stored = progress else { return }
                let count = stored.withLock {
                    $0 += 1
                    return $0
                }
                if count >= chunks { throw Killed() }
            }
        } catch is Killed {}
        return stage
    }

    /// Of the whole one.
    private static let whole = Task { try await digest(seeded()) }

    @Test func `is the same for the same seed, byte for byte`() async throws {
        let one = try await Self.whole.value
        #expect(one == (try await Self.digest(Self.seeded())))
        var other = Self.crowd
        other.seed = 4
        #expect(one.first != (try await Self.digest(Self.seeded(other))).first)
    }

    @Test func `that was killed goes on where it was`() async throws {
        let whole = try await Self.whole.value
        let stage = try await Self.seeded(killedAfter: 1)
        let part = try await Self.digest(stage)
        #expect(part != whole)
        _ = try await Self.seeded(killedAfter: 1, on: stage)
        let more = try await Self.digest(stage)
        #expect(more != part && more != whole)
        _ = try await Self.seeded(on: stage)
        #expect(try await Self.digest(stage) == whole)
        // Again: nothing happens.
        _ = try await Self.seeded(on: stage)
        #expect(try await Self.digest(stage) == whole)
    }

    @Test func `is kept apart from every other world`() async throws {
        let stage = try await Self.seeded(killedAfter: 1)
        let services = try await stage.services(.off)
        await #expect(throws: DemoWorld.HalfSeeded.self) { try await DemoWorld().seed(services) }
        var other = Self.crowd
        other.accounts = 41
        await #expect(throws: Crowd.Occupied.self) { try await other.seed(services) }
        let standard = try await Stage(.standard)
        let occupied = try await standard.services(.off)
        await #expect(throws: Crowd.Occupied.self) { try await Self.crowd.seed(occupied) }
    }

    @Test func `has no faults, and is one that can be used`() async throws {
        let stage = try await Self.seeded()
        let services = try await stage.services(.off)
        for report in [
            try await Verifier(services.tao, repairs: false).counts(),
            try await Verifier(services.tao, repairs: false).inverses(),
        ] {
            #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
        }
        let alice = try await services.tao.loader().identifiers(
            namespace: NameSpaces.username, names: ["alice"])
        let answer = try await stage.ask(
            """
            { viewer { feed(kind: FOLLOWING) { items(first: 20) { nodes {
              author { username } likeCount commentCount media { status } } } } } }
            """, as: try #require(alice.first ?? nil), of: services)
        #expect(answer.failures == [])
        #expect(answer.json.contains(#""username":"bob""#) && !answer.json.contains("PROCESSING"))
        let signIn = try await stage.ask(
            """
            mutation { sessionCreate(input: {
              login: "bob", password: "\(DemoWorld.password)" }) { userErrors { code } } }
            """)
        // A tag that trends has posts, and others have, too.
        let tags = try await stage.ask(
            """
            { mob: hashtag(name: "firstsnow") { postCount }
              sea: hashtag(name: "sea") { postCount posts(first: 1) { nodes { caption } } } }
            """, as: try #require(alice.first ?? nil), of: services)
        #expect(tags.failures == [] && !tags.json.contains("null"))
        #expect(!tags.json.contains(#""postCount":0"#), "\(tags.json)")
        #expect(signIn.json == #"{"data":{"sessionCreate":{"userErrors":[]}}}"#)
    }

    @Test(arguments: [1_000, 5_000]) func `looks like real ones`(_ count: Int) {
        let roster = CrowdRoster(seed: 1, count: count, now: Self.now)
        let network = CrowdNetwork(roster)
        let degrees = network.followers.map(\.count).sorted()
        #expect((0.2...0.4).contains(CrowdFigures.reciprocity(network)))
        #expect((0.68...0.88).contains(CrowdFigures.gini(degrees)))
        #expect((0.3...0.7).contains(CrowdFigures.clustering(network)))
        let mean = network.edgeCount / roster.count
        #expect((40...80).contains(mean) && degrees[degrees.count / 2] * 3 < mean)
        #expect(network.followees.allSatisfy { $0.count <= 7_500 })
        for (from, followees) in network.followees.enumerated() {
            #expect(Set(followees).count == followees.count)
            #expect(!followees.contains(UInt32(from)))
        }
    }

    @Test func `writes few words often and most seldom`() {
        let words = CrowdWords()
        #expect(Set(words.places.map(\.name)).count == 2_000)
        var random = SeededRandom(seed: 1)
        var (uses, tags, lengths) = ([String: Int](), [String: Int](), [Int]())
        for _ in 0..<20_000 {
            guard let caption = words.caption(.sea, [], &random) else { continue }
            let parts = caption.split(separator: " ")
            for word in parts {
                if word.first == "#" {
                    tags[String(word), default: 0] += 1
                } else {
                    uses[word.lowercased().filter { $0 != "." }, default: 0] += 1
                }
            }
            lengths.append(parts.count { $0.first != "#" })
        }
        #expect(lengths.min() == 1 && lengths.max() == CrowdWords.captionWordsMost)
        #expect((0.88...0.92).contains(Double(lengths.count) / 20_000))
        let mean = Double(tags.values.reduce(0, +)) / Double(lengths.count)
        #expect((1.8...2.1).contains(mean), "\(mean)")
        // By Zipf's law the tenth comes up about as often as the first, divided by ten.
        let ranked = uses.filter { $0.key.count > 0 }.values.sorted(by: >)
        #expect(ranked.count > 3_000)
        #expect((5...20).contains(Double(ranked[0]) / Double(ranked[9])))
        #expect(tags["#sea"] == tags.values.max())
    }

    @Test func `gathers in flashmobs of three days`() {
        let mobs = Flashmob.all(before: Self.now)
        #expect(Set(mobs.map(\.tag)).count == 5)
        var random = SeededRandom(seed: 1)
        for mob in mobs {
            let own = (0..<10_000).compactMap { _ in mob.time(isAbout: true, &random) }
            let others = (0..<10_000).compactMap { _ in mob.time(isAbout: false, &random) }
            #expect((2_700...3_300).contains(own.count) && (200...400).contains(others.count))
            let hours = (own + others).map { Double($0 - mob.begin) / 3_600_000 }.sorted()
            #expect(hours.allSatisfy { (0..<72).contains($0) } && hours[hours.count / 2] < 12)
        }
        // Of one that began yesterday people still see the end.
        #expect(mobs.contains { $0.begin + 72 * 3_600_000 > Self.now && $0.begin < Self.now })
    }

    @Test func `is measured by the usual figures`() {
        #expect(CrowdFigures.gini([1, 1, 1, 1]) == 0)
        #expect(CrowdFigures.gini([0, 0, 0, 8]) == 0.75)
        #expect(CrowdFigures.gini([]) == 0)
        // A power law of exponent 2.5, drawn at equal steps.
        let drawn = (1...100_000).map { Int(200 * pow(1 - (Double($0) - 0.5) / 100_000, -1 / 1.5)) }
        #expect(CrowdFigures.tailExponent([]) == nil)
        let exponent = CrowdFigures.tailExponent(drawn) ?? 0
        #expect(abs(exponent - 2.5) < 0.05, "\(exponent)")
    }

    @Test func `has no id twice, however many accounts share a shard`() {
        var ids = Set<ObjectID>()
        for account in [0, 8_192, 16_384, 1, 1_999_999] {
            var own = CrowdIDs(of: account)
            for _ in 0..<50 { #expect(ids.insert(own.next(at: Self.now)).inserted) }
        }
        #expect(ids.allSatisfy { $0.milliseconds >= Self.now && $0.milliseconds < Self.now + 13 })
    }
}
