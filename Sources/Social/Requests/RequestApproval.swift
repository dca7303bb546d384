import Jobs
import TAO

/// Approves the open requests of an account that has become public, each by a write of its own, until
/// there are none or the account is private again.
enum RequestApproval: JobKind {
    static let name = "requests.approve"
    static let queue = Queue.default

    static func orderKey(of account: ObjectID) -> String? { account.description }

    static func run(_ account: ObjectID, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        let page = RangeQuery(
            account, AssociationTypes.requestedBy, limit: services.limits.requestsApprovedMax)
        let requests = try await services.tao.stored.lists([page])[0]
        for request in requests.associations {
            guard try await approve(request.id2, by: account, services) else { return }
        }
        if requests.hasMore { try await context.end(with: [job(account).query]) }
    }

    /// - Returns: false if the account is not public any more.
    private static func approve(
        _ requester: ObjectID, by account: ObjectID, _ services: SocialServices
    ) async throws -> Bool {
        try await services.tao.deciding(services.limits) {
            let user = try await services.tao.stored.loadUnfiltered(User.self, [account])[0]
            guard let user, user[.isPrivate] != true else { return false }
            do {
                _ = try await services.tao.commit(
                    try GraphWrite(
                        approving: requester, by: account, ifVersion: user.object.version))
                return true
            } catch GraphError.edgeMissing {
                return true
            } catch GraphError.limitReached {
                // There is nobody left to answer it.
                _ = try await services.tao.commit(
                    try GraphWrite(dropping: requester, to: account))
                return true
            }
        }
    }
}

extension GraphWrite {
    /// Ends a request, from either side.
    fileprivate init(dropping requester: ObjectID, to account: ObjectID) throws {
        self.init()
        holdAccounts(requester, account)
        try change(
            [.remove(AssociationTypes.requested), .removeBack(AssociationTypes.requestedBy)],
            from: requester, to: account, by: account)
    }
}
