import Social
import TAO

/// The made-up world of the demo: some hundred accounts, their posts, likes and stories.
///
/// The accounts alice, bob, carol and dan are among them, and all have the same password.
package struct DemoWorld: Sendable {
    /// The password of every account.
    package static let password = "tintype-demo"
    /// The accounts that are the same in every such world.
    package static let usernames = DemoGenerator.named.map(\.username)

    package var seed: UInt64
    package var accounts: Int
    /// Distinct pictures of each topic; there are ten topics.
    package var picturesPerTopic: Int

    package init(seed: UInt64 = 1, accounts: Int = 300, picturesPerTopic: Int = 5) {
        self.seed = seed
        self.accounts = max(accounts, 20)
        self.picturesPerTopic = max(picturesPerTopic, 1)
    }

    /// How far seeding has come.
    package enum Progress: Sendable {
        case pictures(done: Int, of: Int)
        /// Objects and associations that have been stored.
        case stored(Int)
    }

    /// An earlier attempt to seed this database did not come to its end.
    package struct HalfSeeded: Error, CustomStringConvertible {
        package let description =
            "The database holds part of a demo world. Empty it and seed it again."
    }

    /// The name that is claimed when everything is stored.
    static let seal = "seeded"

    /// Whether a whole world is there, this or another.
    static func isSealed(_ services: SocialServices) async throws -> Bool {
        let loader = services.tao.loader()
        return try await loader.identifiers(namespace: NameSpaces.demo, names: [seal]) != [nil]
    }

    /// Whether the world is there, all of it.
    ///
    /// - Throws: `HalfSeeded` if a part of it is.
    package static func isSeeded(_ services: SocialServices) async throws -> Bool {
        if try await isSealed(services) { return true }
        let loader = services.tao.loader()
        let first = try await loader.identifiers(
            namespace: NameSpaces.username, names: [usernames[0]])
        let crowd = try await loader.identifiers(
            namespace: NameSpaces.demo, names: [Crowd.seal])
        if first != [nil] || crowd != [nil] { throw HalfSeeded() }
        return false
    }

    /// Makes and stores the world as it is at this moment. Does nothing where it is already.
    ///
    /// - Throws: `HalfSeeded`, and what the parts throw that work on pictures and data.
    package func seed(
        _ services: SocialServices, progress: @escaping (Progress) -> Void = { _ in }
    ) async throws {
        if try await Self.isSeeded(services) { return }
        let passwordHash = try await services.passwords.hash(Self.password)
        let pictures = try await DemoPictures.make(
            seed: seed, perTopic: picturesPerTopic, with: services.media
        ) { progress(.pictures(done: $0, of: $1)) }
        var generator = DemoGenerator(
            seed: seed, size: accounts, now: services.clock.milliseconds, pictures: pictures)
        let world = generator.generate()
        var writer = WorldWriter(
            tao: services.tao, pictures: pictures.all, passwordHash: passwordHash
        ) { progress(.stored($0)) }
        try await writer.store(world)
        var write = GraphWrite()
        write.claimName(namespace: NameSpaces.demo, name: Self.seal, id: world.people[0].id)
        _ = try await services.tao.commit(write)
    }

    /// Gives alice, bob, carol, dan and those they follow new stories when half the life of the newest
    /// ones has passed, so that there is always something to watch.
    ///
    /// - Returns: how many stories were made; 0 while there are live ones.
    @discardableResult
    package static func freshenStories(_ services: SocialServices) async throws -> Int {
        try await StoryRenewal(services).run(around: usernames)
    }
}
