import TAO

extension BulkImport {
    /// An account in a photo of a post.
    package struct Tag: Sendable {
        package let photo: ObjectID
        package let account: ObjectID
        /// From the left and from the top, 0 to 1.
        package let x: Double
        package let y: Double

        package init(photo: ObjectID, account: ObjectID, x: Double, y: Double) {
            (self.photo, self.account, self.x, self.y) = (photo, account, x, y)
        }
    }

    /// A name that no hashtag can have.
    package struct BadHashtag: Error {
        package let name: String
    }

    /// Degrees that are of no point on earth.
    package struct BadPoint: Error {
        package let latitude: Double
        package let longitude: Double
    }

    /// A hashtag that there is not yet.
    ///
    /// - Parameter name: in any case; kept as in captions.
    /// - Throws: `BadHashtag`; what keeps the changes before from being stored.
    package mutating func addHashtag(_ id: ObjectID, named name: String) async throws {
        guard let kept = HashtagName.kept(name, .standard) else { throw BadHashtag(name: name) }
        write.addHashtag(id, kept)
        hashtags[kept] = id
        try await step(2)
    }

    /// - Throws: `BadPoint`; what keeps the changes before from being stored.
    package mutating func addPlace(
        _ id: ObjectID, named name: String, latitude: Double, longitude: Double
    ) async throws {
        guard let point = ExactPoint(latitude: latitude, longitude: longitude)?.kept else {
            throw BadPoint(latitude: latitude, longitude: longitude)
        }
        write.addPlace(id, at: point, named: name)
        try await step(2)
    }

    /// What a text says. Accounts are mentioned that were added before, whatever they allow.
    mutating func entities(of text: String?, at time: Int64) async throws -> TextEntities {
        guard let text else { return TextEntities() }
        var items: [TextEntities.Item] = []
        for stretch in EntityParser.stretches(in: text, .standard) {
            let target: TextEntities.Target
            switch stretch.kind {
            case .hashtag(let name): target = .hashtag(try await hashtag(name, at: time))
            case .link: target = .link
            case .mention(let name):
                guard let account = usernames[name] else { continue }
                target = .mention(account)
            }
            items.append(
                TextEntities.Item(
                    target: target, offset: stretch.range.lowerBound, length: stretch.range.count))
        }
        return TextEntities(items: items)
    }

    /// The hashtag with a name, which may be there already.
    private mutating func hashtag(_ name: String, at time: Int64) async throws -> ObjectID {
        if let known = hashtags[name] { return known }
        let stored = try await tao.stored.ids(
            named: [HashtagName.key(name)], in: NameSpaces.hashtag)
        let id = stored[0] ?? newHashtagID(name, at: time)
        hashtags[name] = id
        if stored[0] == nil {
            write.addHashtag(id, name)
            steps += 2
        }
        return id
    }

    /// The last of its shard and moment that is free: whose world this is gives out the first.
    private func newHashtagID(_ name: String, at time: Int64) -> ObjectID {
        let shard = HashtagName.shard(name)
        let ids = (0..<ObjectID.sequenceCount).reversed().lazy.map {
            ObjectID(milliseconds: time, shard: shard, sequence: $0)
        }
        let taken = hashtags.values
        return ids.first { !taken.contains($0) }
            ?? ObjectID(milliseconds: time, shard: shard, sequence: 0)
    }
}

extension MediaTags {
    /// Without those that lie beyond their photos.
    init(_ tags: [BulkImport.Tag]) {
        items = tags.compactMap { tag in
            MediaPosition(x: tag.x, y: tag.y).map {
                Item(media: tag.photo, user: tag.account, position: $0)
            }
        }
    }
}
