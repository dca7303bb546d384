import TAO

// What two accounts are to each other is several edges, which must fit together whatever happens at
// the same time. A write about two accounts holds both, and one about many (`MembersUpdate`) holds the
// viewer, who is one of each two; so writes about the same two happen one after the other. Each also
// says by which edges it was decided, or by which version of an account.

extension GraphWrite {
    /// - Parameter version: of the second account, if its record decides.
    mutating func holdAccounts(
        _ first: ObjectID, _ second: ObjectID, ifVersion version: Int64? = nil
    ) {
        holdObject(first)
        holdObject(second, ifVersion: version)
    }

    /// Refuses the write if one of the accounts blocks the other. It must hold one of them: blocks hold
    /// both.
    mutating func requireNoBlock(between account: ObjectID, and other: ObjectID) {
        require(account, AssociationTypes.blocks, other, isThere: false)
        require(account, AssociationTypes.blockedBy, other, isThere: false)
    }

    /// A request to follow, as both sides see it.
    mutating func addFollowRequest(from requester: ObjectID, to target: ObjectID, time: Int64) {
        addAssociation(requester, AssociationTypes.requested, target, time: time)
        addAssociation(target, AssociationTypes.requestedBy, requester, time: time)
    }
}
