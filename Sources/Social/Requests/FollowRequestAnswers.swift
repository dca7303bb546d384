import GraphQL
import TAO

/// `followRequestApprove`: lets a requester follow.
enum FollowRequestApprove: ViewerMutation {
    struct Output: Sendable {
        let follower: Ref<User>
        let request: NodeID
    }

    static let access = Access.anyViewer(because: "Only requests to the viewer are found.")
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: FollowRequestApproveInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        let field = Input.Path.followRequestId
        let missing = UserError<Code>(.notFound, "There is no such request.", at: field)
        guard let request = context.followRequest(input.followRequestId, to: viewer),
            try await context.load([request.object], listedBy: User.policyInLists)[0].get() != nil
        else { throw missing }
        do {
            try await context.commit(try GraphWrite(approving: request.object, by: viewer))
        } catch GraphError.edgeMissing {
            // Of a repeated approval, too.
            guard try await context.hasFollower(request.object) else { throw missing }
        } catch GraphError.limitReached(_, let max) {
            throw UserError<Code>(
                .limitReached, "The account follows as many as it may.", at: field, limit: max)
        }
        return Output(follower: Ref(id: request.object), request: request)
    }

    static func register(_ payload: inout PayloadResolvers<FollowRequestApprove>) {
        payload.field(\.follower) { $0.output?.follower }
        payload.field(\.deletedFollowRequestId) { payload, context in
            payload.output.map { context.globalID($0.request) }
        }
    }
}

/// `followRequestDecline`: turns a requester down.
enum FollowRequestDecline: ViewerMutation {
    typealias Output = NodeID

    static let access = Access.anyViewer(because: "Only requests to the viewer are found.")
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: FollowRequestDeclineInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> NodeID {
        let missing = UserError<Code>(
            .notFound, "There is no such request.", at: Input.Path.followRequestId)
        guard let request = context.followRequest(input.followRequestId, to: viewer) else {
            throw missing
        }
        var write = GraphWrite()
        write.holdAccounts(viewer, request.object)
        write.require(viewer, AssociationTypes.requestedBy, request.object, isThere: true)
        try write.change(
            [.remove(AssociationTypes.requestedBy)], from: viewer, to: request.object)
        write.addAssociation(
            viewer, AssociationTypes.declined, request.object, ifPresent: .replace)
        do {
            try await context.commit(write)
        } catch GraphError.edgeMissing {
            throw missing
        }
        return request
    }

    static func register(_ payload: inout PayloadResolvers<FollowRequestDecline>) {
        payload.field(\.deletedFollowRequestId) { payload, context in
            payload.output.map { context.globalID($0) }
        }
    }
}

extension GraphWrite {
    /// Makes a requester a follower; `GraphError.edgeMissing` if there is no request.
    ///
    /// - Parameter version: of the account, if that decides.
    init(
        approving requester: ObjectID, by account: ObjectID, ifVersion version: Int64? = nil
    ) throws {
        self.init()
        holdAccounts(requester, account, ifVersion: version)
        require(account, AssociationTypes.requestedBy, requester, isThere: true)
        try change(
            [
                .add(AssociationTypes.follows), .remove(AssociationTypes.requested),
                .removeBack(AssociationTypes.requestedBy),
            ], from: requester, to: account, by: account)
    }
}

extension RequestContext {
    /// The request to an account that an id names, whether it is still there or not.
    fileprivate func followRequest(_ id: ID, to account: ObjectID) -> NodeID? {
        guard let node = services.globalIDs.node(id.text), node.type == .followRequest,
            node.other == account
        else { return nil }
        return node
    }

    fileprivate func hasFollower(_ account: ObjectID) async throws -> Bool {
        try await graph.hasEdges(
            from: requireViewer(), AssociationTypes.followedBy, to: [account])[0].get()
    }
}
