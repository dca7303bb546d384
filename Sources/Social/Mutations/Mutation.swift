import GraphQL
import TAO

/// A field of the type Mutation: what it does, and what its payload holds.
protocol Mutation: Sendable {
    associatedtype Code: UserErrorCode
    /// What a successful run gives the payload.
    associatedtype Output: Sendable

    /// Name of the field; the payload type is called after it.
    static var name: String { get }

    /// - Throws: `UserError<Code>` or `UserErrors<Code>` for expected failures, which become data;
    ///   anything else fails the field.
    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Output
}

/// Several expected failures of one input.
struct UserErrors<Code: UserErrorCode>: Error {
    var errors: [UserError<Code>]

    /// Does nothing if there are none.
    func throwIfAny() throws(UserErrors) {
        if !errors.isEmpty { throw self }
    }
}

/// The result of a mutation.
struct Payload<Kind: Mutation>: ObjectResult {
    static var typeName: String {
        Kind.name.prefix(1).uppercased() + Kind.name.dropFirst() + "Payload"
    }

    let output: Kind.Output?
    let errors: [UserError<Kind.Code>]
}

/// The one object whose fields are the beginnings of all writes.
struct MutationRoot: ObjectResult {
    static let typeName = "Mutation"
}

extension TypeResolvers<MutationRoot, RequestContext> {
    mutating func add<Kind: Mutation>(_ kind: Kind.Type) {
        batch(Kind.name) { _, arguments, context in
            do {
                let output = try await Kind.run(MutationInput(arguments), context)
                return [Payload<Kind>(output: output, errors: [])]
            } catch let error as UserError<Kind.Code> {
                return [Payload<Kind>(output: nil, errors: [error])]
            } catch let errors as UserErrors<Kind.Code> {
                return [Payload<Kind>(output: nil, errors: errors.errors)]
            }
        }
    }
}

extension Resolvers<RequestContext> {
    mutating func mutation() {
        root(MutationRoot()) { mutation in
            mutation.add(AccountRegister.self)
            mutation.add(SessionCreate.self)
            mutation.add(SessionRefresh.self)
            mutation.add(UserFollow.self)
            mutation.add(UserUnfollow.self)
            mutation.add(MediaUploadCreate.self)
            mutation.add(MediaUploadComplete.self)
            mutation.add(PostCreate.self)
            mutation.add(PostLike.self)
            mutation.add(PostUnlike.self)
            mutation.add(CommentCreate.self)
            mutation.add(CommentLike.self)
            mutation.add(CommentUnlike.self)
            mutation.add(StoryCreate.self)
            mutation.add(StoriesMarkSeen.self)
        }
        accountPayloads()
        relationshipPayloads()
        uploadPayloads()
        postPayloads()
        likePayloads()
        commentPayloads()
        storyPayloads()
    }

    /// Registers the payload type of a mutation: `userErrors`, and what the closure adds.
    mutating func payload<Kind: Mutation>(
        _ kind: Kind.Type,
        _ register: (inout TypeResolvers<Payload<Kind>, RequestContext>) -> Void
    ) {
        type(Payload<Kind>.self) { payload in
            payload.field("userErrors") { $0.errors }
            register(&payload)
        }
    }
}
