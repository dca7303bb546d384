import Media
import TAO

/// Gives accounts new stories when half the life of the newest ones has passed, so that there is
/// always something to watch, and removes those that have expired, with all that hangs on them. The
/// pictures are those of their last stories.
package struct StoryRenewal {
    /// Enough to have something to watch, and few enough for one write.
    private static let storiesEach = 3
    private static let peopleMax = 150
    /// Stories of one account that are looked at, and stories that one write removes.
    private static let listedMax = 50
    private static let removedMax = 100

    private let services: SocialServices
    private let graph: GraphReads

    package init(_ services: SocialServices) {
        self.services = services
        graph = GraphReads(services.tao)
    }

    /// Renews the stories of these accounts and of those they follow.
    ///
    /// - Returns: how many stories were made; 0 while there are live ones.
    package func run(around usernames: [String]) async throws -> Int {
        let now = services.clock.milliseconds
        let lifetime = services.limits.storyLifetimeMilliseconds
        let people = try await people(around: usernames)
        let stories = try await stories(of: people)
        let newest = stories.compactMap(\.first?.time).max() ?? now
        guard newest < now - lifetime / 2 else { return 0 }
        let count = try await copy(stories.flatMap { $0.prefix(Self.storiesEach) })
        // The copies come first: without a last story there would be nothing to copy.
        if count > 0 {
            try await remove(stories.flatMap(\.self).filter { $0.time < now - lifetime })
        }
        return count
    }

    private func people(around usernames: [String]) async throws -> [ObjectID] {
        let named = try await graph.ids(named: usernames, in: NameSpaces.username)
            .compactMap { $0 }
        let lists = try await graph.lists(
            named.map { RangeQuery($0, AssociationTypes.follows, limit: Self.peopleMax) })
        let followees = lists.flatMap { $0.associations.map(\.id2) }
        return Array((named + followees).unique().prefix(Self.peopleMax))
    }

    /// The last stories of each, the newest first, whether or not they are over.
    private func stories(of people: [ObjectID]) async throws -> [[Association]] {
        try await gather(
            people.map { person in
                [AssociationTypes.activeStory, AssociationTypes.archivedStory].map {
                    RangeQuery(person, $0, limit: Self.listedMax)
                }
            }
        ) { try await graph.lists($0) }
        .map { $0.flatMap(\.associations).sorted { $0.time > $1.time } }
    }

    private func copy(_ last: [Association]) async throws -> Int {
        let now = services.clock.milliseconds
        var ids = PastIDs()
        var write = GraphWrite()
        let stories = try await graph.loadUnfiltered(Story.self, last.map(\.id2)).compactMap { $0 }
        let photos = try await graph.loadUnfiltered(Image.self, stories.map(\.media))
        var count = 0
        for (story, photo) in zip(stories, photos) {
            guard let photo else { continue }
            let age = Int64.random(in: 60_000..<20 * 3_600_000)
            write.addStory(like: story, showing: Properties(photo.object.data), at: now - age, &ids)
            count += 1
        }
        if !write.isEmpty { _ = try await services.tao.commit(write) }
        return count
    }

    /// Takes stories out of the lists of their authors and removes them with their photos.
    private func remove(_ expired: [Association]) async throws {
        for start in stride(from: 0, to: expired.count, by: Self.removedMax) {
            let part = expired[start..<min(start + Self.removedMax, expired.count)]
            var write = GraphWrite()
            let stories = try await graph.loadUnfiltered(Story.self, part.map(\.id2))
            for (edge, story) in zip(part, stories) {
                for type in [AssociationTypes.activeStory, AssociationTypes.archivedStory] {
                    write.deleteAssociation(edge.id1, type, edge.id2)
                }
                guard let story else { continue }
                if let photo = story[.media] { write.deleteObject(photo) }
                try write.removeObject(story.id)
            }
            _ = try await services.tao.commit(write)
        }
    }
}

extension GraphWrite {
    /// A story with the author, text, audience and picture of another.
    fileprivate mutating func addStory(
        like story: Story, showing photo: Properties<Image>, at time: Int64, _ ids: inout PastIDs
    ) {
        let id = ids.next(at: time, shard: story.id.shard)
        let photoID = ids.next(at: time, shard: story.id.shard)
        var properties = Properties<Story>(story.object.data)
        properties[.media] = photoID
        properties.publish(at: id.milliseconds)
        properties[.viewCount] = nil
        add(id, properties)
        name(id, properties)
        list(id, properties)
        var copy = photo
        copy[.parent] = id
        add(photoID, copy)
    }
}
