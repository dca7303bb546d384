import Foundation
import Gateway
import GraphQL
import LocalServices
import Logging
import Mail
import Media
import Memcached
import Postgres
import Synchronization
import TAO
import TestSupport
import Testing

@testable import Demo
@testable import Social

/// A small world in a database of its own, and what is needed to ask it questions.
final class Stage: Sendable {
    /// Through which cache a request reads.
    enum Cache: Hashable, Sendable {
        case off
        /// None, and no other request to share reads with.
        case offAlone(UInt32)
        /// Keys that lead with this; new words make an empty cache.
        case namespace(String)
    }

    let database: Database
    let databaseURL: String
    let names: [String: NodeID]
    let clock: WallClock
    /// Of its own, because all stages give out the same ids.
    let staging: UploadStaging
    let blobs: BlobStore
    let mailFolder: MailFolder
    private let ids: IDGenerator

    static let secrets = SocialSecrets(
        globalIDKey: (0x0102_0304_0506, 0x0708_090a_0b0c), cursorKey: (3, 5),
        refreshKey: Array(repeating: 7, count: 32))
    static let passwords = PasswordHasher(
        cost: PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1))
    static let password = "tintype-test"

    convenience init(
        _ small: SmallWorld, clock: WallClock = .fixed(SmallWorld.now),
        on services: LocalServices? = nil
    ) async throws {
        try await self.init(small.world, names: small.names, clock: clock, on: services)
    }

    /// A generated world, of which only the accounts have names.
    convenience init(_ world: World) async throws {
        let names = world.people.map { ($0.username, NodeID(.user, $0.id)) }
        try await self.init(
            world, names: Dictionary(uniqueKeysWithValues: names),
            clock: .fixed(SmallWorld.now))
    }

    private init(
        _ world: World, names: [String: NodeID], clock: WallClock, on services: LocalServices? = nil
    ) async throws {
        let services = if let services { services } else { try await TestServices.shared }
        databaseURL = try await services.freshDatabase()
        database = try Database(url: databaseURL)
        self.names = names
        self.clock = clock
        let folder = Workshop.folder + "/\(UInt32.random(in: .min ... .max))"
        staging = try UploadStaging(directory: folder + "/staging", threads: 1)
        blobs = try BlobStore(directory: folder + "/blobs", isDurable: false, threads: 1)
        mailFolder = try MailFolder(folder + "/mails")
        ids = IDGenerator(clock: clock)
        _ = try await migrate(database: database, directory: Place.root + "/migrations")
        var writer = WorldWriter(
            tao: TAO(types: .social(.standard), database: database, cache: nil, clock: clock),
            pictures: (0..<8).map { StoredPicture.invented($0) },
            passwordHash: try await Self.passwords.hash(Self.password)
        ) { _ in }
        try await writer.store(world)
    }

    /// The stage that all tests share which change nothing.
    static var shared: Stage {
        get async throws { try await sharedTask.value }
    }

    private static let sharedTask = Task {
        let stage = try await Stage(.standard)
        // As if everybody had read the feed before.
        let services = try await stage.services(.off)
        for (_, node) in stage.names where node.type == .user && node.object.rawValue > 0 {
            try await services.keepInboxEmpty(of: node.object)
            try await services.importInbox(of: node.object)
        }
        return stage
    }

    // MARK: Services

    /// One for each cache, made when it is first asked for.
    private let made = Mutex<[Cache: Task<SocialServices, any Error>]>([:])

    func services(_ cache: Cache) async throws -> SocialServices {
        let task = made.withLock { made in
            let task = made[cache] ?? Task { try await self.makeServices(cache) }
            made[cache] = task
            return task
        }
        return try await task.value
    }

    /// Without a cache, and with ids from elsewhere.
    func services(newID: @escaping SocialServices.NewID) async throws -> SocialServices {
        try await makeServices(.off, newID: newID)
    }

    func newID(_ shard: Int) async throws -> ObjectID { ids.next(shard: shard) }

    /// New ones, which share nothing in memory with others.
    func makeServices(
        _ cache: Cache, newID: SocialServices.NewID? = nil, limits: SocialLimits = .standard,
        clock other: WallClock? = nil, processor: ImageProcessor = Workshop.processor,
        tao: TAO? = nil, on own: Database? = nil, links: Links = .example,
        takesVideos: Bool = true, sendsMail: Bool = true, through sink: MailSink? = nil
    ) async throws -> SocialServices {
        let tao = if let tao { tao } else { try await makeTAO(cache, .social(limits)) }
        let clock = other ?? self.clock
        let database = own ?? self.database
        return SocialServices(
            tao: tao, database: database, clock: clock,
            newID: newID ?? { [ids] in ids.next(shard: $0) },
            secrets: Self.secrets, limits: limits, links: links, passwords: Self.passwords,
            media: MediaFlow(
                tao: tao, database: database, processor: processor,
                videos: takesVideos ? try Workshop.videos.get() : nil, blobs: blobs,
                staging: staging, clock: clock, limits: limits),
            mailing: sendsMail ? try mailing(sink ?? .folder(mailFolder)) : nil,
            ranking: RankingWeights(try Self.rankingModels.get())
        ) { account, session, isRestricted in
            let text = "access.\(account).\(session)" + (isRestricted ? ".restricted" : "")
            return (text, SmallWorld.now + 900_000)
        }
    }

    /// Those that are shipped.
    static let rankingModels = Result {
        let path = Place.root + "/Schema/ranking-weights.json"
        return try RankingModels(json: Array(try Data(contentsOf: URL(filePath: path))))
    }

    private func mailing(_ sink: MailSink) throws -> Mailing {
        Mailing(
            through: sink,
            from: try #require(MailAddress("Tintype <no-reply@tintype.example>")),
            client: "https://tintype.example")
    }

    private func makeTAO(_ cache: Cache, _ types: GraphTypes) async throws -> TAO {
        guard case .namespace(let namespace) = cache else {
            return TAO(types: types, database: database, cache: nil, clock: clock)
        }
        let client = try MemcachedClient(
            MemcachedConfiguration(servers: try await TestServices.shared.memcachedServers))
        let tao = TAO(
            types: types, database: database, cache: client, clock: clock,
            configuration: TAOConfiguration(namespace: namespace))
        // The server is let in only when nothing in it can be stale.
        for _ in 0..<200 where !client.statistics.allSatisfy(\.isUp) {
            try await Task.sleep(for: .milliseconds(10))
        }
        return tao
    }

    /// A namespace that nobody has used.
    static func freshNamespace() -> Cache {
        .namespace("q\(UInt32.random(in: .min ... .max))")
    }

    static func freshOff() -> Cache {
        .offAlone(UInt32.random(in: .min ... .max))
    }

    // MARK: Questions

    struct Answer: Sendable {
        var json: String
        var trips: [String]
        var sqlCount: Int
        var cacheCount: Int
        /// What went wrong that was not meant for clients.
        var failures: [String]
    }

    private final class Failures: Sendable {
        private let texts = Mutex<[String]>([])

        func note(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }

    /// What goes wrong is in `Answer.failures`.
    private static let logger = Logger(label: "queries") { _ in SwiftLogNoOpLogHandler() }

    private static let engine = Task {
        let sources = try Social.schemaSources(directory: Place.root + "/Schema")
        // Tests of scaling ask for more at once than clients may.
        var limits = Limits.standard
        limits.costMax = .max
        // That of privacy asks for everything.
        limits.tokensMax *= 4
        limits.planFieldsMax *= 4
        limits.operationFieldsMax *= 4
        limits.levelFieldsMax *= 4
        limits.fieldMergeComparisonsMax *= 10
        return Engine(
            try ExecutableSchema(buildSchema(sources), Social.resolvers()), limits: limits)
    }

    /// Runs an operation as one request, as the server does.
    ///
    /// - Parameters:
    ///   - viewer: name of the signed-in account; nil for none.
    ///   - variables: a JSON object.
    ///   - address: of the network; none for this process itself.
    func ask(
        _ operation: String, viewer: String? = nil, variables: String = "{}",
        through cache: Cache = .off, from address: [UInt8] = []
    ) async throws -> Answer {
        try await ask(
            operation, as: viewer.flatMap { names[$0]?.object }, variables: variables,
            of: try await services(cache), from: address)
    }

    /// The answer to an operation of which nothing fails, as text.
    func json(
        _ operation: String, as viewer: String = "alice", through cache: Cache = .off
    ) async throws -> String {
        let answer = try await ask(operation, viewer: viewer, through: cache)
        #expect(answer.failures == [], "\(operation)")
        return answer.json
    }

    /// Asks services that were made in another way, or as an account without a name.
    func ask(
        _ operation: String, as viewer: ObjectID?, in session: ObjectID? = nil,
        isRestricted: Bool = false, variables: String = "{}", of services: SocialServices,
        from address: [UInt8] = []
    ) async throws -> Answer {
        let request = Request(
            source: Source(operation), variables: try JSONText.inputFields(variables))
        let operations = OperationRunner(
            engine: try await Self.engine.value, social: services, logger: Self.logger)
        let failures = Failures()
        var caller = Caller(account: viewer, session: session, isRestricted: isRestricted)
        caller.client = Client(address: address)
        let result = await operations.run(request, for: caller) { error, path in
            failures.note("\(error) at \(path)")
        }
        return Answer(
            json: String(decoding: result.response.body, as: UTF8.self),
            trips: result.trips.map(\.description),
            sqlCount: result.trips.count { $0.isSQL },
            cacheCount: result.trips.count { !$0.isSQL }, failures: failures.all)
    }

    /// The global id of something that the small world names.
    func id(_ name: String) -> String {
        GlobalIDs(key: Self.secrets.globalIDKey).text(named(name))
    }

    /// Something that the small world names.
    func named(_ name: String) -> NodeID {
        guard let node = names[name] else { preconditionFailure("nothing is \(name)") }
        return node
    }

    let shortcodes = Shortcodes(key: Stage.secrets.globalIDKey)

    /// What a global id names.
    func node(_ text: String) -> NodeID? {
        GlobalIDs(key: Self.secrets.globalIDKey).node(text)
    }

    /// Puts global ids in the place of `{{name}}`, and shortcodes in that of `{{name.shortcode}}`.
    func filled(_ text: String) -> String {
        text.replacing(/\{\{([a-z0-9.]+)\}\}/) { match in
            let name = String(match.1)
            guard name.hasSuffix(".shortcode") else { return id(name) }
            return shortcodes.text(named(String(name.dropLast(10))).object)
        }
    }
}

/// Where things lie.
enum Place {
    /// The folder of the package.
    static let root =
        #filePath.ranges(of: "/Tests/").last
        .map { String(#filePath[..<$0.lowerBound]) } ?? ""
    static let queries = root + "/Tests/QueryTests/Queries"
}

/// What works on pictures, shared by all stages.
enum Workshop {
    static let folder: String = {
        let folder = NSTemporaryDirectory() + "tintype-queries-\(getpid())"
        atexit { try? FileManager.default.removeItem(atPath: Workshop.folder) }
        return folder
    }()
    static let processor = ImageProcessor(workers: 1)
    static let videos = Result { try VideoProcessor(directory: folder + "/videos") }
}

extension Links {
    /// Addresses that show what they were made of.
    static let example = Links(
        user: { "https://tintype.example/\($0)" },
        post: { "https://tintype.example/p/\($0)" },
        hashtag: { "https://tintype.example/tags/\($0)" },
        variant: { size, blob, isPublic in
            "https://tintype.example/\(isPublic ? "media" : "private")/\(size.letter)/\(blob)"
        },
        file: { blob, isPublic in
            "https://tintype.example/\(isPublic ? "media" : "private")/\(blob)"
        },
        original: { blob, expiresAt in
            "https://tintype.example/originals/\(blob)?expires=\(expiresAt)"
        },
        upload: { "https://tintype.example/upload/\($0.media)" })
}
