import Postgres
import TAO

/// Edges whose coming and going the log of events is told of, whichever mutation is the cause.
enum EdgeEvent {
    /// - Parameter kind: of the object at the end that is not the account's.
    /// - Returns: nil for an edge that nobody is told of.
    static func of(
        _ id1: ObjectID, _ type: AssociationType, _ id2: ObjectID, isThere: Bool, _ kind: ObjectKind
    ) -> (any ProductEvent)? {
        switch type.id {
        case AssociationTypes.follows.id:
            FollowChanged(follower: id1, followed: id2, isFollowing: isThere)
        case AssociationTypes.followedBy.id:
            FollowChanged(follower: id2, followed: id1, isFollowing: isThere)
        case AssociationTypes.requestedBy.id:
            FollowRequestChanged(requester: id2, target: id1, isOpen: isThere)
        case AssociationTypes.blocks.id: BlockChanged(blocked: id2, isBlocked: isThere)
        // A mute begins with what it mutes: see `UserMute`.
        case AssociationTypes.mutes.id where !isThere:
            MuteChanged(muted: id2, posts: false, stories: false, until: nil)
        case AssociationTypes.followsTag.id:
            HashtagFollowChanged(hashtag: id2, isFollowing: isThere)
        case AssociationTypes.likes.id:
            LikeChanged(object: id2, type: .post, isLiked: isThere)
        case AssociationTypes.likesComment.id:
            LikeChanged(object: id2, type: .comment, isLiked: isThere)
        default: nil
        }
    }
}

extension GraphWrite {
    init(
        _ changes: [EdgeChange], from viewer: ObjectID, to id: ObjectID, of kind: ObjectKind = .user
    ) throws {
        self.init()
        try change(changes, from: viewer, to: id, of: kind)
    }

    /// Changes edges between an account and an object, and has the log of events told of those that do change.
    ///
    /// - Parameters:
    ///   - kind: of the object.
    ///   - actor: who does it, if not the account.
    mutating func change(
        _ changes: [EdgeChange], from account: ObjectID, to id: ObjectID,
        of kind: ObjectKind = .user, by actor: ObjectID? = nil
    ) throws {
        let actor = actor ?? account
        for change in changes {
            let (id1, id2) = change.isBack ? (id, account) : (account, id)
            let event = EdgeEvent.of(id1, change.type, id2, isThere: change.adds, kind)
            if event != nil { holdObject(actor) }
            let told = try [event].compactMap { try $0?.query(by: actor) }
            if change.adds {
                addAssociation(id1, change.type, id2, ifChanged: told)
            } else {
                deleteAssociation(id1, change.type, id2, ifChanged: told)
            }
            switch change.type.id {
            case AssociationTypes.follows.id:
                try pull(id2, by: id1, change.adds)
            case AssociationTypes.followedBy.id:
                try pull(id1, by: id2, change.adds)
            default: break
            }
        }
    }
}
