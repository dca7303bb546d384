import Jobs
import TAO

// Which lists of its author a post stands in depends on its status alone: they are moved with it.

extension Properties<Post> {
    /// The lists that show the post as it stands, with its place in each.
    fileprivate func lists(of id: ObjectID) -> [(type: AssociationType, time: Int64)] {
        switch self[.status] {
        case .published:
            let time = self[.publishedAt] ?? id.milliseconds
            let audience = self[.audience] ?? .closeFriends
            return [
                (AssociationTypes.authored, time), (AssociationTypes.posted(to: audience), time),
            ]
        case .processing, .scheduled, .failed:
            return [(AssociationTypes.pending, id.milliseconds)]
        case .draft: return [(AssociationTypes.drafts, self[.movedAt] ?? id.milliseconds)]
        case .archived: return [(AssociationTypes.archived, self[.movedAt] ?? id.milliseconds)]
        case .removed, nil: return []
        }
    }
}

extension GraphWrite {
    /// Puts a new post into the lists that show it.
    mutating func list(_ id: ObjectID, _ post: Properties<Post>) throws {
        try move(id, from: Properties(), to: post)
    }

    /// Takes a post out of the lists that do not show it any more, and puts it into those that do; sees
    /// to it that what is SCHEDULED will be published.
    mutating func move(
        _ id: ObjectID, from old: Properties<Post>, to new: Properties<Post>
    ) throws {
        guard let author = new[.author] else { return }
        let (before, after) = (old.lists(of: id), new.lists(of: id))
        for list in before where !after.contains(where: { $0.type.id == list.type.id }) {
            deleteAssociation(author, list.type, id)
        }
        for list in after where !before.contains(where: { $0 == list }) {
            addAssociation(author, list.type, id, time: list.time, ifPresent: .replace)
        }
        if old[.status] == .published, new[.status] != .published {
            deleteAssociation(author, AssociationTypes.pinnedPost, id)
        }
        bind(id, from: old, to: new)
        if new[.status] == .scheduled, let time = new[.publishAt],
            old[.status] != .scheduled || old[.publishAt] != time
        {
            also(try PostPublication.job(PostPublication.Appointment(post: id, time: time)).query)
        }
    }

    /// Replaces what is known of a post, if it has not changed meanwhile, moves it to its lists, and has the
    /// log of events told of what others may see of that.
    mutating func update(_ post: Post, _ properties: Properties<Post>) throws {
        try move(post.id, from: Properties(post.object.data), to: properties)
        update(post.id, properties, ifVersion: post.object.version)
        try tellNamed(in: post.id, from: Properties(post.object.data), to: properties)
        switch (post.status, properties[.status]) {
        case (.archived, .published):
            try tell(PostChanged(post: post.id, change: .unarchived), of: post)
            // Inboxes that were filled meanwhile do not have it.
            also(try FanOut.job(FanOut.Stretch(post: post.id)).query)
        case (.published, .archived):
            try tell(PostChanged(post: post.id, change: .archived), of: post)
        case (.published, .published):
            try tell(PostChanged(post: post.id, change: .edited), of: post)
        case (.published, .removed), (.archived, .removed):
            try tell(PostChanged(post: post.id, change: .deleted), of: post)
        case (_, .published): try Post.announce(post.id, by: post.author, in: &self)
        default: break
        }
    }

    private mutating func tell(_ event: some ProductEvent, of post: Post) throws {
        try tell(event, by: post.author)
    }
}

private func == (
    one: (type: AssociationType, time: Int64), other: (type: AssociationType, time: Int64)
) -> Bool {
    one.type.id == other.type.id && one.time == other.time
}
