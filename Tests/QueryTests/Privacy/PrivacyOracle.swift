import TAO

@testable import Demo
@testable import Social

/// How the accounts of a world stand, and the rules of the product in words.
struct PrivacyOracle {
    private let world: World
    private let asker: Int?
    private let follows: Set<[Int]>
    private let blocks: Set<[Int]>
    private let closeFriends: Set<[Int]>

    /// - Parameter asker: nil for anonymous.
    init(_ world: World, asker: String?) {
        func pairs(_ relations: [World.Relation]) -> Set<[Int]> {
            Set(relations.map { [$0.from, $0.to] })
        }
        self.world = world
        self.asker = world.people.firstIndex { $0.username == asker }
        follows = pairs(world.follows)
        blocks = pairs(world.blocks)
        closeFriends = pairs(world.closeFriends)
    }

    func isSelf(_ person: Int) -> Bool { person == asker }

    /// Names, picture and numbers: all but those whom the account blocks.
    func seesHeader(_ person: Int) -> Bool {
        let isSuspended = world.people[person].username == "suspended"
        return !isSuspended && !(asker.map { blocks.contains([person, $0]) } ?? false)
    }

    /// That the account does something: not where either blocks the other.
    func seesActs(of person: Int) -> Bool {
        seesHeader(person) && !(asker.map { blocks.contains([$0, person]) } ?? false)
    }

    /// What an account shares with everyone, or with its followers if it is private.
    func seesContent(of person: Int) -> Bool {
        isSelf(person)
            || seesActs(of: person) && (!world.people[person].isPrivate || doesFollow(person))
    }

    func sees(_ audience: BulkImport.Audience, of person: Int, isPublished: Bool = true) -> Bool {
        if isSelf(person) { return true }
        guard seesContent(of: person), isPublished else { return false }
        switch audience {
        case .everyone: return true
        case .followers: return doesFollow(person)
        case .closeFriends: return asker.map { closeFriends.contains([person, $0]) } ?? false
        }
    }

    private func doesFollow(_ person: Int) -> Bool {
        asker.map { follows.contains([$0, person]) } ?? false
    }
}

extension PrivacyWorld {
    /// The world without what an asker may not see.
    func without(whatIsHiddenFrom asker: String?) -> PrivacyWorld {
        let oracle = PrivacyOracle(small.world, asker: asker)
        var kept = small.world
        kept.posts.removeAll {
            !oracle.sees($0.audience, of: $0.author, isPublished: $0.isPublished)
        }
        // What is over is the owner's.
        kept.stories.removeAll {
            !oracle.sees($0.audience, of: $0.author, isPublished: $0.isPublished)
                || $0.isOver && !oracle.isSelf($0.author)
        }
        var shown = Set(kept.posts.map(\.id))
        let places = kept.keepComments(oracle)
        shown.formUnion(kept.comments.map(\.id))
        shown.subtract(places)
        kept.likes.removeAll { !shown.contains($0.target) || !oracle.seesActs(of: $0.from) }
        kept.collections.removeAll { !oracle.isSelf($0.owner) }
        for index in kept.collections.indices {
            kept.collections[index].posts.removeAll { !shown.contains($0.id) }
        }
        let authors = Dictionary(uniqueKeysWithValues: kept.stories.map { ($0.id, $0.author) })
        kept.views.removeAll { view in
            guard let author = authors[view.target] else { return true }
            return !oracle.isSelf(view.from)
                && !(oracle.isSelf(author) && oracle.seesActs(of: view.from))
        }
        kept.follows.removeAll { !oracle.seesActs(of: $0.from) || !oracle.seesActs(of: $0.to) }
        kept.requests.removeAll { !oracle.isSelf($0.from) && !oracle.isSelf($0.to) }
        kept.requests.removeAll { !oracle.seesActs(of: $0.from) || !oracle.seesActs(of: $0.to) }
        // Of others' close friends an asker knows only what it sees thanks to them.
        kept.closeFriends.removeAll { !oracle.isSelf($0.from) && !oracle.isSelf($0.to) }
        kept.closeFriends.removeAll {
            !oracle.seesActs(of: $0.from) || !oracle.seesActs(of: $0.to)
        }
        kept.blocks.removeAll { !oracle.isSelf($0.from) || !oracle.seesHeader($0.to) }
        var world = self
        world.places = places
        world.bonds.removeAll { bond in
            bond.from != asker
                || !oracle.seesActs(
                    of: small.world.people.firstIndex { $0.username == bond.to } ?? 0)
        }
        let people = kept.people.indices.filter { oracle.seesHeader($0) }
        world.small = small.with(kept.keeping(people: people))
        return world
    }
}

extension World.Story {
    fileprivate var isOver: Bool { SmallWorld.now - id.milliseconds >= 24 * SmallWorld.hour }
}

extension World {
    /// Only the comments that an asker sees below the posts that there are, and the places of those that it does
    /// not see, and to which it sees a reply.
    fileprivate mutating func keepComments(_ oracle: PrivacyOracle) -> Set<ObjectID> {
        let authors = Dictionary(uniqueKeysWithValues: posts.map { ($0.id, $0.author) })
        let seen = comments.filter { comment in
            guard let author = authors[comment.post] else { return false }
            return oracle.seesActs(of: comment.author)
                && (!comment.isHidden || oracle.isSelf(comment.author) || oracle.isSelf(author))
        }
        let places = Set(seen.compactMap(\.parent)).subtracting(seen.map(\.id))
        let kept = Set(seen.map(\.id)).union(places)
        comments.removeAll { !kept.contains($0.id) }
        for index in comments.indices where places.contains(comments[index].id) {
            comments[index].author = authors[comments[index].post] ?? 0
            comments[index].isHidden = false
        }
        return places
    }

    /// Only some people, who are then counted anew.
    fileprivate func keeping(people kept: [Int]) -> World {
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        func person(_ index: Int) -> Int {
            guard let place = places[index] else { preconditionFailure("\(index) did something") }
            return place
        }
        func moved(_ relations: [Relation]) -> [Relation] {
            relations.map { Relation(from: person($0.from), to: person($0.to), time: $0.time) }
        }
        func moved(_ marks: [Mark]) -> [Mark] {
            marks.map { Mark(from: person($0.from), target: $0.target, time: $0.time) }
        }
        var world = self
        world.people = kept.map { people[$0] }
        for list in [\World.follows, \.requests, \.closeFriends, \.blocks] {
            world[keyPath: list] = moved(self[keyPath: list])
        }
        for list in [\World.likes, \.views] { world[keyPath: list] = moved(self[keyPath: list]) }
        for index in posts.indices { world.posts[index].author = person(posts[index].author) }
        for index in comments.indices {
            world.comments[index].author = person(comments[index].author)
        }
        for index in world.posts.indices {
            world.posts[index].tags = posts[index].tags.filter { places[$0.person] != nil }
            for tag in world.posts[index].tags.indices {
                world.posts[index].tags[tag].person = person(world.posts[index].tags[tag].person)
            }
        }
        for index in stories.indices { world.stories[index].author = person(stories[index].author) }
        for index in collections.indices {
            world.collections[index].owner = person(collections[index].owner)
        }
        return world
    }
}

extension PrivacyWorld {
    /// What has an id that names something. Names are those of a larger world.
    func namesOfWhatIsThere(_ asker: String?) -> Set<String> {
        let world = small.world
        var ids = Set(world.people.flatMap { [$0.id] + ($0.avatar.map { [$0.id] } ?? []) })
        ids.formUnion(world.posts.flatMap { [$0.id] + $0.photos.map(\.id) })
        ids.formUnion(world.stories.flatMap { [$0.id, $0.photo.id] })
        ids.formUnion(world.comments.map(\.id))
        ids.formUnion(world.places.map(\.id) + world.hashtags.map(\.id))
        ids.formUnion(world.collections.map(\.id))
        let tellers = Set(
            world.stories.filter { $0.isPublished && !$0.isOver }
                .map { world.people[$0.author].username })
        let requests = Set(
            world.requests.map {
                "\(world.people[$0.from].username).asks.\(world.people[$0.to].username)"
            })
        return Set(
            small.names.filter { name, node in
                switch node.type {
                case .storyTray: tellers.contains(String(name.prefix { $0 != "." }))
                case .followRequest: requests.contains(name)
                default: ids.contains(node.object)
                }
            }.keys)
    }
}

extension PrivacyWorld {
    /// Comments that an account has written, and those on its posts.
    func commentsOfOrBelow(_ person: String?) -> Set<ObjectID> {
        let world = small.world
        guard let place = world.people.firstIndex(where: { $0.username == person }) else {
            return []
        }
        let posts = Set(world.posts.filter { $0.author == place }.map(\.id))
        return Set(
            world.comments.filter { $0.author == place || posts.contains($0.post) }.map(\.id))
    }
}

extension Stage {
    /// Global ids of what belongs to an account.
    func idsOwned(by person: String?, in world: PrivacyWorld) -> Set<String> {
        guard let person else { return [] }
        let names = world.small.names.keys.filter { $0 == person || $0.hasPrefix(person + ".") }
        return Set(names.map(id))
    }
}
