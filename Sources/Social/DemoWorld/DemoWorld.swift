import TAO

/// The made-up world of the demo: some hundred accounts, their posts, likes and stories.
///
/// The accounts alice, bob, carol and dan are among them, and all have the same password.
package struct DemoWorld: Sendable {
    /// The password of every account.
    package static let password = "tintype-demo"

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

    /// Whether the world is there already.
    package static func isSeeded(_ services: SocialServices) async throws -> Bool {
        let ids = try await services.tao.loader().identifiers(
            namespace: NameSpaces.username, names: [DemoGenerator.named[0].username])
        return ids != [nil]
    }

    /// Makes and stores the world as it is at this moment. For an empty database.
    package func seed(
        _ services: SocialServices, progress: @escaping (Progress) -> Void = { _ in }
    ) async throws {
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
    }
}
