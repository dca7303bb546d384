import Media
import Synchronization
import TAO
import Testing

@testable import Social

@Suite struct `The demo world` {
    @Test func `is seeded once, with pictures that can be fetched`() async throws {
        let stage = try await Stage(World())
        let services = try await stage.services(Stage.freshNamespace())
        #expect(try await !DemoWorld.isSeeded(services))
        let demo = DemoWorld(seed: 7, accounts: 20, picturesPerTopic: 1)
        let steps = Mutex(0)
        try await demo.seed(services) { _ in steps.withLock { $0 += 1 } }
        #expect(steps.withLock { $0 } > 20)
        #expect(try await DemoWorld.isSeeded(services))
        // Again: nothing happens.
        try await demo.seed(services) { _ in Issue.record("something happened") }

        let alice = try await services.tao.loader().identifiers(
            namespace: NameSpaces.username, names: ["alice"])
        let context = RequestContext(services, viewerID: try #require(alice.first ?? nil))
        let answer = try await stage.ask(
            """
            { viewer { feed { items(first: 20) { nodes { media { status ... on Image {
              url variants { width height bytes url } } } author { username } } } }
              storyTrays { nodes { unseenCount } } } }
            """, in: context)
        #expect(answer.failures == [])
        #expect(!answer.json.contains("PROCESSING"))
        let path = ["data", "viewer", "feed", "items", "nodes", "0", "media", "0", "url"]
        let url = try #require(try JSONText.value(answer.json, at: path) as? String)
        let name = try #require(url.split(separator: "/").last.flatMap { BlobName($0) })
        #expect(try await stage.blobs.contains(name))
        let signIn = try await stage.ask(
            """
            mutation { sessionCreate(input: {
              login: "bob", password: "\(DemoWorld.password)" }) { userErrors { code } } }
            """)
        #expect(signIn.json == #"{"data":{"sessionCreate":{"userErrors":[]}}}"#)
    }

    @Test func `that was left half done says so`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        await #expect(throws: DemoWorld.HalfSeeded.self) {
            try await DemoWorld().seed(services)
        }
    }

    @Test func `of last week is given new stories once`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.services(.off)
        #expect(try await DemoWorld.freshenStories(services) == 0)
        clock.advance(hours: 7 * 24)
        let trays = """
            { viewer { storyTrays { nodes { author { username } preview { status } } } } }
            """
        #expect(try await !stage.ask(trays, viewer: "bob").json.contains("alice"))
        #expect(try await DemoWorld.freshenStories(services) == 7)
        let answer = try await stage.ask(trays, viewer: "bob")
        #expect(answer.failures == [])
        #expect(answer.json.contains("alice") && answer.json.contains("READY"))
        #expect(try await DemoWorld.freshenStories(services) == 0)
    }
}
