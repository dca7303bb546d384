import TAO

/// Ids of nothing, that are asked about in the place of what is not known of an absent object.
///
/// Whether the viewer sees an object is found out in steps: the object, then its owner and how the viewer
/// stands to it, then what it belongs to. An absent object would be done after the first, and whoever
/// measures could tell it from a hidden one by the missing round trip. So its further steps are made with
/// these, and its rules are asked about objects that are kept here (`judge`). They are the same for all, so that a
/// cache holds them once, as it mostly holds the accounts that own things; what is shown takes no more steps, and a
/// list in which something has gone none either.
enum StandIns {
    /// No id that is given out is so small: their upper bits are a time.
    private static let owner = ObjectID(rawValue: 1)
    private static let parent = ObjectID(rawValue: 2)
    private static let ownerOfParent = ObjectID(rawValue: 3)

    /// An account where none was found, such as by its name.
    static let account = owner

    /// Goes through the rules of a kind as for something of a private account that the viewer does not follow. What
    /// is found is of no use: it takes the time that the same takes for an object that is hidden.
    static func judge(_ kind: ObjectKind?, with facts: ReadFacts) {
        guard let object = objects[kind ?? .post] else { return }
        var facts = facts
        facts.relation = relation
        _ = object.factsNeeded
        _ = object.kind?.objectType.shows(object, facts)
    }

    /// Some of each kind that the rules ask something about.
    private static let objects: [ObjectKind: Object] = {
        var user = Properties<User>()
        user[.username] = "somebody"
        user[.isSuspended] = true
        var post = Properties<Post>()
        post[.author] = owner
        post[.media] = [parent]
        post[.caption] = "Something that was said about a photo."
        post[.audience] = .everyone
        post[.status] = .published
        post[.publishedAt] = 1
        var story = Properties<Story>()
        story[.author] = owner
        story[.media] = parent
        story[.audience] = .everyone
        story[.status] = .published
        story[.publishedAt] = 1
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo[.status] = .ready
        photo[.parent] = parent
        var comment = Properties<Comment>()
        comment[.post] = parent
        comment[.author] = owner
        comment[.text] = "Something that was said about it."
        func object<Kind: GraphObject>(_ properties: Properties<Kind>) -> (ObjectKind, Object) {
            let object = Object(
                id: owner, type: Kind.kind.rawValue, version: 1, data: properties.record)
            return (Kind.kind, object)
        }
        return Dictionary(
            uniqueKeysWithValues: [
                object(user), object(post), object(story), object(photo), object(comment),
            ])
    }()

    private static let relation: ViewerRelation = {
        var user = Properties<User>()
        user[.username] = "somebody"
        user[.isPrivate] = true
        return ViewerRelation(
            owner: User(
                object: Object(
                    id: owner, type: ObjectKind.user.rawValue, version: 1, data: user.record)))
    }()

    /// What is asked about when all of some ids are of nothing.
    ///
    /// - Parameter kind: what they should have been; nil if it is what something belongs to.
    static func facts(for ids: [ObjectID], of kind: ObjectKind?) -> FactsNeeded {
        let needs = kind?.needs ?? .relation
        return FactsNeeded(
            owner: needs.contains(.relation)
                ? (ids.contains(parent) ? ownerOfParent : owner) : nil,
            parent: needs.contains(.parent) ? parent : nil)
    }
}
