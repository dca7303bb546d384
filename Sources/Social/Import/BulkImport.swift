import TAO

/// Stores what happened elsewhere, or never, under ids and at times of the past: some hundred changes
/// a write, without the rules and limits of the mutations. The log of events is not told: what was before is
/// nobody's news, and who reads the log begins with what is stored.
package struct BulkImport {
    /// Who sees a post or story.
    package enum Audience: Sendable {
        case everyone, followers, closeFriends
    }

    /// What one account is or did to another account, post or comment.
    package enum Relation: Sendable {
        case follows, requested, closeFriend, blocks, likes, likesComment, dislikes, saves, shares
    }

    /// A MEDIA object, and what it shows.
    package typealias Photo = (id: ObjectID, picture: StoredPicture)

    let tao: TAO
    /// Told after every write how many changes have been stored.
    private let progress: (Int) -> Void
    var write = GraphWrite()
    /// What is to be stored as rows; nil where each write is committed.
    private var rows: GraphLoad?
    private var accounts: [Account] = []
    /// Of them, in their order.
    private var addresses: [EmailAddress] = []
    /// Who has written below what, by the changes that are not stored yet.
    private var writers: Set<[ObjectID]> = []
    var steps = 0
    /// By their names: hashtags that were found in texts, and accounts that may be mentioned.
    var hashtags: [String: ObjectID] = [:]
    private(set) var usernames: [String: ObjectID] = [:]
    private var stored = 0

    /// A Citus cluster takes some milliseconds for each, and a write has the time of one statement.
    private static let stepsPerWrite = 100

    package init(into tao: TAO, progress: @escaping (Int) -> Void = { _ in }) {
        self.tao = tao
        self.progress = progress
    }

    /// For a graph that has no reader yet: nothing is stored before `load(sealing:_:)` has been.
    package init(copyingInto tao: TAO) {
        self.init(into: tao)
        rows = GraphLoad(into: tao)
    }

    /// All changes since the last time, to be stored by `TAO.load`; of one that copies.
    ///
    /// - Parameter seal: a name among the marks of made-up worlds that is claimed with them, by `id`.
    package mutating func load(sealing seal: String, _ id: ObjectID) async throws -> GraphLoad {
        write.claimName(namespace: NameSpaces.demo, name: seal, id: id)
        try await flush()
        writers = []
        guard let load = rows else { preconditionFailure("it was made to copy") }
        rows = GraphLoad(into: tao)
        return load
    }

    /// Stores what is not stored yet. Nothing else does for the last changes.
    package mutating func flush() async throws {
        if !accounts.isEmpty {
            let times = accounts.map(\.id.milliseconds)
            write.also(AccountStore.insertion(accounts, createdAt: times))
            write.also(EmailStore.proved(addresses, by: accounts.map(\.id), at: times))
        }
        guard !write.isEmpty else { return }
        if rows == nil {
            _ = try await tao.commit(write)
            writers = []
        } else {
            try rows?.add(write)
        }
        stored += steps
        write = GraphWrite()
        accounts = []
        addresses = []
        steps = 0
        progress(stored)
    }

    mutating func step(_ count: Int) async throws {
        steps += count
        if steps >= Self.stepsPerWrite { try await flush() }
    }
}

// MARK: Accounts

extension BulkImport {
    /// What an account shows.
    package struct Profile: Sendable {
        /// In any case; kept as that of a registration is.
        package var username: String
        package var displayName: String
        package var biography: String?
        package var website: String?
        package var isPrivate = false
        package var isVerified = false

        package init(username: String, displayName: String) {
            self.username = username
            self.displayName = displayName
        }
    }

    /// A name that no account can have.
    package struct BadUsername: Error {
        package let text: String
    }

    /// An address that no account can have.
    package struct BadAddress: Error {
        package let text: String
    }

    /// - Parameters:
    ///   - email: in any spelling; kept as that of a registration is.
    ///   - passwordHash: as `PasswordHasher` makes it.
    /// - Throws: `BadUsername`, `BadAddress`; what keeps the changes before from being stored.
    package mutating func addAccount(
        _ id: ObjectID, _ profile: Profile, email: String, passwordHash: String, avatar: Photo?
    ) async throws {
        guard let username = Username.kept(profile.username, .standard) else {
            throw BadUsername(text: profile.username)
        }
        guard let address = EmailAddress(email, .standard) else { throw BadAddress(text: email) }
        var user = Properties<User>(username: username, displayName: profile.displayName)
        user[.biography] = profile.biography
        user[.website] = profile.website
        user[.isPrivate] = profile.isPrivate ? true : nil
        user[.isVerified] = profile.isVerified ? true : nil
        if let avatar {
            user[.avatar] = avatar.id
            add(avatar, owner: id, parent: id)
        }
        write.addUser(id, username: username, user)
        usernames[username] = id
        addresses.append(address)
        accounts.append(
            Account(
                id: id, email: address.text, isEmailVerified: true, passwordHash: passwordHash,
                role: .member))
        try await step(3)
    }

    package mutating func add(
        _ relation: Relation, from: ObjectID, to: ObjectID, at time: Int64
    ) async throws {
        if case .requested = relation {
            write.addFollowRequest(from: from, to: to, time: time)
        } else {
            write.addAssociation(from, relation.type, to, time: time)
        }
        try await step(2)
    }
}

extension BulkImport {
    /// Keeps the posts of an account out of another's feeds.
    package mutating func addMute(
        of account: ObjectID, by viewer: ObjectID, at time: Int64
    ) async throws {
        let mute = ViewerMute(posts: true, stories: false, until: nil)
        write.addAssociation(viewer, AssociationTypes.mutes, account, time: time, data: mute.record)
        try await step(2)
    }
}

// MARK: What accounts post

extension BulkImport {
    /// - Parameters:
    ///   - place: one that was added before.
    ///   - tags: accounts in its photos.
    ///   - isPublished: false for one whose photos are still processing.
    package mutating func addPost(
        _ id: ObjectID, by author: ObjectID, _ photos: [Photo], caption: String?,
        at place: ObjectID? = nil, tags: [Tag] = [], for audience: Audience,
        isPublished: Bool = true
    ) async throws {
        var properties = Properties<Post>(
            postBy: author, media: photos.map(\.id), caption: caption,
            audience: audience.stored, publishedAt: isPublished ? id.milliseconds : nil)
        let entities = try await entities(of: caption, at: id.milliseconds)
        properties[.entities] = entities
        properties[.location] = place
        properties[.tags] = MediaTags(tags)
        write.add(id, properties)
        try Post.list(id, properties, in: &write)
        for photo in photos { add(photo, owner: author, parent: id, isReady: isPublished) }
        try await step(2 + entities.items.count + tags.count)
    }

    /// - Parameter isHidden: whether its writer and the author of the post alone see it.
    package mutating func addComment(
        _ id: ObjectID, on post: ObjectID, by author: ObjectID, _ text: String,
        parent: ObjectID? = nil, inReplyTo: ObjectID? = nil, isHidden: Bool = false
    ) async throws {
        let entities = try await entities(of: text, at: id.milliseconds)
        write.addComment(
            id, on: post, by: author, text, entities, parent: parent, inReplyTo: inReplyTo,
            isHeldBack: isHidden)
        for place in [post, parent].compactMap({ $0 })
        where writers.insert([place, author]).inserted {
            write.addAssociation(place, AssociationTypes.writers, author, time: id.milliseconds)
        }
        try await step(6)
    }

    /// - Parameter posts: those in it, which are saved with it, with when.
    package mutating func addCollection(
        _ id: ObjectID, of owner: ObjectID, _ name: String,
        _ posts: [(id: ObjectID, time: Int64)]
    ) async throws {
        write.addCollection(id, of: owner, named: name)
        for (post, time) in posts {
            write.addAssociation(owner, AssociationTypes.saves, post, time: time)
            write.addAssociation(id, AssociationTypes.collected, post, time: time)
        }
        try await step(2 + 2 * posts.count)
    }

    /// One that is over goes to the archive of its author.
    ///
    /// - Parameter isPublished: false for one whose photo is still processing.
    package mutating func addStory(
        _ id: ObjectID, by author: ObjectID, _ photo: Photo, text: String?, for audience: Audience,
        isPublished: Bool = true
    ) async throws {
        var properties = Properties<Story>(
            storyBy: author, media: photo.id, text: text, audience: audience.stored)
        if isPublished { properties.publish(at: id.milliseconds) }
        write.add(id, properties)
        let age = tao.clock.milliseconds - id.milliseconds
        if isPublished, age >= SocialLimits.standard.storyLifetimeMilliseconds {
            write.addAssociation(
                author, AssociationTypes.archivedStory, id, time: id.milliseconds)
            write.also(
                StoryDeadlineStore.insertion(of: id, by: author, publishedAt: id.milliseconds))
        } else {
            write.list(id, properties)
        }
        add(photo, owner: author, parent: id, isReady: isPublished)
        try await step(3)
    }

    /// What an account has seen of the stories of another.
    ///
    /// - Parameters:
    ///   - seen: stories, with the time of the first look.
    ///   - stories: all stories of the author.
    package mutating func addViews(
        _ seen: [(story: ObjectID, time: Int64)], by viewer: ObjectID, of author: ObjectID,
        among stories: [ObjectID]
    ) async throws {
        var marks = SeenStories()
        for (story, time) in seen {
            marks.see(story.milliseconds, of: stories.map(\.milliseconds))
            write.addAssociation(viewer, AssociationTypes.viewed, story, time: time)
        }
        marks.forget(until: .min, keeping: SocialLimits.standard.storiesPassedOverMax)
        write.addAssociation(
            viewer, AssociationTypes.seenStories, author, time: marks.mark, data: marks.record)
        try await step(2 * seen.count + 2)
    }

    private mutating func add(
        _ photo: Photo, owner: ObjectID, parent: ObjectID, isReady: Bool = true
    ) {
        var properties = Properties<Image>()
        properties[.owner] = owner
        properties[.contentType] = "image/jpeg"
        properties[.status] = .processing
        properties[.parent] = parent
        if isReady { properties.show(photo.picture) }
        write.addUpload(photo.id, properties, by: owner)
        steps += 2
    }
}

extension BulkImport.Audience {
    fileprivate var stored: Audience {
        switch self {
        case .everyone: .everyone
        case .followers: .followers
        case .closeFriends: .closeFriends
        }
    }
}

extension BulkImport.Relation {
    fileprivate var type: AssociationType {
        switch self {
        case .follows: AssociationTypes.follows
        case .requested: AssociationTypes.requested
        case .closeFriend: AssociationTypes.closeFriend
        case .blocks: AssociationTypes.blocks
        case .likes: AssociationTypes.likes
        case .likesComment: AssociationTypes.likesComment
        case .dislikes: AssociationTypes.dislikes
        case .saves: AssociationTypes.saves
        case .shares: AssociationTypes.shares
        }
    }
}
