import Crypto
import Media
import Postgres
import TAO

/// What the product needs from outside. Made once, by the command that starts the server, and shared
/// by all requests: a value of its size would be copied for each.
package final class SocialServices: Sendable {
    package let tao: TAO
    package let clock: WallClock
    package let newID: NewID
    package let globalIDs: GlobalIDs
    package let shortcodes: Shortcodes
    /// Whether permalinks work that were made when short codes were plain ids.
    let readsPlainShortcodes: Bool
    package let cursors: Cursors
    let trackingTokens: TrackingTokens
    package let limits: SocialLimits
    package let links: Links
    package let passwords: PasswordHasher
    package let media: MediaFlow
    /// What HOME is ranked by.
    package let ranking: RankingWeights
    let accountRules: AccountRules
    let largeReads: FairLine
    let accounts: AccountStore
    let sessions: SessionStore
    let knownAddresses: AddressStore
    let addressKey: SymmetricKey
    package let endedSessions: EndedSessions
    let refreshKey: SymmetricKey
    let idempotency: IdempotencyStore
    let storyDeadlines: StoryDeadlineStore
    let places: PlaceStore
    let interactions: InteractionStore
    let emails: EmailStore
    let confirmations: ConfirmationStore
    let resets: ResetStore
    let mails: MailStore
    /// nil if no mail is sent.
    let mailing: Mailing?
    let mailKey: SymmetricKey
    package let issueAccessToken: IssueAccessToken

    /// Makes a token for an account's session, and says when it stops working (milliseconds since
    /// 1970). What tokens look like is the server's affair; they say of a request whether its session is
    /// restricted (`RequestContext.settle`).
    package typealias IssueAccessToken =
        @Sendable (_ account: ObjectID, _ session: ObjectID, _ isRestricted: Bool) async throws
        -> (token: String, expiresAt: Int64)

    /// An id that nothing has yet, on a shard. Throws what keeps it from being given out.
    package typealias NewID = @Sendable (_ shard: Int) async throws -> ObjectID

    package init(
        tao: TAO, database: Database, clock: WallClock, newID: @escaping NewID,
        secrets: SocialSecrets,
        limits: SocialLimits = .standard, accountRules: AccountRules = AccountRules(), links: Links,
        passwords: PasswordHasher, media: MediaFlow, mailing: Mailing? = nil,
        ranking: RankingWeights = RankingWeights(),
        readsPlainShortcodes: Bool = false,
        issueAccessToken: @escaping IssueAccessToken
    ) {
        self.tao = tao
        self.clock = clock
        self.newID = newID
        globalIDs = GlobalIDs(key: secrets.globalIDKey)
        shortcodes = Shortcodes(key: secrets.globalIDKey)
        self.readsPlainShortcodes = readsPlainShortcodes
        cursors = Cursors(key: secrets.cursorKey)
        trackingTokens = TrackingTokens(key: secrets.cursorKey)
        self.limits = limits
        self.links = links
        self.passwords = passwords
        self.media = media
        self.ranking = ranking
        self.accountRules = accountRules
        largeReads = FairLine(
            places: limits.largeReadsMax, waitingMax: limits.largeReadsWaitingMax,
            waitMillisecondsMax: limits.largeReadWaitMillisecondsMax)
        accounts = AccountStore(database: database)
        sessions = SessionStore(database: database)
        knownAddresses = AddressStore(database: database)
        endedSessions = EndedSessions(sessions, clock: clock, limits: limits)
        refreshKey = SymmetricKey(data: secrets.refreshKey)
        idempotency = IdempotencyStore(
            database: database, lifetimeMilliseconds: limits.idempotencyLifetimeMilliseconds)
        storyDeadlines = StoryDeadlineStore(database: database)
        places = PlaceStore(database: database)
        interactions = InteractionStore(database: database)
        emails = EmailStore(database: database)
        confirmations = ConfirmationStore(database: database, limits: limits)
        resets = ResetStore(database: database)
        mails = MailStore(database: database)
        self.mailing = mailing
        mailKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: refreshKey, info: Array("mailed tokens".utf8), outputByteCount: 32)
        addressKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: refreshKey, info: Array("known addresses".utf8), outputByteCount: 32)
        self.issueAccessToken = issueAccessToken
    }
}

/// Keys of what clients hold and must not make up. Changing one makes their ids, cursors or refresh
/// tokens void.
package struct SocialSecrets: Sendable, SecretHolder {
    /// Two words, of which 48 bits each count.
    package var globalIDKey: (high: UInt64, low: UInt64)
    package var cursorKey: (UInt64, UInt64)
    package var refreshKey: [UInt8]

    package init(
        globalIDKey: (high: UInt64, low: UInt64), cursorKey: (UInt64, UInt64), refreshKey: [UInt8]
    ) {
        self.globalIDKey = globalIDKey
        self.cursorKey = cursorKey
        self.refreshKey = refreshKey
    }

    /// - Parameters:
    ///   - ids: 12 bytes or more of key material, such as a digest. The ids of all objects hang on it,
    ///     so it must outlive the other.
    ///   - tokens: 32 bytes.
    package init(ids: [UInt8], tokens: [UInt8]) {
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(
            globalIDKey: (word(ids[0..<6]), word(ids[6..<12])),
            cursorKey: (word(tokens[0..<8]), word(tokens[8..<16])), refreshKey: Array(tokens[16...])
        )
    }
}

/// Addresses that the server gives out, without its own before them; what they look like is its affair.
package struct Links: Sendable {
    /// The page of an account, by username.
    package var user: @Sendable (_ username: String) -> String
    /// The page of a post, by shortcode.
    package var post: @Sendable (_ shortcode: String) -> String
    /// The page of a hashtag, by its name.
    package var hashtag: @Sendable (_ name: String) -> String
    /// A stored variant. That of a public photo works for ever, that of another should be signed.
    package var variant: @Sendable (_ size: VariantSize, _ blob: String, _ isPublic: Bool) -> String
    /// What belongs to a video, by the name of its file; likewise.
    package var file: @Sendable (_ blob: String, _ isPublic: Bool) -> String
    /// An original: for its owner only, until `expiresAt` (milliseconds since 1970).
    package var original: @Sendable (_ blob: String, _ expiresAt: Int64) -> String
    /// Where the bytes of an upload are to be sent.
    package var upload: @Sendable (PendingUpload) -> String

    package init(
        user: @escaping @Sendable (_ username: String) -> String,
        post: @escaping @Sendable (_ shortcode: String) -> String,
        hashtag: @escaping @Sendable (_ name: String) -> String,
        variant:
            @escaping @Sendable (
                _ size: VariantSize, _ blob: String, _ isPublic: Bool
            ) -> String,
        file: @escaping @Sendable (_ blob: String, _ isPublic: Bool) -> String,
        original: @escaping @Sendable (_ blob: String, _ expiresAt: Int64) -> String,
        upload: @escaping @Sendable (PendingUpload) -> String
    ) {
        self.user = user
        self.post = post
        self.hashtag = hashtag
        self.variant = variant
        self.file = file
        self.original = original
        self.upload = upload
    }
}

/// What an upload address allows: the bytes of one photo, of a known type, size and, where that was
/// announced, digest, for a while.
package struct PendingUpload: Sendable, Equatable {
    package let media: ObjectID
    package let owner: ObjectID
    package let contentType: String
    package let byteCount: Int
    /// SHA-256 of the bytes; nil if it was not announced.
    package let digest: ContentHash?
    /// Milliseconds since 1970.
    package let expiresAt: Int64
    /// Whether they come in parts, by tus, or in one piece.
    package let isResumable: Bool
}
