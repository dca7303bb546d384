import TAO

/// Stores a world through the graph's own writes, some thousand changes at a time.
struct WorldWriter {
    let tao: TAO
    /// What the photos of the world show, by index.
    let pictures: [StoredPicture]
    let passwordHash: String
    /// Told after every batch how many changes have been stored.
    let progress: (Int) -> Void

    private var write = GraphWrite()
    private var steps = 0
    private var stored = 0

    init(
        tao: TAO, pictures: [StoredPicture], passwordHash: String,
        progress: @escaping (Int) -> Void
    ) {
        self.tao = tao
        self.pictures = pictures
        self.passwordHash = passwordHash
        self.progress = progress
    }

    mutating func store(_ world: World) async throws {
        try await storePeople(world)
        try await storeRelations(world)
        try await storePosts(world)
        try await storeComments(world)
        try await storeStories(world)
        try await storeMarks(world)
        try await flush()
    }

    // MARK: Parts

    private mutating func storePeople(_ world: World) async throws {
        for batch in world.people.batches(of: Self.peoplePerBatch) {
            for person in batch { add(person) }
            let accounts = batch.map { person in
                Account(
                    id: person.id, email: "\(person.username)@example.com",
                    isEmailVerified: true, passwordHash: passwordHash, role: .member,
                    isSuspended: false)
            }
            write.also(
                AccountStore.insertion(accounts, createdAt: batch.map(\.id.milliseconds)))
            try await flush()
        }
    }

    private mutating func add(_ person: World.Person) {
        var user = Properties<User>(
            username: person.username, displayName: person.displayName)
        user[.biography] = person.biography
        user[.website] = person.website
        user[.isPrivate] = person.isPrivate ? true : nil
        user[.isVerified] = person.isVerified ? true : nil
        if let avatar = person.avatar {
            user[.avatar] = avatar.id
            add(avatar, owner: person.id, parent: person.id)
        }
        write.addUser(
            person.id, username: person.username, email: "\(person.username)@example.com",
            user)
        steps += 3
    }

    private mutating func storeRelations(_ world: World) async throws {
        let lists = [
            (AssociationTypes.follows, world.follows),
            (AssociationTypes.requested, world.requests),
            (AssociationTypes.closeFriend, world.closeFriends),
            (AssociationTypes.blocks, world.blocks),
        ]
        for (type, relations) in lists {
            for relation in relations {
                let (from, to) = (world.people[relation.from].id, world.people[relation.to].id)
                write.addAssociation(from, type, to, time: relation.time)
                try await step()
            }
        }
    }

    private mutating func storePosts(_ world: World) async throws {
        for post in world.posts {
            let author = world.people[post.author].id
            let properties = Properties(
                postBy: author, media: post.photos.map(\.id), caption: post.caption,
                audience: post.audience, publishedAt: post.isPublished ? post.id.milliseconds : nil)
            write.add(post.id, properties)
            Post.list(post.id, properties, in: &write)
            for photo in post.photos {
                add(photo, owner: author, parent: post.id, isReady: post.isPublished)
            }
            try await step(2)
        }
    }

    private mutating func storeComments(_ world: World) async throws {
        for comment in world.comments {
            write.addComment(
                comment.id, on: comment.post, by: world.people[comment.author].id, comment.text,
                parent: comment.parent, inReplyTo: comment.inReplyTo)
            try await step(3)
        }
    }

    private mutating func storeStories(_ world: World) async throws {
        for story in world.stories {
            let author = world.people[story.author].id
            let properties = Properties(
                storyBy: author, media: story.photo.id, text: story.text,
                audience: story.audience, isPublished: true)
            write.add(story.id, properties)
            Story.list(story.id, properties, in: &write)
            add(story.photo, owner: author, parent: story.id)
            try await step(2)
        }
    }

    private mutating func storeMarks(_ world: World) async throws {
        for (type, marks) in [
            (AssociationTypes.likes, world.likes), (AssociationTypes.viewed, world.views),
        ] {
            for mark in marks {
                write.addAssociation(
                    world.people[mark.from].id, type, mark.target, time: mark.time)
                try await step()
            }
        }
    }

    /// A MEDIA object that shows one of the pictures.
    private mutating func add(
        _ photo: World.Photo, owner: ObjectID, parent: ObjectID, isReady: Bool = true
    ) {
        var properties = Properties<Image>()
        properties[.owner] = owner
        properties[.contentType] = "image/jpeg"
        properties[.status] = .processing
        properties[.parent] = parent
        if isReady { properties.show(pictures[photo.picture]) }
        write.add(photo.id, properties)
        steps += 1
    }

    // MARK: Batches

    private static let peoplePerBatch = 50
    /// A Citus cluster takes some milliseconds for each, and a batch has the time of one statement.
    private static let stepsPerBatch = 100

    private mutating func step(_ count: Int = 1) async throws {
        steps += count
        if steps >= Self.stepsPerBatch { try await flush() }
    }

    private mutating func flush() async throws {
        guard !write.isEmpty else { return }
        _ = try await tao.commit(write)
        stored += steps
        write = GraphWrite()
        steps = 0
        progress(stored)
    }
}

extension Array {
    fileprivate func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
