import Jobs
import Media
import TAO

/// What shows photos and waits for them: a post or a story. It is published when all are READY.
protocol Publishable: GraphObject {
    static var statusField: RecordField<Self, PostStatus> { get }

    /// Photos and videos in their order.
    var photoIDs: [ObjectID] { get }

    /// How long a video of it may be; nil for any length that is taken.
    static func videoMillisecondsMax(_ limits: SocialLimits) -> Int?

    /// What becomes of it now that all its photos are READY, with the lists that show it then.
    /// - Parameter now: milliseconds since 1970.
    func released(
        now: Int64, in write: inout GraphWrite, _ tao: TAO
    ) async throws -> Properties<Self>
    /// Has those told who wait for what an account publishes.
    static func announce(
        _ id: ObjectID, by author: ObjectID, in write: inout GraphWrite) throws
    /// Has more told that only its record says, once others may see it.
    static func tellMore(
        of id: ObjectID, _ properties: Properties<Self>, in write: inout GraphWrite) throws
    /// Puts a new one into the lists that show it.
    static func list(
        _ id: ObjectID, _ properties: Properties<Self>, in write: inout GraphWrite) throws
}

extension Publishable {
    static func videoMillisecondsMax(_ limits: SocialLimits) -> Int? { nil }

    static func tellMore(
        of id: ObjectID, _ properties: Properties<Self>, in write: inout GraphWrite
    ) throws {}
}

extension Post: Publishable {
    static var statusField: RecordField<Post, PostStatus> { .status }
    var photoIDs: [ObjectID] { media }

    func released(
        now: Int64, in write: inout GraphWrite, _ tao: TAO
    ) throws -> Properties<Post> {
        let old = Properties<Post>(object.data)
        var new = old
        new.release(isReady: true, now: now)
        try write.move(id, from: old, to: new)
        return new
    }

    static func announce(
        _ id: ObjectID, by author: ObjectID, in write: inout GraphWrite
    ) throws {
        try write.tell(PostPublished(post: id), by: author)
        write.also(try FanOut.job(FanOut.Stretch(post: id)).query)
    }

    static func tellMore(
        of id: ObjectID, _ properties: Properties<Post>, in write: inout GraphWrite
    ) throws {
        try write.tellNamed(in: id, from: Properties(), to: properties)
    }

    static func list(
        _ id: ObjectID, _ properties: Properties<Post>, in write: inout GraphWrite
    ) throws {
        try write.list(id, properties)
    }
}

extension MediaFlow {
    /// Publishes a post or story whose photos are all READY, and gives up one that has a photo that
    /// could not be read. Does nothing to one that still waits, or waits no more.
    ///
    /// Every job calls it after its own photo is done, so the last one finds all of them done.
    func publishIfReady(_ parent: ObjectID) async throws {
        try await tao.deciding(limits, attempts: limits.contendedAttemptsMax) {
            guard let object = try await tao.stored.loadUnfiltered(each: [parent])[0].get(),
                let kind = object.kind?.objectType as? any Publishable.Type,
                let write = try await publication(of: kind.init(object: object))
            else { return }
            _ = try await tao.commit(write)
        }
    }

    /// nil if there is nothing to do yet, or any more.
    private func publication<Kind: Publishable>(of thing: Kind) async throws -> GraphWrite? {
        let status = thing[Kind.statusField]
        guard status == .processing || status == .failed else { return nil }
        let photos = try await tao.stored.loadUnfiltered(Image.self, thing.photoIDs)
        // One that another post shows by now is lost to this.
        let statuses = photos.map { photo -> MediaStatus in
            guard let photo, photo[.parent] == thing.id,
                !photo.isLonger(than: Kind.videoMillisecondsMax(limits))
            else { return .failed }
            return photo.status
        }
        let isGivenUp = statuses.contains(where: \.isLost)
        // What was given up is published after all if an operator had its photos tried again.
        guard status == .processing || !isGivenUp else { return nil }
        guard isGivenUp || statuses.allSatisfy({ $0 == .ready }) else { return nil }
        var write = GraphWrite()
        var properties: Properties<Kind>
        if isGivenUp {
            properties = Properties(thing.object.data)
            properties[Kind.statusField] = .failed
        } else {
            properties = try await thing.released(now: clock.milliseconds, in: &write, tao)
            if properties[Kind.statusField] == .published, let author = Kind.owner.id(of: thing) {
                try Kind.announce(thing.id, by: author, in: &write)
                try Kind.tellMore(of: thing.id, properties, in: &write)
            }
        }
        write.update(thing.id, properties, ifVersion: thing.object.version)
        return write
    }
}
