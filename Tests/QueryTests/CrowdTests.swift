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
        #expect(signIn.json == #"{"data":{"sessionCreate":{"userErrors":[]}}}"#)
    }

    @Test func `looks like real ones`() {
        let roster = CrowdRoster(seed: 1, count: 2_000, now: Self.now)
        let network = CrowdNetwork(roster)
        let degrees = network.followers.map(\.count).sorted()
        #expect((0.2...0.6).contains(CrowdFigures.reciprocity(network)))
        #expect((0.6...0.9).contains(CrowdFigures.gini(degrees)))
        let mean = network.edgeCount / roster.count
        #expect((20...120).contains(mean) && degrees[degrees.count / 2] * 3 < mean * 2)
        #expect(network.followees.allSatisfy { $0.count <= 7_500 })
        for (from, followees) in network.followees.enumerated() {
            #expect(Set(followees).count == followees.count)
            #expect(!followees.contains(UInt32(from)))
        }
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
