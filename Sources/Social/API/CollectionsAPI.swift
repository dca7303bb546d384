// Made from Schema/collections.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A named collection of saved posts, seen by its owner alone.
extension Collection: SchemaObject {
    static let typeName = "Collection"
    static let fields = CollectionFields()
}

/// Fields of `Collection`.
struct CollectionFields: NodeFields {
    typealias Parent = Collection

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Name, up to 50 code points.
    let name = Field<Parent, String, NoArguments>("name")
    /// The post that stands for it: the one chosen, else the last saved, of those that the viewer
    /// sees at the moment;
    /// null while there is none.
    let cover = Field<Parent, Post?, NoArguments>("cover")
    /// Number of posts in it, those that the viewer may not see at the moment too.
    let postCount = Field<Parent, CountScalar, NoArguments>("postCount")
    /// Posts in it, the last saved first; those that the viewer may not see at the moment are left
    /// out.
    let posts = Field<Parent, Connection<SavedPostConnectionKind>, CollectionPostsArguments>(
        "posts")
}

/// Arguments of `Collection.posts`.
struct CollectionPostsArguments: Paging {
    var first: Int?
    var after: String?
}

extension CollectionPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Collections of the viewer, the last made first. One that is made while the list is paged is
/// before its first page;
/// one that is deleted moves no other.
enum CollectionConnectionKind: ConnectionKind {
    typealias Node = Collection
    static let connectionName = "CollectionConnection"
    static let edgeName = "CollectionEdge"
    static let connectionFields = CollectionConnectionFields()
    static let edgeFields = CollectionEdgeFields()
}

/// Fields of `CollectionConnection`.
struct CollectionConnectionFields: ConnectionFields {
    typealias Parent = Connection<CollectionConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<CollectionConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Collection?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `CollectionEdge`.
struct CollectionEdgeFields: EdgeFields {
    typealias Parent = Edge<CollectionConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The collection.
    let node = Field<Parent, Collection?, NoArguments>("node")
}

/// Input of `collectionCreate`.
struct CollectionCreateInput {
    /// Name, up to 50 code points.
    var name: String
    /// The same key within 24 hours makes one collection.
    var idempotencyKey: String?
    /// As it came: the same key with another input is a conflict.
    var given = InputFields()
}

extension CollectionCreateInput: IdempotentInput {
    init(fields: InputFields) throws {
        name = try fields.read("name")
        idempotencyKey = try fields.read("idempotencyKey")
        given = fields
    }
}

extension CollectionCreateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let name = InputPath("name")
        static let idempotencyKey = InputPath("idempotencyKey")
    }

    static let idempotencyKeyPath = Path.idempotencyKey
}

/// Result of `collectionCreate`.
extension CollectionCreate {
    typealias Input = CollectionCreateInput
    typealias Code = PostErrorCode
    typealias ResultFields = CollectionCreatePayloadFields
    static let name = "collectionCreate"
    static let payloadName = "CollectionCreatePayload"
    static let payloadFields = CollectionCreatePayloadFields()
}

/// Fields of `CollectionCreatePayload`.
struct CollectionCreatePayloadFields: PayloadFields {
    typealias Parent = Payload<CollectionCreate>

    /// The collection.
    let collection = Field<Parent, Collection?, NoArguments>("collection")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `collectionUpdate`. A field that is not given stays. Null clears `coverPostId`; for
/// `name` it is INVALID.
struct CollectionUpdateInput {
    /// Which collection.
    var collectionId: ID
    /// New name.
    var name: Change<String> = .keep
    /// A post in it to stand for it; null for the last saved.
    var coverPostId: Change<ID> = .keep
}

extension CollectionUpdateInput: InputObject {
    init(fields: InputFields) throws {
        collectionId = try fields.read("collectionId")
        name = try fields.read("name")
        coverPostId = try fields.read("coverPostId")
    }
}

extension CollectionUpdateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let collectionId = InputPath("collectionId")
        static let name = InputPath("name")
        static let coverPostId = InputPath("coverPostId")
    }
}

/// Result of `collectionUpdate`.
extension CollectionUpdate {
    typealias Input = CollectionUpdateInput
    typealias Code = PostErrorCode
    typealias ResultFields = CollectionUpdatePayloadFields
    static let name = "collectionUpdate"
    static let payloadName = "CollectionUpdatePayload"
    static let payloadFields = CollectionUpdatePayloadFields()
}

/// Fields of `CollectionUpdatePayload`.
struct CollectionUpdatePayloadFields: PayloadFields {
    typealias Parent = Payload<CollectionUpdate>

    /// The collection.
    let collection = Field<Parent, Collection?, NoArguments>("collection")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `collectionPostsRemove`.
struct CollectionPostsRemoveInput {
    /// Which collection.
    var collectionId: ID
    /// Which posts. At most 100; those that are not in it are passed over.
    var postIds: [ID]
}

extension CollectionPostsRemoveInput: InputObject {
    init(fields: InputFields) throws {
        collectionId = try fields.read("collectionId")
        postIds = try fields.read("postIds")
    }
}

extension CollectionPostsRemoveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let collectionId = InputPath("collectionId")
        static let postIds = InputPath("postIds")
    }
}

/// Result of `collectionPostsRemove`.
extension CollectionPostsRemove {
    typealias Input = CollectionPostsRemoveInput
    typealias Code = PostErrorCode
    typealias ResultFields = CollectionPostsRemovePayloadFields
    static let name = "collectionPostsRemove"
    static let payloadName = "CollectionPostsRemovePayload"
    static let payloadFields = CollectionPostsRemovePayloadFields()
}

/// Fields of `CollectionPostsRemovePayload`.
struct CollectionPostsRemovePayloadFields: PayloadFields {
    typealias Parent = Payload<CollectionPostsRemove>

    /// The collection, with its new count.
    let collection = Field<Parent, Collection?, NoArguments>("collection")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `collectionDelete`.
struct CollectionDeleteInput {
    /// Which collection.
    var collectionId: ID
}

extension CollectionDeleteInput: InputObject {
    init(fields: InputFields) throws {
        collectionId = try fields.read("collectionId")
    }
}

extension CollectionDeleteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let collectionId = InputPath("collectionId")
    }
}

/// Result of `collectionDelete`.
extension CollectionDelete {
    typealias Input = CollectionDeleteInput
    typealias Code = PostErrorCode
    typealias ResultFields = CollectionDeletePayloadFields
    static let name = "collectionDelete"
    static let payloadName = "CollectionDeletePayload"
    static let payloadFields = CollectionDeletePayloadFields()
}

/// Fields of `CollectionDeletePayload`.
struct CollectionDeletePayloadFields: PayloadFields {
    typealias Parent = Payload<CollectionDelete>

    /// The collection that is gone.
    let deletedCollectionId = Field<Parent, ID?, NoArguments>("deletedCollectionId")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}
