import Social
import TAO

/// A made-up world of thousands or millions of accounts, to measure with. The same for the same seed, number
/// of accounts and moment, byte for byte.
///
/// It is stored in chunks, each in one transaction with a seal that names it; what was interrupted goes on
/// behind the last one. So nobody may change the world meanwhile.
package struct Crowd: Sendable {
    package var accounts: Int
    package var seed: UInt64
    /// Distinct pictures of each topic; there are ten topics.
    package var picturesPerTopic: Int

    /// - Parameter accounts: at least 20.
    package init(accounts: Int, seed: UInt64 = 1, picturesPerTopic: Int = 5) {
        self.accounts = max(accounts, 20)
        self.seed = seed
        self.picturesPerTopic = max(picturesPerTopic, 1)
    }

    /// How far seeding has come.
    package enum Progress: Sendable {
        case pictures(done: Int, of: Int)
        /// Whom there will be.
        case people(CrowdFigures)
        /// Rows that have been stored by this run, and which share of the world is stored by now.
        case stored(rows: Int, share: Double, shareBefore: Double)
    }

    /// The database holds something else.
    package struct Occupied: Error, CustomStringConvertible {
        package let description =
            "The database holds another world, or a part of one. Empty it and seed it again."
    }

    /// Claimed when one is begun, whichever.
    static let seal = "crowd"

    private var name: String { "crowd \(accounts) \(seed) \(picturesPerTopic)" }

    /// Makes and stores the world, or what is left of it to be stored. Does nothing where it is already.
    ///
    /// - Parameter moment: the present of a new world; one that was begun keeps its own.
    /// - Throws: `Occupied`, and what the parts throw that work on pictures and data.
    package func seed(
        _ services: SocialServices, at moment: Int64? = nil,
        progress: (Progress) throws -> Void = { _ in }
    ) async throws {
        let tao = services.tao
        if try await DemoWorld.isSealed(services) {
            if try await isStored([name], tao)[0] { return }
            throw Occupied()
        }
        let now = try await begin(at: moment ?? services.clock.milliseconds, services)
        let salt = withUnsafeBytes(of: (seed, seed)) { Array($0) }
        let passwordHash = try await services.passwords.hash(DemoWorld.password, salt: salt)
        let pictures = try await DemoPictures.make(
            seed: seed, perTopic: picturesPerTopic, with: services.media
        ) { try? progress(.pictures(done: $0, of: $1)) }
        let roster = CrowdRoster(seed: seed, count: accounts, now: now)
        let network = CrowdNetwork(roster)
        try progress(.people(CrowdFigures(network)))
        let writer = CrowdWriter(roster, network, pictures, passwordHash: passwordHash, into: tao)
        try await store(CrowdChunk.all(of: roster, network), by: writer, tao, progress)
        // As every world that is complete.
        var write = GraphWrite()
        write.claimName(
            namespace: NameSpaces.demo, name: DemoWorld.seal, id: roster.id(of: 0))
        _ = try await tao.commit(write)
    }

    /// Its accounts, of a world that has been seeded.
    ///
    /// - Throws: `Occupied` if the database holds another.
    package func people(of services: SocialServices) async throws -> [ObjectID] {
        guard let begun = try await services.tao.stored([name], in: NameSpaces.demo)[0] else {
            throw Occupied()
        }
        let roster = CrowdRoster(seed: seed, count: accounts, now: begun.milliseconds)
        return (0..<roster.count).map(roster.id)
    }

    /// Seals which world this is, and when; or finds that.
    private func begin(at moment: Int64, _ services: SocialServices) async throws -> Int64 {
        if let begun = try await services.tao.stored([name], in: NameSpaces.demo)[0] {
            return begun.milliseconds
        }
        let first = try await services.tao.stored(
            [DemoWorld.usernames[0]], in: NameSpaces.username)
        guard first == [nil] else { throw Occupied() }
        let seal = ObjectID(milliseconds: moment, shard: 0, sequence: 0)
        var write = GraphWrite()
        write.claimName(namespace: NameSpaces.demo, name: name, id: seal)
        // Two at a time would each begin one.
        write.claimName(namespace: NameSpaces.demo, name: Self.seal, id: seal)
        do {
            _ = try await services.tao.commit(write)
        } catch GraphError.nameTaken {
            throw Occupied()
        }
        return seal.milliseconds
    }

    /// The next chunk is made while one is being stored.
    private func store(
        _ chunks: [CrowdChunk], by writer: CrowdWriter, _ tao: TAO,
        _ progress: (Progress) throws -> Void
    ) async throws {
        let seals = chunks.map { "\(name) \($0.name)" }
        let areStored = try await isStored(seals, tao)
        let total = Double(chunks.reduce(0) { $0 + $1.weight })
        let before = zip(chunks, areStored).reduce(0) { $0 + ($1.1 ? $1.0.weight : 0) }
        var (done, rows) = (before, 0)
        var writer = writer
        var storing: (task: Task<Void, any Error>, rows: Int, weight: Int)?
        func finish() async throws {
            guard let last = storing else { return }
            storing = nil
            try await last.task.value
            (done, rows) = (done + last.weight, rows + last.rows)
            try progress(
                .stored(
                    rows: rows, share: Double(done) / total, shareBefore: Double(before) / total))
        }
        for (chunk, (seal, isStored)) in zip(chunks, zip(seals, areStored)) where !isStored {
            let load: GraphLoad
            do {
                load = try await writer.load(chunk, seal: seal)
            } catch {
                try? await finish()
                throw error
            }
            try await finish()
            storing = (Task { try await tao.load(load) }, load.count, chunk.weight)
        }
        try await finish()
    }

    private func isStored(_ seals: [String], _ tao: TAO) async throws -> [Bool] {
        try await tao.stored(seals, in: NameSpaces.demo).map { $0 != nil }
    }
}

extension TAO {
    /// What has claimed these names, whatever is cached.
    fileprivate func stored(_ names: [String], in namespace: Int16) async throws -> [ObjectID?] {
        try await loader(bypassing: .everything).identifiers(namespace: namespace, names: names)
    }
}
