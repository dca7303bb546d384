import Foundation
import Postgres
import TAO
import Testing

@testable import Social

/// One post that everybody comments on at once, through two gateways.
@Suite(.serialized, .timeLimit(.minutes(60))) struct `A post that everyone talks about` {
    /// 10,000 where a release wants it.
    private static let comments =
        ProcessInfo.processInfo.environment["TINTYPE_FLEET_COMMENTS"].flatMap { Int($0) } ?? 400
    private static let writers = 16

    @Test func `takes every comment, and counts it once`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let world = try await FleetWorld(in: fleet, people: Self.writers)
        let gateways = [try await fleet.gateway(), try await fleet.gateway()]
        let ports = gateways.map(\.port)
        let post = try #require(world.people[0].posts.first)
        let share = Self.comments / Self.writers
        let start = ContinuousClock.now
        let times = try await onThreads(Self.writers) { writer in
            let client = FleetClient(port: ports[writer % 2], token: world.people[writer].token)
            return try (0..<share).map { number in
                let start = ContinuousClock.now
                let answer = try client.ask(
                    """
                    mutation($post: ID!, $text: String!) {
                      commentCreate(input: { postId: $post, text: $text }) {
                        commentEdge { node { id } } userErrors { code } } }
                    """, ["post": post, "text": "No. \(number) of \(writer)"])
                let time = ContinuousClock.now - start
                #expect(answer.value("commentCreate.commentEdge.node.id") != nil, "\(answer.text)")
                return time
            }
        }.flatMap(\.self).sorted()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(
            "  \(times.count) comments on one post by two gateways in \(seconds) s: p50",
            "\(times[times.count / 2]), p99 \(times[times.count * 99 / 100]), \(times[times.count - 1]) at most"
        )
        for gateway in gateways {
            try await expect(share * Self.writers, on: post, at: gateway.client())
        }
        let database = try Database(url: fleet.databaseURL)
        let tao = TAO(types: .social(.standard), database: database, cache: nil)
        let report = try await Verifier(tao, repairs: false).counts()
        #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
        await database.shutdown()
        for gateway in gateways { await gateway.process.terminate() }
        await fleet.stop()
    }

    /// As counted, and as paged through.
    private func expect(_ count: Int, on post: String, at client: FleetClient) async throws {
        var found: Set<String> = []
        var cursor: String?
        for _ in 0...(count / 100 + 1) {
            let answer = try client.ask(
                """
                query($post: ID!, $after: String) { node(id: $post) { ... on Post { commentCount
                  comments(first: 100, after: $after) {
                    totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } }
                """, ["post": post, "after": cursor ?? NSNull()])
            #expect(answer.value("node.commentCount") as? Int == count)
            #expect(answer.value("node.comments.totalCount") as? Int == count)
            let nodes = answer.value("node.comments.nodes") as? [[String: Any]] ?? []
            found.formUnion(nodes.compactMap { $0["id"] as? String })
            cursor = answer.value("node.comments.pageInfo.endCursor") as? String
            if answer.value("node.comments.pageInfo.hasNextPage") as? Bool != true { break }
        }
        #expect(found.count == count)
    }
}
