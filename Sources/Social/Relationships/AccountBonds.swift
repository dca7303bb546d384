import TAO

// What two accounts are to each other is several edges, which must fit together whatever happens at
// the same time: every write of them holds both accounts, so that such writes happen one after the
// other, and says what it was decided by.

extension GraphWrite {
    /// - Parameter version: of the second account, if its record decides.
    mutating func holdAccounts(
        _ first: ObjectID, _ second: ObjectID, ifVersion version: Int64? = nil
    ) {
        holdObject(first)
        holdObject(second, ifVersion: version)
    }

    /// Refuses the write if one of the accounts, which it holds, blocks the other.
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
