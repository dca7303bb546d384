import TAO

@testable import Demo
@testable import Social

/// Builds a world by hand, in which everything has a name: `alice`, `alice.post.1`,
/// `alice.post.1.photo.1`, `alice.story.1`, `alice.tray`, `bob.asks.dan`, `comment.1`.
struct SmallWorld: Sendable {
    /// 2026-04-08T18:00:00Z: what time it is in all query tests.
    static let now: Int64 = 1_775_671_200_000
    static let hour: Int64 = 3_600_000

    private(set) var world = World()
    private(set) var names: [String: NodeID] = [:]
    private var ids = PastIDs()
    private var people: [String: Int] = [:]

    static func time(hoursAgo: Double) -> Int64 {
        now - Int64(hoursAgo * Double(hour))
    }

    private func place(of person: String) -> Int {
        guard let place = people[person] else { preconditionFailure("nobody is \(person)") }
        return place
    }

    private func object(_ name: String) -> ObjectID {
        guard let node = names[name] else { preconditionFailure("nothing is \(name)") }
        return node.object
    }

    // MARK: People

    mutating func person(_ name: String, _ displayName: String, isPrivate: Bool = false) {
        let index = world.people.count
        let time = Self.time(hoursAgo: Double(10_000 - index))
        let id = ids.next(at: time, shard: index + 1)
        let avatar = World.Photo(id: ids.next(at: time, shard: index + 1), picture: index % 8)
        world.people.append(
            World.Person(
                id: id, username: name, displayName: displayName,
                biography: "I am \(displayName).", isPrivate: isPrivate,
                isVerified: name == "alice", avatar: avatar))
        people[name] = index
        names[name] = NodeID(.user, id)
        names["\(name).tray"] = NodeID(.storyTray, id)
        names["\(name).settings"] = NodeID(.user, OwnSettings.id(of: id))
        names["\(name).avatar"] = NodeID(.media, avatar.id)
    }

    mutating func follow(_ from: String, _ to: String, hoursAgo: Double = 1_000) {
        world.follows.append(relation(from, to, hoursAgo))
    }

    mutating func request(_ from: String, _ to: String, hoursAgo: Double = 10) {
        world.requests.append(relation(from, to, hoursAgo))
        names["\(from).asks.\(to)"] = NodeID(.followRequest, object(from), to: object(to))
    }

    mutating func closeFriend(_ from: String, _ to: String, hoursAgo: Double = 500) {
        world.closeFriends.append(relation(from, to, hoursAgo))
    }

    mutating func block(_ from: String, _ to: String, hoursAgo: Double = 20) {
        world.blocks.append(relation(from, to, hoursAgo))
    }

    private func relation(_ from: String, _ to: String, _ hoursAgo: Double) -> World.Relation {
        World.Relation(
            from: place(of: from), to: place(of: to), time: Self.time(hoursAgo: hoursAgo))
    }

    // MARK: Posts

    mutating func hashtag(_ name: String) {
        let id = ids.next(at: Self.time(hoursAgo: 9_000), shard: 5_000 + world.hashtags.count)
        world.hashtags.append(World.Hashtag(id: id, name: name))
        names["tag.\(name)"] = NodeID(.hashtag, id)
    }

    mutating func place(_ name: String, latitude: Double, longitude: Double) {
        let id = ids.next(at: Self.time(hoursAgo: 9_000), shard: 4_000 + world.places.count)
        world.places.append(
            World.Place(id: id, name: name, latitude: latitude, longitude: longitude))
        names["place.\(world.places.count)"] = NodeID(.location, id)
    }

    mutating func post(
        by name: String, hoursAgo: Double, _ caption: String?, photos: Int = 1,
        at place: String? = nil, tagging people: [String] = [], audience: Audience = .everyone,
        isPublished: Bool = true
    ) {
        let author = self.place(of: name)
        let number = world.posts.count { $0.author == author } + 1
        let shard = world.people[author].id.shard
        let time = Self.time(hoursAgo: hoursAgo)
        var post = World.Post(
            id: ids.next(at: time, shard: shard), author: author,
            photos: (0..<photos).map {
                World.Photo(id: ids.next(at: time, shard: shard), picture: (number + $0) % 8)
            }, caption: caption, audience: audience.imported, isPublished: isPublished)
        post.place = place.map(object)
        post.tags = people.enumerated().map { index, person in
            World.Tag(
                photo: post.photos[0].id, person: self.place(of: person),
                x: 0.25 * Double(index + 1), y: 0.5)
        }
        world.posts.append(post)
        let title = "\(name).post.\(number)"
        names[title] = NodeID(.post, post.id)
        for (index, photo) in post.photos.enumerated() {
            names["\(title).photo.\(index + 1)"] = NodeID(.media, photo.id)
        }
    }

    mutating func comment(
        on post: String, by name: String, hoursAgo: Double, _ text: String,
        answering: String? = nil, isHidden: Bool = false
    ) {
        let target = object(post)
        let answered = answering.flatMap { names[$0] }.flatMap { name in
            world.comments.first { $0.id == name.object }
        }
        let comment = World.Comment(
            id: ids.next(at: Self.time(hoursAgo: hoursAgo), shard: target.shard), post: target,
            author: place(of: name), text: text, parent: answered.map { $0.parent ?? $0.id },
            inReplyTo: answered?.id, isHidden: isHidden)
        world.comments.append(comment)
        names["comment.\(world.comments.count)"] = NodeID(.comment, comment.id)
    }

    mutating func like(_ target: String, by likers: String...) {
        like(target, by: likers)
    }

    mutating func like(_ target: String, by likers: [String]) {
        for (index, liker) in likers.enumerated() {
            world.likes.append(
                World.Mark(
                    from: place(of: liker), target: object(target),
                    time: Self.time(hoursAgo: 1 + 0.01 * Double(index))))
        }
    }

    // MARK: Stories

    mutating func story(
        by name: String, hoursAgo: Double, _ text: String? = nil, audience: Audience = .followers,
        isPublished: Bool = true
    ) {
        let author = place(of: name)
        let number = world.stories.count { $0.author == author } + 1
        let shard = world.people[author].id.shard
        let time = Self.time(hoursAgo: hoursAgo)
        let story = World.Story(
            id: ids.next(at: time, shard: shard), author: author,
            photo: World.Photo(id: ids.next(at: time, shard: shard), picture: number % 8),
            text: text, audience: audience.imported, isPublished: isPublished)
        world.stories.append(story)
        names["\(name).story.\(number)"] = NodeID(.story, story.id)
        names["\(name).story.\(number).photo"] = NodeID(.media, story.photo.id)
    }

    /// A collection of posts, the last saved last.
    mutating func collection(
        by name: String, hoursAgo: Double, _ title: String, _ posts: [String] = []
    ) {
        let owner = place(of: name)
        let number = world.collections.count { $0.owner == owner } + 1
        let collection = World.Collection(
            id: ids.next(
                at: Self.time(hoursAgo: hoursAgo), shard: world.people[owner].id.shard),
            owner: owner, name: title,
            posts: posts.enumerated().map { place, post in
                (object(post), Self.time(hoursAgo: hoursAgo) + Int64(place))
            })
        world.collections.append(collection)
        names["\(name).collection.\(number)"] = NodeID(.collection, collection.id)
    }

    mutating func view(_ story: String, by name: String, hoursAgo: Double = 0.5) {
        world.views.append(
            World.Mark(
                from: place(of: name), target: object(story),
                time: Self.time(hoursAgo: hoursAgo)))
    }
}

extension SmallWorld {
    /// The same names in another world.
    func with(_ world: World) -> SmallWorld {
        var other = self
        other.world = world
        return other
    }

    /// The world of the query files.
    static var standard: SmallWorld {
        var world = SmallWorld()
        world.person("alice", "Alice Arden")
        world.person("bob", "Bob Berg")
        world.person("carol", "Carol Costa")
        world.person("dan", "Dan Dahl", isPrivate: true)
        world.person("erin", "Erin Ekman")
        world.person("frank", "Frank Falk")
        world.addRelations()
        world.addPosts()
        world.addConversation()
        world.addStories()
        world.addWords()
        return world
    }

    /// Bob follows alice and carol; dan is private; alice blocks erin; frank follows nobody.
    private mutating func addRelations() {
        follow("bob", "alice", hoursAgo: 900)
        follow("bob", "carol", hoursAgo: 800)
        follow("alice", "bob", hoursAgo: 700)
        follow("alice", "carol", hoursAgo: 690)
        follow("carol", "alice", hoursAgo: 680)
        follow("carol", "dan", hoursAgo: 670)
        follow("dan", "alice", hoursAgo: 660)
        follow("erin", "bob", hoursAgo: 650)
        request("bob", "dan")
        closeFriend("alice", "carol")
        block("alice", "erin")
    }

    private mutating func addPosts() {
        post(by: "alice", hoursAgo: 100, "Salt on the lens again.")
        post(by: "alice", hoursAgo: 80, "Three of a kind.", photos: 3)
        post(by: "alice", hoursAgo: 60, "For followers.", audience: .followers)
        post(by: "alice", hoursAgo: 40, "For close friends.", audience: .closeFriends)
        post(by: "alice", hoursAgo: 20, "Last light.")
        post(by: "bob", hoursAgo: 70, "Up before the clouds were.")
        post(by: "bob", hoursAgo: 30, nil)
        post(by: "carol", hoursAgo: 90, "Blue hour, wet streets.")
        post(by: "carol", hoursAgo: 50, "Waiting for the last tram.")
        post(by: "carol", hoursAgo: 10, "The lights came on while I was looking.")
        post(by: "dan", hoursAgo: 25, "Moss on everything.")
        post(by: "dan", hoursAgo: 5, "Only the woodpecker was up.")
        post(by: "erin", hoursAgo: 15, "Sunday table.")
        post(by: "alice", hoursAgo: 1, "Not ready yet.", isPublished: false)
    }

    /// Uma, whom nobody follows, says a lot. Erin is blocked by alice.
    private mutating func addWords() {
        person("uma", "Uma Urban")
        for name in ["harbour", "hafen", "fog"] { hashtag(name) }
        place("Old Harbour", latitude: 53.5438, longitude: 9.9663)
        post(
            by: "uma", hoursAgo: 200, "Fog over the #harbour with @alice and @erin.",
            at: "place.1", tagging: ["alice", "erin"])
        post(
            by: "uma", hoursAgo: 190, "👩‍🚀 #Hafen, #harbour: https://harbour.example/fog#today",
            at: "place.1")
        post(
            by: "uma", hoursAgo: 180, "For few. #harbour @bob", at: "place.1", tagging: ["bob"],
            audience: .followers)
        comment(on: "uma.post.1", by: "bob", hoursAgo: 170, "#Fog! @uma, @nobody and @alice?")
    }

    private mutating func addConversation() {
        comment(on: "alice.post.5", by: "bob", hoursAgo: 19, "That light!")
        comment(on: "alice.post.5", by: "carol", hoursAgo: 18, "Where is this?")
        comment(
            on: "alice.post.5", by: "alice", hoursAgo: 17, "An hour north.", answering: "comment.2")
        comment(
            on: "alice.post.5", by: "bob", hoursAgo: 16, "I know it!", answering: "comment.3")
        comment(on: "alice.post.5", by: "erin", hoursAgo: 15, "Blocked, but here.")
        comment(on: "alice.post.5", by: "dan", hoursAgo: 14, "So calm.")
        comment(on: "carol.post.3", by: "alice", hoursAgo: 9, "Perfect timing.")
        comment(on: "carol.post.1", by: "frank", hoursAgo: 8, "Held back.", isHidden: true)
        comment(on: "carol.post.1", by: "bob", hoursAgo: 7, "Is it?", answering: "comment.8")
        like("alice.post.5", by: "bob", "carol", "dan", "erin")
        like("alice.post.1", by: "bob")
        like("carol.post.3", by: "alice", "bob")
        like("bob.post.2", by: "alice")
        like("comment.1", by: "alice", "carol")
    }

    private mutating func addStories() {
        story(by: "alice", hoursAgo: 20, "good morning")
        story(by: "alice", hoursAgo: 4, "for you", audience: .closeFriends)
        story(by: "alice", hoursAgo: 2)
        story(by: "carol", hoursAgo: 30, "expired")
        story(by: "carol", hoursAgo: 6, "on my way")
        story(by: "dan", hoursAgo: 3)
        story(by: "bob", hoursAgo: 1, "guess where")
        story(by: "carol", hoursAgo: 0.2, "not ready", isPublished: false)
        view("alice.story.1", by: "bob", hoursAgo: 19)
        view("alice.story.1", by: "carol", hoursAgo: 18)
        view("carol.story.2", by: "bob", hoursAgo: 1)
        collection(
            by: "dan", hoursAgo: 2, "Light", ["alice.post.3", "alice.post.1", "alice.post.4"])
    }
}

extension Audience {
    fileprivate var imported: BulkImport.Audience {
        switch self {
        case .everyone: .everyone
        case .followers: .followers
        case .closeFriends: .closeFriends
        }
    }
}
