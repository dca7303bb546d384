import Foundation
import LocalServices
import Postgres
import Synchronization
import TestSupport
import Testing

/// Ids are given out once, however many gateways give them out.
@Suite(.serialized, .timeLimit(.minutes(20))) struct `Ids of a fleet` {
    /// As much as the race reads, in its proportion.
    private static let reads =
        ProcessInfo.processInfo.environment["TINTYPE_FLEET_READS"].flatMap { Int($0) } ?? 20_000
    private static let comments = reads / 2
    private static let carousels = reads / 20
    private static let photosEach = 10
    private static let threads = 12

    private static let comment = """
        mutation($post: ID!, $text: String!) {
          commentCreate(input: { postId: $post, text: $text }) {
            commentEdge { node { id } } userErrors { code } } }
        """
    private static let uploads: String = {
        let fields = (0..<photosEach).map { number in
            """
            m\(number): mediaUploadCreate(input: { contentType: "image/png", byteCount: 100 }) {
              upload { media { id } } userErrors { code } }
            """
        }
        return "mutation { \(fields.joined(separator: "\n")) }"
    }()
    private static let post = """
        mutation($media: [PostMediaInput!]!) {
          postCreate(input: { media: $media }) { post { id } userErrors { code } } }
        """

    /// What the threads of a test were told.
    private final class Answers: Sendable {
        private let state = Mutex((ids: [String](), errors: [String]()))

        var ids: [String] { state.withLock { $0.ids } }
        var errors: [String] { state.withLock { $0.errors } }

        /// The ids at these places, all of them or an error.
        func note(_ answer: FleetClient.Answer, _ places: [String]) -> [String] {
            let found = places.compactMap { answer.value($0) as? String }
            state.withLock { state in
                if found.count == places.count {
                    state.ids += found
                } else {
                    state.errors.append(answer.text)
                }
            }
            return found
        }
    }

    @Test func `are different, whichever gateway is asked`() async throws {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 4)
        var gateways: [FleetGateway] = []
        for _ in 0..<3 { gateways.append(try await fleet.gateway()) }
        let ports = gateways.map(\.port)
        let answers = Answers()
        let begun = ContinuousClock.now
        let times = try await onThreads(Self.threads) { thread in
            let clients = ports.map { FleetClient(port: $0, token: world.people[0].token) }
            var times: [Duration] = []
            for number in stride(from: thread, to: Self.comments, by: Self.threads) {
                let start = ContinuousClock.now
                defer { times.append(ContinuousClock.now - start) }
                let answer = try clients[number % clients.count].ask(
                    Self.comment, ["post": world.people[1].posts[0], "text": "No. \(number)"])
                _ = answers.note(answer, ["commentCreate.commentEdge.node.id"])
            }
            return times
        }.joined().sorted()
        let middle = ContinuousClock.now
        _ = try await onThreads(Self.threads) { thread in
            // Two accounts, so that many ids of one shard are wanted at once.
            let token = world.people[2 + thread % 2].token
            let clients = ports.map { FleetClient(port: $0, token: token) }
            for number in stride(from: thread, to: Self.carousels, by: Self.threads) {
                let places = (0..<Self.photosEach).map { "m\($0).upload.media.id" }
                let media = answers.note(
                    try clients[number % clients.count].ask(Self.uploads), places)
                let post = try clients[(number + 1) % clients.count].ask(
                    Self.post, ["media": media.map { ["mediaId": $0] }])
                _ = answers.note(post, ["postCreate.post.id"])
            }
        }
        print(
            "  \(Self.comments) comments on one post in \(middle - begun), p50 "
                + "\(times[times.count / 2]), p99 \(times[times.count * 99 / 100]); "
                + "\(Self.carousels) carousels in "
                + "\(ContinuousClock.now - middle)")
        #expect(answers.errors == [])
        #expect(answers.ids.count == Self.comments + Self.carousels * (Self.photosEach + 1))
        #expect(Set(answers.ids).count == answers.ids.count)
        for gateway in gateways { await gateway.process.terminate() }
        let (end, printed) = try await fleet.run("verify", ["counts", "inverses"])
        #expect(end == "exit status 0", "\(printed)")
        await fleet.stop()
    }

    /// The lease is used for ten seconds after the last renewal.
    private static let frozen = Duration.seconds(12)

    @Test func `are not given out by a gateway that was frozen, until it has a lease`() async throws
    {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 2)
        let database = try Database(url: fleet.databaseURL)
        let gateway = try await fleet.gateway()
        let client = gateway.client(token: world.people[0].token)
        func create(_ client: FleetClient) throws -> FleetClient.Answer {
            try client.ask(Self.comment, ["post": world.people[1].posts[0], "text": "a"])
        }
        #expect(try create(client).codes == [])

        #expect(try !client.send("GET", "/ready").text.contains("\"idLane\":-1"))

        gateway.process.freeze()
        try await Task.sleep(for: Self.frozen)
        // Others have taken every lane meanwhile.
        _ = try await database.query(
            "UPDATE id_lanes SET holder = 7, expires_at = now() + interval '1 hour'")
        gateway.process.thaw()
        let comments: Query = "SELECT count(*) FROM associations WHERE id2 > 0"
        let before = try await database.query(comments)[0].int(0)
        let refused = try create(client)
        #expect(refused.codes == ["UNAVAILABLE"], "\(refused.text)")
        #expect(try await database.query(comments)[0].int(0) == before)
        #expect(gateway.process.printed.contains("All 256 lanes of ids are taken"))

        // One that starts now can do everything but create.
        let late = try await fleet.gateway()
        let lateClient = late.client(token: world.people[0].token)
        #expect(try lateClient.ask("{ user(username: \"person1\") { postCount } }").codes == [])
        #expect(try create(lateClient).codes == ["UNAVAILABLE"])

        _ = try await database.query("UPDATE id_lanes SET expires_at = now() WHERE lane = 9")
        #expect(
            try await eventually {
                try create(client).codes == [] || create(lateClient).codes == []
            })
        _ = try await database.query("UPDATE id_lanes SET expires_at = now() WHERE lane = 3")
        #expect(
            try await eventually {
                try create(client).codes == [] && create(lateClient).codes == []
            })
        for process in [gateway.process, late.process] { await process.terminate() }
        let held = try await database.query(
            "SELECT count(*) FROM id_lanes WHERE holder <> 7 AND holder <> 0")
        #expect(held[0].int(0) == 0, "gateways that end give their lanes back")
        await database.shutdown()
        await fleet.stop()
    }
}
