import TAO

extension MediaFlow {
    /// Publishes a post or story whose photos are all READY, and gives up one that has a photo that
    /// could not be read. Does nothing to one that still waits, or waits no more.
    ///
    /// Every job calls it after its own photo is done, so whoever comes last finds all of them done.
    func publishIfReady(_ container: ObjectID) async throws {
        for attempt in 1... {
            guard let object = try await current(container), object.isWaitingForMedia else {
                return
            }
            let photos = try await tao.loader(bypassing: .everything)
                .objects(object.mediaIDs)
            let statuses = photos.map { $0?.mediaStatus ?? .failed }
            let isGivenUp = statuses.contains { $0 == .failed || $0 == .rejected }
            guard isGivenUp || statuses.allSatisfy({ $0 == .ready }) else { return }
            var write = GraphWrite()
            if isGivenUp {
                write.giveUp(object)
            } else {
                write.publish(object, now: clock.milliseconds)
            }
            do {
                _ = try await tao.commit(write)
                return
            } catch GraphError.versionConflict where attempt < limits.writeAttemptsMax {
                continue
            }
        }
    }
}

extension GraphWrite {
    fileprivate mutating func publish(_ object: Object, now: Int64) {
        var record = object.data
        if object.type == ObjectTypes.post.id {
            record.set(PostField.status, PostStatus.published.number)
            record.set(PostField.publishedAt, now)
        } else {
            record.set(StoryField.status, PostStatus.published.number)
        }
        updateObject(object.id, data: record, ifVersion: object.version)
        list(object.id, record, type: object.type)
        if let author = object.maker, object.type == ObjectTypes.post.id {
            deleteAssociation(author, AssociationTypes.pending, object.id)
        }
    }

    fileprivate mutating func giveUp(_ object: Object) {
        var record = object.data
        let field = object.type == ObjectTypes.post.id ? PostField.status : StoryField.status
        record.set(field, PostStatus.failed.number)
        updateObject(object.id, data: record, ifVersion: object.version)
    }

    /// Puts a post or story into the lists that show it: those of published things, or that of
    /// things that wait.
    mutating func list(_ id: ObjectID, _ record: Record, type: Int16) {
        if type == ObjectTypes.post.id, let author = record.id(PostField.author) {
            if let time = record.int(PostField.publishedAt) {
                addAssociation(author, AssociationTypes.authored, id, time: time)
            } else {
                addAssociation(author, AssociationTypes.pending, id, time: id.milliseconds)
            }
        }
        if type == ObjectTypes.story.id, let author = record.id(StoryField.author),
            record.int(StoryField.status) == PostStatus.published.number
        {
            addAssociation(author, AssociationTypes.activeStory, id, time: id.milliseconds)
        }
    }
}

extension Object {
    fileprivate var isWaitingForMedia: Bool {
        switch type {
        case ObjectTypes.post.id: data.int(PostField.status) == PostStatus.processing.number
        case ObjectTypes.story.id: data.int(StoryField.status) == PostStatus.processing.number
        default: false
        }
    }

    /// The photos of a post or story.
    fileprivate var mediaIDs: [ObjectID] {
        type == ObjectTypes.post.id
            ? data.ids(PostField.media) ?? [] : [data.id(StoryField.media)].compactMap { $0 }
    }
}
