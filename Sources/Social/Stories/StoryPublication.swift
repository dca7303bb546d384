import TAO

// Which lists of its author a story stands in: PENDING_STORY until it is published, ACTIVE_STORY from then
// on, ARCHIVED_STORY when its day is over and it is kept.

extension Story: Publishable {
    static var statusField: RecordField<Story, PostStatus> { .status }
    var photoIDs: [ObjectID] { [self[.media]].compactMap { $0 } }

    static func videoMillisecondsMax(_ limits: SocialLimits) -> Int? {
        limits.storyVideoMillisecondsMax
    }

    func released(
        now: Int64, in write: inout GraphWrite, _ tao: TAO
    ) async throws -> Properties<Story> {
        var properties = Properties<Story>(object.data)
        properties.publish(at: try await tao.storyTime(of: author, now: now))
        write.deleteAssociation(author, AssociationTypes.pendingStory, id)
        write.listNewest(id, properties)
        write.share(try await tao.sharedPost(of: properties), properties)
        return properties
    }

    static func announce(
        _ id: ObjectID, by author: ObjectID, in write: inout GraphWrite
    ) throws {
        try write.tell(StoryPublished(story: id), by: author)
    }

    static func list(_ id: ObjectID, _ properties: Properties<Story>, in write: inout GraphWrite) {
        write.name(id, properties)
        write.listNewest(id, properties)
        if properties[.status] == .published { write.share(properties[.sharedPost], properties) }
    }
}

extension Properties<Story> {
    /// Accounts that it mentions or is hidden from, each once.
    var named: [ObjectID] { ((self[.mentions] ?? []) + (self[.hiddenFrom] ?? [])).unique() }

    /// When it was published; nil if it was not.
    fileprivate func activeFrom(_ id: ObjectID) -> Int64? {
        self[.status] == .published ? self[.publishedAt] ?? id.milliseconds : nil
    }
}

extension GraphWrite {
    /// Puts a story into the list that shows it, and sees to it that it is looked after when it is over.
    mutating func list(_ id: ObjectID, _ story: Properties<Story>) {
        guard let author = story[.author] else { return }
        if let time = story.activeFrom(id) {
            addAssociation(author, AssociationTypes.activeStory, id, time: time)
            also(StoryDeadlineStore.insertion(of: id, by: author, publishedAt: time))
        } else if story[.status] == .processing || story[.status] == .failed {
            addAssociation(
                author, AssociationTypes.pendingStory, id,
                time: story[.retriedAt] ?? id.milliseconds, ifPresent: .replace)
        }
    }

    /// The same for one that is published now: who has seen the stories up to one of them has not seen this
    /// one, so it must come behind them all.
    mutating func listNewest(_ id: ObjectID, _ story: Properties<Story>) {
        if let author = story[.author], let time = story.activeFrom(id) {
            requireNone(author, AssociationTypes.activeStory, since: time)
        }
        list(id, story)
    }

    /// Counts that an account has sent a post on by a story that is shown now.
    mutating func share(_ post: ObjectID?, _ story: Properties<Story>) {
        if let post, let author = story[.author] {
            addAssociation(author, AssociationTypes.shares, post)
        }
    }

    /// Keeps for the accounts that a story names that it does.
    mutating func name(_ id: ObjectID, _ story: Properties<Story>) {
        for account in story.named {
            addAssociation(account, AssociationTypes.namedInStory, id, time: id.milliseconds)
        }
    }

    /// Takes a story out of all lists of its author.
    mutating func unlist(_ story: Story) {
        for type in [
            AssociationTypes.pendingStory, AssociationTypes.activeStory,
            AssociationTypes.archivedStory,
        ] {
            deleteAssociation(story.author, type, story.id)
        }
    }
}

extension TAO {
    /// The post that a story shares; nil for none, and for one that was deleted while the story waited for its photo.
    func sharedPost(of story: Properties<Story>) async throws -> ObjectID? {
        guard let id = story[.sharedPost],
            let post = try await stored.loadUnfiltered(Post.self, [id])[0], post.status != .removed
        else { return nil }
        return id
    }

    /// When the next story of an account is published, in Unix milliseconds: now, and later than any other
    /// of the account, so that they have one order for all who watch them. The write that publishes it is
    /// refused if another was faster.
    func storyTime(of author: ObjectID, now: Int64) async throws -> Int64 {
        let newest = try await stored.lists([
            RangeQuery(author, AssociationTypes.activeStory, limit: 1)
        ])[0].associations.first?.time
        return max(now, (newest ?? 0) + 1)
    }
}

extension RequestContext {
    /// The time at which a story of the viewer's is published now.
    func storyTime(of viewer: ObjectID) async throws -> Int64 {
        trips.append(sql: ["newest story"])
        return try await services.tao.storyTime(of: viewer, now: services.clock.milliseconds)
    }
}
