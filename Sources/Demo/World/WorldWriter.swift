import Social
import TAO

/// Stores a world.
struct WorldWriter {
    /// What the photos of the world show, by index.
    private let pictures: [StoredPicture]
    /// Of every account.
    private let passwordHash: String
    private var store: BulkImport

    /// - Parameter progress: told now and then how many changes have been stored.
    init(
        tao: TAO, pictures: [StoredPicture], passwordHash: String,
        progress: @escaping (Int) -> Void
    ) {
        self.pictures = pictures
        self.passwordHash = passwordHash
        store = BulkImport(into: tao, progress: progress)
    }

    mutating func store(_ world: World) async throws {
        try await storePeople(world)
        // What others lead to comes first.
        try await store.flush()
        try await storeRelations(world)
        try await storePosts(world)
        try await storeStories(world)
        try await storeMarks(world)
        for collection in world.collections {
            try await store.addCollection(
                collection.id, of: world.people[collection.owner].id, collection.name,
                collection.posts)
        }
        try await store.flush()
    }

    private mutating func storePeople(_ world: World) async throws {
        for person in world.people {
            var profile = BulkImport.Profile(
                username: person.username, displayName: person.displayName)
            profile.biography = person.biography
            profile.website = person.website
            profile.isPrivate = person.isPrivate
            profile.isVerified = person.isVerified
            try await store.addAccount(
                person.id, profile, email: "\(person.username)@example.com",
                passwordHash: passwordHash, avatar: person.avatar.map(shown))
        }
    }

    private mutating func storeRelations(_ world: World) async throws {
        let lists: [(BulkImport.Relation, [World.Relation])] = [
            (.follows, world.follows), (.requested, world.requests),
            (.closeFriend, world.closeFriends), (.blocks, world.blocks),
        ]
        for (kind, relations) in lists {
            for relation in relations {
                try await store.add(
                    kind, from: world.people[relation.from].id, to: world.people[relation.to].id,
                    at: relation.time)
            }
        }
    }

    private mutating func storePosts(_ world: World) async throws {
        for hashtag in world.hashtags {
            try await store.addHashtag(hashtag.id, named: hashtag.name)
        }
        for place in world.places {
            try await store.addPlace(
                place.id, named: place.name, latitude: place.latitude, longitude: place.longitude)
        }
        for post in world.posts {
            let tags = post.tags.map { tag in
                BulkImport.Tag(
                    photo: tag.photo, account: world.people[tag.person].id, x: tag.x, y: tag.y)
            }
            try await store.addPost(
                post.id, by: world.people[post.author].id, post.photos.map(shown),
                caption: post.caption, at: post.place, tags: tags, for: post.audience,
                isPublished: post.isPublished)
        }
        for comment in world.comments {
            try await store.addComment(
                comment.id, on: comment.post, by: world.people[comment.author].id, comment.text,
                parent: comment.parent, inReplyTo: comment.inReplyTo, isHidden: comment.isHidden)
        }
    }

    private mutating func storeStories(_ world: World) async throws {
        for story in world.stories {
            try await store.addStory(
                story.id, by: world.people[story.author].id, shown(story.photo), text: story.text,
                for: story.audience, isPublished: story.isPublished)
        }
    }

    private mutating func storeMarks(_ world: World) async throws {
        let comments = Set(world.comments.map(\.id))
        for like in world.likes {
            try await store.add(
                comments.contains(like.target) ? .likesComment : .likes,
                from: world.people[like.from].id, to: like.target, at: like.time)
        }
        let authors = Dictionary(
            world.stories.map { ($0.id, $0.author) }, uniquingKeysWith: { first, _ in first })
        let stories = Dictionary(grouping: world.stories, by: \.author)
        let views = world.views.filter { authors[$0.target] != nil }
        for (viewer, seen) in Dictionary(grouping: views, by: \.from).sorted(by: { $0.key < $1.key }
        ) {
            let seen = Dictionary(grouping: seen) { authors[$0.target] ?? 0 }
            for (author, seen) in seen.sorted(by: { $0.key < $1.key }) {
                try await store.addViews(
                    seen.map { ($0.target, $0.time) }, by: world.people[viewer].id,
                    of: world.people[author].id, among: stories[author, default: []].map(\.id))
            }
        }
    }

    private func shown(_ photo: World.Photo) -> BulkImport.Photo {
        (photo.id, pictures[photo.picture])
    }
}
