// Made from Schema/requests.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A request to follow a private account.
extension FollowRequest: SchemaObject {
    static let typeName = "FollowRequest"
    static let fields = FollowRequestFields()
}

/// Fields of `FollowRequest`.
struct FollowRequestFields: NodeFields {
    typealias Parent = FollowRequest

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Who asks.
    let requester = Field<Parent, User, NoArguments>("requester")
    /// Who is asked.
    let target = Field<Parent, User, NoArguments>("target")
    /// When it was sent.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
}

/// Follow requests, the last first. One that is answered or taken back while the list is
/// paged is left out, and moves no other.
enum FollowRequestConnectionKind: ConnectionKind {
    typealias Node = FollowRequest
    static let connectionName = "FollowRequestConnection"
    static let edgeName = "FollowRequestEdge"
    static let connectionFields = FollowRequestConnectionFields()
    static let edgeFields = FollowRequestEdgeFields()
}

/// Fields of `FollowRequestConnection`.
struct FollowRequestConnectionFields: ConnectionFields {
    typealias Parent = Connection<FollowRequestConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<FollowRequestConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [FollowRequest?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// How many there are.
    let totalCount = Field<Parent, CountScalar, NoArguments>("totalCount")
}

/// Fields of `FollowRequestEdge`.
struct FollowRequestEdgeFields: EdgeFields {
    typealias Parent = Edge<FollowRequestConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The request.
    let node = Field<Parent, FollowRequest?, NoArguments>("node")
}

/// Input of `followRequestApprove`.
struct FollowRequestApproveInput {
    /// The request.
    var followRequestId: ID
}

extension FollowRequestApproveInput: InputObject {
    init(fields: InputFields) throws {
        followRequestId = try fields.read("followRequestId")
    }
}

extension FollowRequestApproveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let followRequestId = InputPath("followRequestId")
    }
}

/// Result of `followRequestApprove`.
extension FollowRequestApprove {
    typealias Input = FollowRequestApproveInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = FollowRequestApprovePayloadFields
    static let name = "followRequestApprove"
    static let payloadName = "FollowRequestApprovePayload"
    static let payloadFields = FollowRequestApprovePayloadFields()
}

/// Fields of `FollowRequestApprovePayload`.
struct FollowRequestApprovePayloadFields: PayloadFields {
    typealias Parent = Payload<FollowRequestApprove>

    /// The new follower.
    let follower = Field<Parent, User?, NoArguments>("follower")
    /// The request that is gone.
    let deletedFollowRequestId = Field<Parent, ID?, NoArguments>("deletedFollowRequestId")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `followRequestDecline`.
struct FollowRequestDeclineInput {
    /// The request.
    var followRequestId: ID
}

extension FollowRequestDeclineInput: InputObject {
    init(fields: InputFields) throws {
        followRequestId = try fields.read("followRequestId")
    }
}

extension FollowRequestDeclineInput {
    /// Where each field stands, for errors.
    enum Path {
        static let followRequestId = InputPath("followRequestId")
    }
}

/// Result of `followRequestDecline`.
extension FollowRequestDecline {
    typealias Input = FollowRequestDeclineInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = FollowRequestDeclinePayloadFields
    static let name = "followRequestDecline"
    static let payloadName = "FollowRequestDeclinePayload"
    static let payloadFields = FollowRequestDeclinePayloadFields()
}

/// Fields of `FollowRequestDeclinePayload`.
struct FollowRequestDeclinePayloadFields: PayloadFields {
    typealias Parent = Payload<FollowRequestDecline>

    /// The request that is gone.
    let deletedFollowRequestId = Field<Parent, ID?, NoArguments>("deletedFollowRequestId")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}
