import TAO

// In which lists of hashtags, places and accounts a post stands follows from its record alone: what it says
// and whom it names, its status and its audience.

extension Post {
    /// Those of the caption in its order, then those given besides it.
    var hashtags: [ObjectID] { Properties<Post>(object.data).hashtags }
}

extension Properties<Post> {
    var hashtags: [ObjectID] {
        ((self[.entities]?.hashtags ?? []) + (self[.givenHashtags] ?? [])).unique()
    }

    /// Whom the caption mentions.
    var mentioned: [ObjectID] { self[.entities]?.mentions ?? [] }

    /// Who is tagged in the photos, its author left out.
    var tagged: [ObjectID] { (self[.tags]?.users ?? []).filter { $0 != self[.author] } }

    /// Every account that the record names, besides the author.
    fileprivate var named: [ObjectID] {
        (mentioned + (self[.tags]?.users ?? []) + (self[.refusedTags]?.users ?? [])).unique()
    }

    /// The edges that lead to the post from what it says.
    fileprivate func bonds(of id: ObjectID) -> [Bond: Int64] {
        guard let status = self[.status] else { return [:] }
        var bonds: [Bond: Int64] = [:]
        for account in named { bonds[Bond(account, AssociationTypes.namedIn)] = id.milliseconds }
        guard status == .published else { return bonds }
        let time = self[.publishedAt] ?? id.milliseconds
        for account in tagged { bonds[Bond(account, AssociationTypes.taggedIn)] = time }
        guard self[.audience] == .everyone else { return bonds }
        for hashtag in hashtags { bonds[Bond(hashtag, AssociationTypes.taggedPost)] = time }
        if let place = self[.location] { bonds[Bond(place, AssociationTypes.postedHere)] = time }
        return bonds
    }
}

/// An edge from something to a post.
private struct Bond: Hashable {
    let from: ObjectID
    let type: AssociationType

    init(_ from: ObjectID, _ type: AssociationType) {
        self.from = from
        self.type = type
    }
}

extension GraphWrite {
    /// Takes a post out of the lists of what it does not say any more, and puts it into those of what it says.
    mutating func bind(_ id: ObjectID, from old: Properties<Post>, to new: Properties<Post>) {
        let (before, after) = (old.bonds(of: id), new.bonds(of: id))
        for bond in before.keys where after[bond] == nil {
            deleteAssociation(bond.from, bond.type, id)
        }
        for (bond, time) in after where before[bond] != time {
            addAssociation(bond.from, bond.type, id, time: time, ifPresent: .replace)
        }
    }

    /// Has the log of events told whom a post names, once others may see it. What is archived has been told of.
    mutating func tellNamed(
        in id: ObjectID, from old: Properties<Post>, to new: Properties<Post>
    ) throws {
        guard new[.status] == .published, let author = new[.author] else { return }
        let wasShown = old[.status] == .published || old[.status] == .archived
        let known = wasShown ? old : Properties<Post>()
        try tellNamed(
            in: id, .post, by: author,
            mentioned: new.mentioned.filter { !known.mentioned.contains($0) },
            tagged: new.tagged.filter { !known.tagged.contains($0) })
    }

    /// Has the log of events told whom something names that it has not named before. Who names itself is none.
    mutating func tellNamed(
        in id: ObjectID, _ type: PeopleNamed.Place, by author: ObjectID, mentioned: [ObjectID],
        tagged: [ObjectID] = []
    ) throws {
        let mentioned = mentioned.filter { $0 != author }
        if mentioned.isEmpty && tagged.isEmpty { return }
        try tell(
            PeopleNamed(object: id, type: type, mentioned: mentioned, tagged: tagged), by: author)
    }
}
