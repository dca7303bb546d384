import TAO

/// How the viewer and the owner of an object stand. Facts only; rules draw the conclusions.
struct ViewerRelation: Sendable {
    /// Nil if the account is gone.
    var owner: User?
    var isOwner = false
    /// The viewer blocks the owner.
    var blocks = false
    /// The owner blocks the viewer.
    var isBlockedBy = false
    var follows = false
    /// The owner counts the viewer among the close friends.
    var isCloseFriend = false

    /// Neither gone, nor suspended, nor about to be deleted.
    func isOwnerActive(at now: Int64) -> Bool { owner?.isActive(at: now) ?? false }
    var isOwnerPrivate: Bool { owner?[.isPrivate] ?? false }

    /// Whether the viewer is among those whom the owner has chosen. Other rules may still hide.
    func belongs(to audience: Audience) -> Bool {
        switch audience {
        case .everyone: true
        case .followers: follows
        case .closeFriends: isCloseFriend
        }
    }
}

extension User {
    /// Neither suspended nor about to be deleted.
    func isActive(at now: Int64) -> Bool {
        if self[.deletionAt] != nil { return false }
        guard self[.isSuspended] == true else { return true }
        return self[.suspendedUntil].map { $0 <= now } ?? false
    }
}

extension RequestContext {
    /// How the viewer stands to these accounts, in their order. One pass. A relation of which any
    /// fact cannot be read fails alone.
    func relations(to owners: [ObjectID]) async throws -> [Result<ViewerRelation, any Error>] {
        async let objects = graph.loadUnfiltered(each: owners)
        guard let viewerID else {
            return try await objects.map { object in
                object.map { ViewerRelation(owner: $0?.ofKind(.user).map(User.init)) }
            }
        }
        let followees = decisions.knownFollowees
        let others = owners.filter { $0 != viewerID }
        func keys(_ type: AssociationType, _ owners: [ObjectID]) -> [AssociationKey] {
            owners.map { .edge(from: viewerID, type, to: $0) }
        }
        let wanted =
            keys(AssociationTypes.blocks, others) + keys(AssociationTypes.blockedBy, others)
            + keys(AssociationTypes.closeFriendOf, others)
            + keys(AssociationTypes.follows, others.filter { !followees.contains($0) })
        let edges = EdgeFacts(wanted, try await graph.edges(wanted))
        return try await zip(owners, objects).map { id, object in
            Result {
                let owner = try object.get()?.ofKind(.user).map(User.init)
                var relation = ViewerRelation(owner: owner)
                relation.isOwner = id == viewerID
                if relation.isOwner { return relation }
                relation.blocks = try edges.has(AssociationTypes.blocks, id)
                relation.isBlockedBy = try edges.has(AssociationTypes.blockedBy, id)
                relation.isCloseFriend = try edges.has(AssociationTypes.closeFriendOf, id)
                relation.follows =
                    try followees.contains(id) || edges.has(AssociationTypes.follows, id)
                return relation
            }
        }
    }
}

/// Edges from the viewer to accounts: there, not there, or not to be found out.
private struct EdgeFacts {
    private var found: Set<Fact> = []
    private var failures: [Fact: any Error] = [:]

    private struct Fact: Hashable {
        let type: Int16
        let account: ObjectID
    }

    init(_ keys: [AssociationKey], _ edges: [Result<Association?, any Error>]) {
        for (key, edge) in zip(keys, edges) {
            let fact = Fact(type: key.type, account: key.id2)
            switch edge {
            case .success(nil): break
            case .success: found.insert(fact)
            case .failure(let error): failures[fact] = error
            }
        }
    }

    func has(_ type: AssociationType, _ account: ObjectID) throws -> Bool {
        let fact = Fact(type: type.id, account: account)
        if let error = failures[fact] { throw error }
        return found.contains(fact)
    }
}
