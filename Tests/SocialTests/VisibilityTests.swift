import TAO
import Testing

@testable import Social

@Suite struct `Who may see what` {
    private static let author = ObjectID(milliseconds: 1_800_000_000_000, shard: 1, sequence: 0)

    /// How somebody may stand to the author.
    enum Viewer: String, CaseIterable {
        case author, stranger, follower, closeFriend, blocked, blockedFollower
    }

    private func standing(_ viewer: Viewer, isPrivate: Bool, isSuspended: Bool = false) -> Standing
    {
        var properties = Properties<User>(username: "eva", displayName: nil)
        properties[.isPrivate] = isPrivate
        properties[.isSuspended] = isSuspended
        var standing = Standing(author: User(object: Object(Self.author, properties)))
        switch viewer {
        case .author: standing.isViewer = true
        case .stranger: break
        case .follower: standing.follows = true
        case .closeFriend: (standing.follows, standing.isCloseFriend) = (true, true)
        case .blocked: standing.isBlocked = true
        case .blockedFollower: (standing.isBlocked, standing.follows) = (true, true)
        }
        return standing
    }

    private func post(_ audience: Audience, _ status: PostStatus) -> Post {
        var properties = Properties(
            postBy: Self.author, media: [], caption: nil, audience: audience, publishedAt: 1)
        properties[.status] = status
        return Post(object: Object(ObjectID(rawValue: 9), properties))
    }

    private func viewers(_ sees: (Viewer) -> Bool) -> Set<Viewer> {
        Set(Viewer.allCases.filter(sees))
    }

    @Test func `a header is hidden from the blocked alone`() {
        for isPrivate in [false, true] {
            #expect(
                viewers { Visibility.showsHeader(standing($0, isPrivate: isPrivate)) }
                    == [.author, .stranger, .follower, .closeFriend])
        }
    }

    @Test(
        arguments: [
            (Audience.everyone, false, [.author, .stranger, .follower, .closeFriend]),
            (.everyone, true, [.author, .follower, .closeFriend]),
            (.followers, false, [.author, .follower, .closeFriend]),
            (.followers, true, [.author, .follower, .closeFriend]),
            (.closeFriends, false, [.author, .closeFriend]),
            (.closeFriends, true, [.author, .closeFriend]),
        ] as [(Audience, Bool, Set<Viewer>)])
    func `a published post goes to its audience`(
        audience: Audience, isPrivate: Bool, expected: Set<Viewer>
    ) {
        let post = post(audience, .published)
        #expect(
            viewers { Visibility.showsPost(post, standing($0, isPrivate: isPrivate)) } == expected)
    }

    @Test(arguments: [PostStatus.processing, .failed])
    func `what is not published is the author's`(status: PostStatus) {
        let post = post(.everyone, status)
        #expect(viewers { Visibility.showsPost(post, standing($0, isPrivate: false)) } == [.author])
    }

    @Test func `what was removed is gone for all`() {
        let post = post(.everyone, .removed)
        #expect(viewers { Visibility.showsPost(post, standing($0, isPrivate: false)) } == [])
    }

    @Test func `a suspended account is gone for all`() {
        let post = post(.everyone, .published)
        for viewer in Viewer.allCases {
            let standing = standing(viewer, isPrivate: false, isSuspended: true)
            #expect(!Visibility.showsHeader(standing))
            #expect(!Visibility.showsPost(post, standing))
            #expect(!Visibility.showsComment(standing))
        }
    }

    @Test func `a comment outlives its author's account`() {
        #expect(Visibility.showsComment(Standing(author: nil)))
        #expect(!Visibility.showsComment(standing(.blocked, isPrivate: false)))
        #expect(Visibility.showsComment(standing(.stranger, isPrivate: true)))
    }

    @Test func `a story expires after a day, for its author too`() {
        let id = ObjectID(milliseconds: 1_800_000_000_000, shard: 1, sequence: 1)
        let properties = Properties(
            storyBy: Self.author, media: id, text: nil, audience: .followers, isPublished: true)
        let story = Story(object: Object(id, properties))
        let day = SocialLimits.standard.storyLifetimeMilliseconds
        func sees(_ viewer: Viewer, _ age: Int64) -> Bool {
            Visibility.showsStory(
                story, standing(viewer, isPrivate: false), now: id.milliseconds + age,
                limits: .standard)
        }
        #expect(viewers { sees($0, day - 1) } == [.author, .follower, .closeFriend])
        #expect(viewers { sees($0, day) } == [])
    }

    @Test func `only what strangers see is public`() {
        func isPublic(_ audience: Audience, isPrivate: Bool) -> Bool {
            Visibility.isPublic(
                post(audience, .published).object,
                by: standing(.stranger, isPrivate: isPrivate).author?.object)
        }
        #expect(isPublic(.everyone, isPrivate: false))
        #expect(!isPublic(.everyone, isPrivate: true))
        #expect(!isPublic(.followers, isPrivate: false))
        #expect(!isPublic(.closeFriends, isPrivate: false))
    }
}

extension Object {
    /// As it was stored first.
    fileprivate init<Owner: GraphObject>(_ id: ObjectID, _ properties: Properties<Owner>) {
        self.init(id: id, type: Owner.kind.rawValue, version: 1, data: properties.record)
    }
}
