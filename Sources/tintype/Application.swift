import Foundation
import Gateway
import GraphQL
import Jobs
import Logging
import Mail
import Media
import Memcached
import Postgres
import Social
import TAO

/// All parts of the product in one process, put together. What a command does not need costs
/// nothing until it is used.
struct Application: Sendable {
    let database: Database
    let schema: SchemaCheck
    let replicas: [Database]
    let cache: MemcachedClient?
    let tao: TAO
    let blobs: BlobStore
    let staging: UploadStaging
    let processor: ImageProcessor
    /// nil where ffmpeg is missing.
    let videos: VideoProcessor?
    let ids: IDLanes
    /// The time that this process has in common with all others of its database.
    let storeClock: StoreClock
    let social: SocialServices
    let folder: FolderCheck
    let secret: SecretKey
    let logger: Logger
    let bell: JobBell
    /// Where mails go; nil if none is sent.
    let mailSink: MailSink?
    let eventWatch = EventWatch()
    /// What the log is told of that `/ready` asks.
    let unreadiness: TroubleLog

    /// Where things are.
    struct Places: Sendable, SecretHolder {
        var databaseURL: String
        var replicaURLs: [String] = []
        var memcachedServers: [String]
        /// Folder of pictures and uploads.
        var data: String
    }

    /// - Parameters:
    ///   - mayChangeServers: whether the list of memcached servers may become the one in force;
    ///     `TAOConfiguration.mayChangeServers`.
    ///   - rules: what people may be called and have as a password, where they can register.
    ///   - rateFactor: how many times the usual number of acts is allowed; nil for what is set.
    ///   - isDemo: whether permalinks go on working that were made when short codes were plain ids.
    init(
        _ settings: Settings, places: Places, secret: SecretKey,
        rules: AccountRules = AccountRules(), rateFactor: Int? = nil,
        mayChangeServers: Bool = true, isDemo: Bool = false
    ) throws {
        logger = settings.logger()
        unreadiness = logger.troubles(failing: "Not ready:", over: "Ready again:")
        self.secret = secret
        var configuration = DatabaseConfiguration(url: places.databaseURL)
        configuration.connectionsMax = try settings.number(.databaseConnections)
        configuration.isPooled = settings.isSet(.databasePooled)
        database = try Database(configuration)
        storeClock = StoreClock(database: database)
        let project = try ProjectFolder.find(settings)
        schema = SchemaCheck(
            database: database, migrations: project.migrations, logger: logger)
        cache =
            places.memcachedServers.isEmpty
            ? nil : try MemcachedClient(MemcachedConfiguration(servers: places.memcachedServers))
        replicas = try places.replicaURLs.map { url in
            var replica = configuration
            replica.url = url
            replica.statementTimeoutMilliseconds = TAOLimits.replicaTimeoutMilliseconds
            return try Database(replica)
        }
        var limits = SocialLimits.standard
        limits.rateFactor = try rateFactor ?? settings.number(.rateFactor)
        var graph = TAOConfiguration(namespace: try settings.required(.cacheNamespace))
        graph.mayChangeServers = mayChangeServers
        graph.log = { [logger] in logger.warning("\($0)") }
        tao = TAO(
            types: .social(limits), database: database, replicas: replicas, cache: cache,
            clock: storeClock.clock, configuration: graph)
        blobs = try BlobStore(directory: places.data + "/pictures")
        staging = try UploadStaging(directory: places.data + "/uploads")
        processor = ImageProcessor()
        videos = try VideoProcessor(directory: places.data + "/videos")
        ids = IDLanes(database: database, clock: storeClock.clock) { [logger] change in
            switch change {
            case .lost(let error): logger.warning("Nothing can be created at the moment: \(error)")
            case .held: logger.notice("Things can be created again")
            }
        }
        let bell = JobBell(database: database)
        self.bell = bell
        mailSink = try settings.mailSink(otherwise: isDemo ? places.data + "/mails" : nil)
        let mailing = try mailSink.map { sink in
            try settings.mailing(
                through: sink, client: isDemo ? try settings.ownAddress() : nil,
                ring: { bell.ring($0) })
        }
        social = Self.social(
            tao: tao, database: database, clock: storeClock.clock, ids: ids, blobs: blobs,
            staging: staging,
            processor: processor, videos: videos, secret: secret, bell: bell, limits: limits,
            rules: rules,
            idKey: settings.text(.idKey).flatMap { SecretKey($0) } ?? secret, mailing: mailing,
            isDemo: isDemo)
        folder = FolderCheck(social.pictureFolder, path: places.data)
    }

    private static func social(
        tao: TAO, database: Database, clock: WallClock, ids: IDLanes, blobs: BlobStore,
        staging: UploadStaging, processor: ImageProcessor, videos: VideoProcessor?,
        secret: SecretKey, bell: JobBell, limits: SocialLimits,
        rules: AccountRules, idKey: SecretKey, mailing: Mailing?, isDemo: Bool
    ) -> SocialServices {
        let tokens = AccessTokens(secret, nowMilliseconds: { clock.milliseconds })
        let addresses = Addresses(signer: URLSigner(secret))
        return SocialServices(
            tao: tao, database: database, clock: clock,
            newID: { shard in try await ids.next(shard: shard) },
            secrets: SocialSecrets(
                ids: idKey.derived(for: "ids"),
                tokens: secret.derived(for: "social", byteCount: 48)), limits: limits,
            accountRules: rules, links: Links(addresses, clock: clock), passwords: PasswordHasher(),
            media: MediaFlow(
                tao: tao, database: database, processor: processor, videos: videos, blobs: blobs,
                staging: staging, clock: clock,
                limits: limits, ring: { bell.ring($0) }),
            mailing: mailing, readsPlainShortcodes: isDemo,
            issueAccessToken: { account, session, isRestricted in
                let identity = Identity(
                    viewerID: account.rawValue, sessionID: session.rawValue,
                    isRestricted: isRestricted)
                let issued = try await tokens.issue(identity)
                return (issued.token, issued.expiresMilliseconds)
            })
    }

    /// Says what does not work where no mail is sent.
    func warnWithoutMail() {
        guard mailSink == nil else { return }
        logger.warning(
            """
            This process sends no mail. Where no other does, addresses stay unconfirmed, and who \
            forgets a password cannot set a new one. See \(Setting.smtpURL.flag)
            """)
    }

    /// Says that no video is taken where what makes them is missing.
    func warnWithoutVideo() {
        guard videos == nil else { return }
        logger.warning(
            """
            This process takes no videos: ffmpeg, ffprobe, prlimit or setpriv is missing. Debian's packages \
            are ffmpeg and util-linux
            """)
    }

    /// Asks for the time, and takes a lane of ids, before the first request needs them. The server starts
    /// all the same: it can do everything but create.
    func prepare() async {
        try? await storeClock.measure()
        do { try await ids.prepare() } catch {
            logger.warning("Nothing can be created yet: \(error)")
        }
    }

    /// Ends what `init` began, the last first.
    func close() async {
        await ids.shutdown()
        await tao.shutdown()
        processor.close()
        videos?.close()
        staging.close()
        blobs.close()
        cache?.shutdown()
        for replica in replicas { await replica.shutdown() }
        await database.shutdown()
    }
}

extension Settings {
    /// The database of a command that needs few connections.
    func database() throws -> Database {
        var configuration = DatabaseConfiguration(url: try required(.databaseURL))
        configuration.isPooled = isSet(.databasePooled)
        return try Database(configuration)
    }
}

extension Links {
    /// Addresses of this server.
    fileprivate init(_ addresses: Addresses, clock: WallClock) {
        let file = { @Sendable (blob: String, isPublic: Bool) in
            isPublic
                ? addresses.publicPicture(blob)
                : addresses.privatePicture(blob, nowMilliseconds: clock.milliseconds)
        }
        self.init(
            user: { "/\($0)" },
            post: { "/p/\($0)" },
            hashtag: { name in
                let letters = CharacterSet.urlPathAllowed.subtracting(["/"])
                return "/tags/" + (name.addingPercentEncoding(withAllowedCharacters: letters) ?? "")
            },
            variant: { _, blob, isPublic in file(blob, isPublic) }, file: file,
            original: { addresses.original($0, expiresMilliseconds: $1) },
            upload: { upload in
                addresses.upload(
                    UploadTicket(
                        mediaID: upload.media.rawValue, ownerID: upload.owner.rawValue,
                        expiresMilliseconds: upload.expiresAt, byteCount: Int64(upload.byteCount),
                        contentType: upload.contentType, digest: upload.digest,
                        way: upload.isResumable ? .tus : .put))
            })
    }
}
