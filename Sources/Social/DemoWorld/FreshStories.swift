import Media
import TAO

extension DemoWorld {
    /// Gives the people around alice, bob, carol and dan new stories when the old ones have expired,
    /// so that a demo world from last week still has something to watch. The pictures are those of
    /// their last stories.
    ///
    /// - Returns: how many stories were made; 0 if there are live ones.
    @discardableResult
    package static func freshenStories(_ services: SocialServices) async throws -> Int {
        let now = services.clock.milliseconds
        let loader = services.tao.loader()
        let people = try await peopleAround(loader)
        let lists = try await loader.associationRange(
            people.map { RangeQuery($0, AssociationTypes.activeStory, limit: storiesEach) })
        let newest = lists.compactMap { $0.associations.first?.time }.max() ?? now
        guard newest < now - services.limits.storyLifetimeMilliseconds / 2 else { return 0 }
        var ids = PastIDs()
        var random = SeededRandom(seed: UInt64(bitPattern: now))
        var write = GraphWrite()
        let stories = try await loader.objects(lists.flatMap { $0.associations.map(\.id2) })
            .compactMap { $0 }
        let photos = try await loader.objects(
            stories.map { $0.data.id(StoryField.media) ?? ObjectID(rawValue: 0) })
        for (story, photo) in zip(stories, photos) {
            guard let photo else { continue }
            let age = Int64(random.share() * 20 * 3_600_000) + 60_000
            write.addStory(like: story, showing: photo, at: now - age, &ids)
        }
        guard !write.isEmpty else { return 0 }
        _ = try await services.tao.commit(write)
        return stories.count
    }

    /// Enough to have something to watch, and few enough for one write.
    private static let storiesEach = 3
    private static let peopleMax = 150

    /// The people whom examples name, and those they follow.
    private static func peopleAround(_ loader: Loader) async throws -> [ObjectID] {
        let named = try await loader.identifiers(
            namespace: NameSpaces.username, names: DemoGenerator.named.map(\.username)
        ).compactMap { $0 }
        let lists = try await loader.associationRange(
            named.map { RangeQuery($0, AssociationTypes.follows, limit: peopleMax) })
        let followees = lists.flatMap { $0.associations.map(\.id2) }
        return Array((named + followees).unique().prefix(peopleMax))
    }
}

extension GraphWrite {
    /// A story with the author, text, audience and picture of another.
    fileprivate mutating func addStory(
        like story: Object, showing photo: Object, at time: Int64, _ ids: inout PastIDs
    ) {
        let id = ids.next(at: time, shard: story.id.shard)
        let photoID = ids.next(at: time, shard: story.id.shard)
        var record = story.data
        record.set(StoryField.media, photoID)
        addObject(ObjectTypes.story, id: id, data: record)
        list(id, record, type: ObjectTypes.story.id)
        var photoRecord = photo.data
        photoRecord.set(MediaField.container, id)
        addObject(ObjectTypes.media, id: photoID, data: photoRecord)
    }
}
