import TAO

/// Looks after stories whose day is over. Nothing that is shown depends on when: the clock decides that.
///
/// After a day a story goes to the archive of its author, who may have chosen to have none. After two days
/// it is not kept any more who has seen it; what is not archived goes then, with its photo. Several workers
/// may sweep at once, and one may be killed at any time.
package struct StorySweeper: Sendable {
    private let services: SocialServices

    package init(_ services: SocialServices) {
        self.services = services
    }

    /// What was done.
    package struct Swept: Sendable, Equatable {
        /// Stories that went to an archive.
        package var archived = 0
        /// Stories that went for good.
        package var removed = 0
        /// Archived stories of which it is not kept any more who has seen them.
        package var forgotten = 0
        /// Stories that something keeps from being looked after. They are tried again later.
        package var failed = 0
    }

    private var store: StoryDeadlineStore { services.storyDeadlines }
    private var limits: SocialLimits { services.limits }
    private var tao: TAO { services.tao }

    /// Goes on until there is nothing left to do, or that is left to others.
    ///
    /// - Throws: `PostgresError`, and `CancellationError` between two stories.
    package func run() async throws -> Swept {
        var swept = Swept()
        for stage in StoryDeadlineStore.Stage.allCases {
            let lifetime =
                switch stage {
                case .active: limits.storyLifetimeMilliseconds
                case .over: limits.storyViewsMilliseconds
                }
            while true {
                let deadlines = try await store.claim(
                    stage, publishedUntil: services.clock.milliseconds - lifetime,
                    limit: limits.storiesSweptMax, leaseMilliseconds: limits.storySweepMilliseconds)
                if deadlines.isEmpty { break }
                let archives = try await archives(of: deadlines.map(\.author))
                for (deadline, archives) in zip(deadlines, archives) {
                    try Task.checkCancellation()
                    do {
                        switch stage {
                        case .active: try await end(deadline, archives: archives, &swept)
                        case .over: try await close(deadline, archives: archives, &swept)
                        }
                    } catch let error as CancellationError {
                        throw error
                    } catch {
                        swept.failed += 1
                    }
                }
            }
        }
        return swept
    }

    /// Whether accounts keep their stories.
    private func archives(of authors: [ObjectID]) async throws -> [Bool] {
        try await tao.stored.loadUnfiltered(OwnSettings.self, authors.map(OwnSettings.id))
            .map { ContentSettings(own: $0).archivesStories }
    }

    private func stored(_ id: ObjectID) async throws -> Story? {
        try await tao.stored.loadUnfiltered(Story.self, [id])[0].flatMap {
            $0.isPublished ? $0 : nil
        }
    }

    // MARK: After a day

    private func end(
        _ deadline: StoryDeadline, archives: Bool, _ swept: inout Swept
    ) async throws {
        let isArchived = try await tao.deciding(limits) {
            var write = GraphWrite(also: [StoryDeadlineStore.advance(deadline.story)])
            let story = archives ? try await stored(deadline.story) : nil
            if let story { write.archive(story) }
            _ = try await tao.commit(write)
            return story != nil
        }
        if isArchived { swept.archived += 1 }
    }

    // MARK: After two days

    private func close(
        _ deadline: StoryDeadline, archives: Bool, _ swept: inout Swept
    ) async throws {
        if let story = try await stored(deadline.story) {
            if try await isKept(story, archives: archives) {
                try await keepViewCount(of: story.id)
                try await finish(deadline) { try await $0.removeEdges(of: story.id) }
                swept.forgotten += 1
            } else {
                try await finish(deadline) { try await $0.remove(story.object) }
                swept.removed += 1
            }
        }
        try await removeMarks(of: deadline.author)
        try await store.remove(deadline.story)
    }

    /// Whether it is in the archive, or goes there now because its author has come to want one.
    private func isKept(_ story: Story, archives: Bool) async throws -> Bool {
        let edge = try await tao.stored.edges([
            .edge(from: story.author, AssociationTypes.archivedStory, to: story.id)
        ])[0].get()
        if edge != nil { return true }
        guard archives else { return false }
        var write = GraphWrite()
        write.archive(story)
        _ = try await tao.commit(write)
        return true
    }

    /// Puts down how many have seen a story before it is forgotten who.
    private func keepViewCount(of id: ObjectID) async throws {
        try await tao.deciding(limits) {
            guard let story = try await stored(id), story[.viewCount] == nil else { return }
            let count = try await tao.stored.counts(AssociationTypes.viewedBy, of: [id])[0].get()
            var properties = Properties<Story>(story.object.data)
            properties[.viewCount] = count
            var write = GraphWrite()
            write.update(id, properties, ifVersion: story.object.version)
            _ = try await tao.commit(write)
        }
    }

    /// Removes something in as many parts as it takes.
    private func finish(
        _ deadline: StoryDeadline, _ remove: (ObjectRemoval) async throws -> Void
    ) async throws {
        while true {
            do {
                return try await remove(ObjectRemoval(services))
            } catch is ObjectRemoval.Unfinished {
                try await store.extend(
                    deadline.story, leaseMilliseconds: limits.storySweepMilliseconds)
            }
        }
    }

    /// Forgets how far others have watched an account whose stories are over by then.
    private func removeMarks(of author: ObjectID) async throws {
        let end = services.clock.milliseconds - limits.storyViewsMilliseconds
        while true {
            let marks = try await tao.stored.lists([
                RangeQuery(
                    author, AssociationTypes.seenStoriesBy, times: 0...end,
                    limit: limits.objectsReadMax)
            ])[0]
            var write = GraphWrite()
            for mark in marks.associations {
                write.deleteAssociation(
                    mark.id2, AssociationTypes.seenStories, author, ifNotAfter: mark.time)
            }
            if !write.isEmpty { _ = try await tao.commit(write) }
            if !marks.hasMore { return }
            try Task.checkCancellation()
        }
    }
}

extension GraphWrite {
    /// Moves a story from the list of those that are watched to those that are kept, if nobody changes it
    /// meanwhile.
    fileprivate mutating func archive(_ story: Story) {
        holdObject(story.id, ifVersion: story.object.version)
        deleteAssociation(story.author, AssociationTypes.activeStory, story.id)
        addAssociation(
            story.author, AssociationTypes.archivedStory, story.id, time: story.countsFrom)
    }
}
