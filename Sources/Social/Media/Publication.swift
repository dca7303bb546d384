import Media
import TAO

/// What shows photos and waits for them: a post or a story. It is published when all are READY.
protocol Publishable: GraphObject {
    associatedtype Published: ProductEvent

    static var statusField: RecordField<Self, PostStatus> { get }

    /// In their order.
    var photoIDs: [ObjectID] { get }

    /// Makes it PUBLISHED, and takes it off the lists of things that wait.
    /// - Parameter now: milliseconds since 1970.
    static func publish(
        _ id: ObjectID, _ properties: inout Properties<Self>, now: Int64, in write: inout GraphWrite
    )
    /// What is told when it is published.
    static func publication(of id: ObjectID) -> Published
    /// Puts it into the lists that show it: those of published things, or that of things that wait.
    static func list(_ id: ObjectID, _ properties: Properties<Self>, in write: inout GraphWrite)
}

extension Post: Publishable {
    static var statusField: RecordField<Post, PostStatus> { .status }
    var photoIDs: [ObjectID] { media }

    static func publish(
        _ id: ObjectID, _ properties: inout Properties<Post>, now: Int64, in write: inout GraphWrite
    ) {
        properties[.status] = .published
        properties[.publishedAt] = now
        guard let author = properties[.author] else { return }
        write.deleteAssociation(author, AssociationTypes.pending, id)
    }

    static func publication(of id: ObjectID) -> PostPublished { PostPublished(post: id) }

    static func list(_ id: ObjectID, _ properties: Properties<Post>, in write: inout GraphWrite) {
        guard let author = properties[.author] else { return }
        if let time = properties[.publishedAt] {
            let audience = properties[.audience] ?? .closeFriends
            write.addAssociation(author, AssociationTypes.authored, id, time: time)
            write.addAssociation(author, AssociationTypes.posted(to: audience), id, time: time)
        } else {
            write.addAssociation(author, AssociationTypes.pending, id, time: id.milliseconds)
        }
    }
}

extension Story: Publishable {
    static var statusField: RecordField<Story, PostStatus> { .status }
    var photoIDs: [ObjectID] { [self[.media]].compactMap { $0 } }

    static func publish(
        _ id: ObjectID, _ properties: inout Properties<Story>, now: Int64,
        in write: inout GraphWrite
    ) {
        properties[.status] = .published
    }

    static func publication(of id: ObjectID) -> StoryPublished { StoryPublished(story: id) }

    static func list(_ id: ObjectID, _ properties: Properties<Story>, in write: inout GraphWrite) {
        guard let author = properties[.author], properties[.status] == .published else { return }
        write.addAssociation(author, AssociationTypes.activeStory, id, time: id.milliseconds)
    }
}

extension MediaFlow {
    /// Publishes a post or story whose photos are all READY, and gives up one that has a photo that
    /// could not be read. Does nothing to one that still waits, or waits no more.
    ///
    /// Every job calls it after its own photo is done, so the last one finds all of them done.
    func publishIfReady(_ parent: ObjectID) async throws {
        for attempt in 1... {
            guard let object = try await tao.stored.loadUnfiltered(each: [parent])[0].get(),
                let kind = object.kind?.objectType as? any Publishable.Type,
                let write = try await publication(of: kind.init(object: object))
            else { return }
            do {
                _ = try await tao.commit(write)
                return
            } catch GraphError.versionConflict where attempt < limits.writeAttemptsMax {
                continue
            }
        }
    }

    /// nil if there is nothing to do yet, or any more.
    private func publication<Kind: Publishable>(of thing: Kind) async throws -> GraphWrite? {
        let status = thing[Kind.statusField]
        guard status == .processing || status == .failed else { return nil }
        let photos = try await tao.stored.loadUnfiltered(Image.self, thing.photoIDs)
        let statuses = photos.map { $0?.status ?? .failed }
        let isGivenUp = statuses.contains { $0 == .failed || $0 == .rejected }
        // What was given up is published after all if an operator had its photos tried again.
        guard status == .processing || !isGivenUp else { return nil }
        guard isGivenUp || statuses.allSatisfy({ $0 == .ready }) else { return nil }
        var properties = Properties<Kind>(thing.object.data)
        var write = GraphWrite()
        if isGivenUp {
            properties[Kind.statusField] = .failed
        } else {
            Kind.publish(thing.id, &properties, now: clock.milliseconds, in: &write)
            Kind.list(thing.id, properties, in: &write)
            if let author = Kind.owner.id(of: thing) {
                try write.tell(Kind.publication(of: thing.id), by: author)
            }
        }
        write.update(thing.id, properties, ifVersion: thing.object.version)
        return write
    }
}
