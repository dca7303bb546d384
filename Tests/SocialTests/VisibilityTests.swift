import TAO
import TestSupport
import Testing

@testable import Social
@testable import struct Social.Comment

/// The policies of all kinds, asked with every relation that a viewer may have to an owner.
@Suite struct `Who may see what` {
    private static let owner = ObjectID(milliseconds: 1_800_000_000_000, shard: 1, sequence: 0)
    private static let viewer = ObjectID(milliseconds: 1_800_000_000_000, shard: 2, sequence: 0)

    /// How the viewer and the owner stand; a letter for each, so that tables can be read by eye.
    enum Viewer: Character, CaseIterable {
        case owner = "O"
        case closeFriend = "C"
        case follower = "F"
        case closeFriendOnly = "c"
        case stranger = "S"
        case anonymous = "A"
        case blocks = "b"
        case isBlocked = "B"
        case blockedFollower = "f"
    }

    /// What there is to know of an owner.
    enum Account: CaseIterable {
        case open, `private`, suspended, gone
    }

    private static func facts(_ viewer: Viewer, of account: Account) -> ReadFacts {
        var properties = Properties<User>(username: "eva", displayName: nil)
        properties[.isPrivate] = account == .private
        properties[.isSuspended] = account == .suspended
        var relation = ViewerRelation(owner: User(object: Object(owner, properties)))
        if account == .gone { relation.owner = nil }
        relation.isOwner = viewer == .owner
        relation.follows = [.closeFriend, .follower, .blockedFollower].contains(viewer)
        relation.isCloseFriend = [.closeFriend, .closeFriendOnly].contains(viewer)
        relation.blocks = viewer == .blocks
        relation.isBlockedBy = [.isBlocked, .blockedFollower].contains(viewer)
        var facts = ReadFacts(now: owner.milliseconds + 1, limits: .standard)
        facts.viewer =
            switch viewer {
            case .anonymous: nil
            case .owner: owner
            default: Self.viewer
            }
        facts.relation = relation
        return facts
    }

    /// The letters of those who see an object.
    private func audience(
        of object: Object, _ account: Account, _ change: (inout ReadFacts) -> Void = { _ in }
    ) throws -> String {
        let type = try #require(object.kind?.objectType)
        return String(
            Viewer.allCases.filter { viewer in
                var facts = Self.facts(viewer, of: account)
                change(&facts)
                return type.shows(object, facts)
            }.map(\.rawValue))
    }

    private func post(_ audience: Audience, _ status: PostStatus? = .published) -> Object {
        var properties = Properties(
            postBy: Self.owner, media: [], caption: nil, audience: audience, publishedAt: 1)
        properties[.status] = status
        return Object(ObjectID(rawValue: 9), properties)
    }

    private func story(_ audience: Audience, _ status: PostStatus? = .published) -> Object {
        let id = ObjectID(milliseconds: Self.owner.milliseconds, shard: 1, sequence: 1)
        var properties = Properties(
            storyBy: Self.owner, media: id, text: nil, audience: audience)
        properties[.publishedAt] = Self.owner.milliseconds
        properties[.status] = status
        return Object(id, properties)
    }

    @Test(
        arguments: [(.open, "OCFcSAb"), (.private, "OCFcSAb"), (.suspended, "O"), (.gone, "O")]
            as [(Account, String)])
    func `headers are hidden from the blocked alone`(account: Account, seers: String) throws {
        let user = Object(Self.owner, Properties<User>(username: "eva", displayName: nil))
        #expect(try audience(of: user, account) == seers)
    }

    @Test(
        arguments: [
            (.everyone, .open, "OCFcSA"),
            (.everyone, .private, "OCF"),
            (.followers, .open, "OCF"),
            (.followers, .private, "OCF"),
            (.closeFriends, .open, "OCc"),
            (.closeFriends, .private, "OC"),
            (.everyone, .suspended, ""),
            (.everyone, .gone, ""),
        ] as [(Audience, Account, String)])
    func `posts and stories go to their audience`(
        chosen: Audience, account: Account, seers: String
    ) throws {
        #expect(try audience(of: post(chosen), account) == seers)
        #expect(try audience(of: story(chosen), account) == seers)
    }

    @Test(
        arguments: [
            (.processing, "O"), (.failed, "O"), (.removed, ""), (nil, ""),
        ] as [(PostStatus?, String)])
    func `what is not published is the owner's, until it is removed`(
        status: PostStatus?, seers: String
    ) throws {
        #expect(try audience(of: post(.everyone, status), .open) == seers)
        #expect(try audience(of: story(.everyone, status), .open) == seers)
    }

    @Test(
        .crosses(\SocialLimits.storyLifetimeMilliseconds),
        arguments: [(-1, "OCFcSA"), (0, "O")] as [(Int64, String)])
    func `stories are their owners' from a day after their publication on`(
        late: Int64, seers: String
    ) throws {
        let end = Self.owner.milliseconds + SocialLimits.standard.storyLifetimeMilliseconds
        #expect(try audience(of: story(.everyone), .open) { $0.now = end + late } == seers)
        // One that was made long before it was published lives as long.
        var slow = Properties<Story>(story(.everyone).data)
        slow.publish(at: Self.owner.milliseconds + 1_000)
        let object = Object(story(.everyone).id, slow)
        #expect(try audience(of: object, .open) { $0.now = end + 1_000 + late } == seers)
    }

    @Test func `stories are hidden from whom their owner names`() throws {
        var properties = Properties<Story>(story(.everyone).data)
        properties[.hiddenFrom] = [Self.viewer]
        #expect(try audience(of: Object(story(.everyone).id, properties), .open) == "OA")
    }

    @Test(
        arguments: [
            (true, .open, "OCFcSA"), (true, .private, "OCFcSA"), (true, .suspended, ""),
            (true, .gone, "OCFcSAbBf"), (false, .open, ""), (false, .gone, ""),
        ] as [(Bool, Account, String)])
    func `comments are seen with their post, and outlive accounts`(
        isPostShown: Bool, account: Account, seers: String
    ) throws {
        var properties = Properties<Comment>()
        properties[.author] = Self.owner
        let comment = Object(ObjectID(rawValue: 9), properties)
        #expect(try audience(of: comment, account) { $0.isParentShown = isPostShown } == seers)
    }

    @Test(arguments: [(nil, "O"), (viewer, "OCFcS")])
    func `comments that are held back are seen by their writers and the author of the post`(
        author: ObjectID?, seers: String
    ) throws {
        var properties = Properties<Comment>()
        properties[.author] = Self.owner
        properties[.isHeldBack] = true
        let comment = Object(ObjectID(rawValue: 9), properties)
        let seen = try audience(of: comment, .open) {
            $0.isParentShown = true
            $0.parentOwner = author
        }
        #expect(seen == seers)
        let gone = try audience(of: comment, .gone) { $0.isParentShown = true }
        #expect(gone == "O", "when its writer is gone, too")
    }

    @Test(arguments: [(true, "OCFcSAbBf"), (false, "O")])
    func `photos are seen with what shows them, and by their owners`(
        isParentShown: Bool, seers: String
    ) throws {
        var properties = Properties<Image>()
        properties[.owner] = Self.owner
        let photo = Object(ObjectID(rawValue: 9), properties)
        #expect(try audience(of: photo, .open) { $0.isParentShown = isParentShown } == seers)
    }

    @Test(
        arguments: [
            (.open, "OCFcSA"), (.private, "OCF"), (.suspended, ""), (.gone, ""),
        ] as [(Account, String)])
    func `lists of a private account are for its followers`(
        account: Account, seers: String
    ) {
        let user = User(
            object: Object(Self.owner, Properties<User>(username: "eva", displayName: nil)))
        let seen = Viewer.allCases.filter {
            ListVisibility.contentAudience.rules(User.self).show(user, Self.facts($0, of: account))
        }
        #expect(String(seen.map(\.rawValue)) == seers)
    }

    @Test(arguments: Account.allCases) func `hashtags and places are everyone's`(
        account: Account
    ) throws {
        let all = String(Viewer.allCases.map(\.rawValue))
        #expect(try audience(of: Object(Self.owner, Properties<Hashtag>()), account) == all)
        #expect(try audience(of: Object(Self.owner, Properties<Location>()), account) == all)
    }

    @Test(
        arguments: [
            (.everyone, .open, "OCFcSAbBf"), (.everyone, .private, ""), (.followers, .open, ""),
            (.closeFriends, .open, ""), (.closeFriends, .private, ""),
        ] as [(Audience, Account, String)])
    func `lists of hashtags and places have public posts alone`(
        chosen: Audience, account: Account, seers: String
    ) {
        let rules: [ReadRule<Post>] = [.publicOnly(.audience)]
        let post = Post(object: post(chosen))
        let seen = Viewer.allCases.filter { rules.show(post, Self.facts($0, of: account)) }
        #expect(String(seen.map(\.rawValue)) == seers)
    }

    @Test(
        arguments: [
            (.everyone, "OCFcSAbBf"), (.nobody, "O"), (.following, "O"),
            (.followersAndFollowing, "OCFf"), (.mutuals, "O"), (nil, "OCFcSAbBf"),
        ] as [(InteractionPolicy?, String)])
    func `accounts are mentioned by those who may`(policy: InteractionPolicy?, namers: String) {
        var properties = Properties<User>(username: "eva", displayName: nil)
        properties[.mentionPolicy] = policy
        let user = User(object: Object(Self.owner, properties))
        let seen = Viewer.allCases.filter { viewer in
            let facts = Self.facts(viewer, of: .open)
            return WriteRule<User>.mayBeNamed.isKept(
                user,
                WriteFacts(viewer: Self.viewer, relation: facts.relation, isFollowed: false))
        }
        #expect(String(seen.map(\.rawValue)) == namers)
    }

    // MARK: Every rule counts

    @Test(arguments: ObjectKind.allCases)
    func `no rule can be taken away unnoticed`(kind: ObjectKind) {
        checkRules(of: kind.objectType)
    }

    private func checkRules<Kind: GraphObject>(of type: Kind.Type) {
        let objects = samples.compactMap { $0.ofKind(Kind.kind).map(Kind.init) }
        for index in Kind.policy.indices {
            var rules = Kind.policy
            rules.remove(at: index)
            #expect(
                outcomes(rules, objects) != outcomes(Kind.policy, objects),
                "rule \(index) of \(Kind.kind) changes nothing")
        }
    }

    private func outcomes<Kind: GraphObject>(
        _ rules: [ReadRule<Kind>], _ objects: [Kind]
    ) -> [Bool] {
        let day = SocialLimits.standard.storyLifetimeMilliseconds
        var outcomes: [Bool] = []
        for object in objects {
            for account in Account.allCases {
                for viewer in Viewer.allCases {
                    for (isParentShown, age) in [(true, 1), (false, 1), (true, day)] {
                        var facts = Self.facts(viewer, of: account)
                        facts.isParentShown = isParentShown
                        facts.now = Self.owner.milliseconds + age
                        outcomes.append(rules.show(object, facts))
                    }
                }
            }
        }
        return outcomes
    }

    /// Objects of every kind, audience and status.
    private var samples: [Object] {
        var comment = Properties<Comment>()
        comment[.author] = Self.owner
        var heldBack = comment
        heldBack[.isHeldBack] = true
        var photo = Properties<Image>()
        photo[.owner] = Self.owner
        var settings = Properties<OwnSettings>()
        settings[.account] = Self.owner
        let inbox = Properties<Inbox>(of: Self.owner, readAt: 1)
        var collection = Properties<Collection>()
        collection[.owner] = Self.owner
        var taste = Properties<Taste>()
        taste[.account] = Self.owner
        var seen = Properties<SeenPosts>()
        seen[.account] = Self.owner
        let posts = Audience.allCases.flatMap { audience in
            PostStatus.allCases.flatMap { [post(audience, $0), story(audience, $0)] }
        }
        var hidden = Properties<Story>(story(.everyone).data)
        hidden[.hiddenFrom] = [Self.viewer]
        return posts + [
            Object(story(.everyone).id, hidden),
            Object(Self.owner, Properties<User>(username: "eva", displayName: nil)),
            Object(ObjectID(rawValue: 9), comment), Object(ObjectID(rawValue: 9), heldBack),
            Object(ObjectID(rawValue: 9), photo),
            Object(OwnSettings.id(of: Self.owner), settings),
            Object(Inbox.id(of: Self.owner), inbox), Object(ObjectID(rawValue: 9), collection),
            Object(ObjectID(rawValue: 9), taste),
            Object(SeenPosts.id(of: Self.owner), seen),
            Object(Reception.id(of: ObjectID(rawValue: 9)), Properties<Reception>()),
            Object(ObjectID(rawValue: 9), Properties<Hashtag>()),
            Object(ObjectID(rawValue: 9), Properties<Location>()),
        ]
    }
}

extension Object {
    /// As it was stored first.
    fileprivate init<Owner: GraphObject>(_ id: ObjectID, _ properties: Properties<Owner>) {
        self.init(id: id, type: Owner.kind.rawValue, version: 1, data: properties.record)
    }
}
