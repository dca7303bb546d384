import Postgres
import Synchronization
import TAO
import TestSupport
import Testing

@testable import Social

/// Where an id that was given out is taken already, the same is made under another one.
@Suite struct `Ids that are taken` {
    /// Gives out chosen ids first, then new ones.
    private final class Source: Sendable {
        private let chosen: Mutex<[ObjectID]>
        private let fresh: SocialServices.NewID
        let count = Atomic<Int>(0)

        init(_ chosen: [ObjectID], then fresh: @escaping SocialServices.NewID) {
            self.chosen = Mutex(chosen)
            self.fresh = fresh
        }

        func next(_ shard: Int) async throws -> ObjectID {
            count.add(1, ordering: .relaxed)
            let first = chosen.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let first { return first }
            return try await fresh(shard)
        }
    }

    private func ask(
        _ mutation: String, on stage: Stage, viewer: String? = "alice", taken: [ObjectID]
    ) async throws -> (answer: Stage.Answer, ids: Int) {
        let source = Source(taken) { try await stage.newID($0) }
        let services = try await stage.services(newID: { try await source.next($0) })
        let answer = try await stage.ask(
            mutation, as: viewer.map { stage.named($0).object }, of: services)
        return (answer, source.count.load(ordering: .relaxed))
    }

    private static let upload = """
        mutation { result: mediaUploadCreate(input: { contentType: "image/png", byteCount: 9 }) {
          upload { media { id } } userErrors { code } } }
        """

    private func photo(on stage: Stage) async throws -> String {
        let answer = try await stage.ask(Self.upload, viewer: "alice")
        let path = ["data", "result", "upload", "media", "id"]
        return try #require(try JSONText.value(answer.json, at: path) as? String)
    }

    @Test func `are tried again by every mutation that creates`() async throws {
        let stage = try await Stage(.standard)
        let taken = [stage.named("alice").object, stage.named("alice.post.1").object]
        let cases = [
            Self.upload,
            """
            mutation { result: postCreate(input: { media: [
              { mediaId: "\(try await photo(on: stage))" }, { mediaId: "\(try await photo(on: stage))" }
            ], idempotencyKey: "k" }) { post { id } userErrors { code } } }
            """,
            """
            mutation { result: storyCreate(input: { mediaId: "\(try await photo(on: stage))" }) {
              story { id } userErrors { code } } }
            """,
            """
            mutation { result: commentCreate(input: {
              postId: "\(stage.id("alice.post.1"))", text: "a", idempotencyKey: "k" }) {
              commentEdge { node { text } } userErrors { code } } }
            """,
            """
            mutation { result: accountRegister(input: {
              username: "gustav", email: "gustav@example.com", password: "a long secret" }) {
              viewer { user { username } } userErrors { code } } }
            """,
        ]
        for mutation in cases {
            let (answer, ids) = try await ask(mutation, on: stage, taken: taken)
            #expect(answer.failures == [] && answer.json.contains("\"userErrors\":[]"), "\(answer)")
            #expect(ids > taken.count)
        }
    }

    @Test func `are tried again by signing in`() async throws {
        let stage = try await Stage(.standard)
        let id = ObjectID(milliseconds: SmallWorld.now, shard: 1, sequence: 77)
        let signIn = """
            mutation { result: sessionCreate(input: {
              login: "alice", password: "\(Stage.password)" }) {
              tokens { accessToken } userErrors { code } } }
            """
        var tokens: Set<String> = []
        for _ in 0..<3 {
            let (answer, _) = try await ask(signIn, on: stage, viewer: nil, taken: [id])
            #expect(answer.failures == [])
            let path = ["data", "result", "tokens", "accessToken"]
            tokens.insert(try #require(try JSONText.value(answer.json, at: path) as? String))
        }
        #expect(tokens.count == 3, "three sessions")
    }

    @Test(.crosses(\SocialLimits.idAttemptsMax)) func `are not tried for ever`() async throws {
        let stage = try await Stage(.standard)
        let taken = Array(repeating: stage.named("alice").object, count: 100)
        let (answer, ids) = try await ask(Self.upload, on: stage, taken: taken)
        #expect(ids == SocialLimits.standard.idAttemptsMax)
        #expect(answer.failures.count == 1)
        #expect(answer.failures.first?.contains("idTaken") == true)
    }
}
