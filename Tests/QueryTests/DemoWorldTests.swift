import Jobs
import Media
import Synchronization
import TAO
import Testing

@testable import Demo
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
        let answer = try await stage.ask(
            """
            { viewer { feed(kind: FOLLOWING) { items(first: 20) { nodes { media { status ... on Image {
              url variants { width height byteCount url } } } author { username } } } }
              storyTrays { nodes { unseenCount } } } }
            """, as: try #require(alice.first ?? nil), of: services)
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

    @Test func `that runs for long keeps no stories that have expired`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.services(.off)
        let bob = try #require(stage.names["bob"]?.object)
        let seen = try await stories(services, stage)
        var view = GraphWrite()
        for story in seen { view.addAssociation(bob, AssociationTypes.viewed, story.id) }
        _ = try await services.tao.commit(view)
        for _ in 0..<6 {
            clock.advance(hours: 25)
            #expect(try await DemoWorld.freshenStories(services) == 7)
            #expect(try await stories(services, stage).count == 7)
        }
        let loader = services.tao.loader()
        let photos = seen.compactMap { $0.ofKind(.story).map(Story.init)?[.media] }
        #expect(try await loader.objects(seen.map(\.id) + photos).allSatisfy { $0 == nil })

        // What hung on them goes in the background.
        let isGone = try await stage.work(services) {
            let views = seen.map { AssociationListKey($0.id, AssociationTypes.viewedBy) }
            let counts = try await services.tao.loader().associationCount(views)
            let list = try await services.tao.loader().associationRange([
                RangeQuery(bob, AssociationTypes.viewed, limit: 50)
            ])
            return counts.allSatisfy { $0 == 0 } && list[0].associations.isEmpty
        }
        #expect(isGone)
    }

    /// Every story that the list of its author names.
    private func stories(_ services: SocialServices, _ stage: Stage) async throws -> [Object] {
        let loader = services.tao.loader()
        let people = stage.names.values.filter { $0.type == .user }.map(\.object)
        let lists = try await loader.associationRange(
            people.map { RangeQuery($0, AssociationTypes.activeStory, limit: 50) })
        return try await loader.objects(lists.flatMap { $0.associations.map(\.id2) })
            .compactMap { $0 }
    }
}
