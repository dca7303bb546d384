import TAO

/// What must be so before the viewer may change an object, or something about it.
///
/// A mutation names its rules; they are asked in their order, and the first that is broken refuses:
///
///     static let permission: [WriteRule<Post>] = [.mayComment]
///     …
///     let post = try await context.permit(permission, on: postID).get()
///
/// What the viewer cannot see is not found, whatever the rules: another refusal would tell that it is
/// there.
struct WriteRule<Kind: GraphObject>: Sendable {
    let refusal: Refusal
    /// Whether the relation to the owner must be read.
    let needsRelation: Bool
    /// Whether it must be known if the owner follows the viewer; nil if it never must.
    let needsFollowBack: (@Sendable (Kind, ViewerRelation) -> Bool)?
    let isKept: @Sendable (Kind, WriteFacts) -> Bool

    init(
        else refusal: Refusal, needsRelation: Bool = false,
        needsFollowBack: (@Sendable (Kind, ViewerRelation) -> Bool)? = nil,
        _ isKept: @escaping @Sendable (Kind, WriteFacts) -> Bool
    ) {
        self.refusal = refusal
        self.needsRelation = needsRelation
        self.needsFollowBack = needsFollowBack
        self.isKept = isKept
    }
}

/// Why the viewer may not do something. Mutations say it with their own codes.
enum Refusal: Error, Equatable, Sendable {
    /// There is no such object, or the viewer cannot see it, or not as one that can be changed.
    case notFound
    /// It is not the viewer's.
    case notOwner
    /// It is the viewer's own account.
    case isViewer
    /// The viewer blocks the account.
    case blockedByViewer
    /// The owner lets this viewer not do it.
    case notAllowed
}

/// What write rules decide by.
struct WriteFacts: Sendable {
    let viewer: ObjectID
    /// Left empty where no rule needs it.
    let relation: ViewerRelation
    /// Whether the owner follows the viewer, where a rule needs it.
    let isFollowed: Bool
}

// MARK: The rules

extension WriteRule {
    /// The viewer owns it.
    static var owner: WriteRule {
        WriteRule(else: .notOwner) { Kind.owner.id(of: $0) == $1.viewer }
    }

    /// The object is so; else there is none to be changed.
    static func only(_ condition: @escaping @Sendable (Kind) -> Bool) -> WriteRule {
        WriteRule(else: .notFound) { object, _ in condition(object) }
    }
}

extension WriteRule<User> {
    /// Another account than the viewer's.
    static var other: WriteRule {
        WriteRule(else: .isViewer) { $0.id != $1.viewer }
    }

    /// An account that the viewer does not block.
    static var notBlockedByViewer: WriteRule {
        WriteRule(else: .blockedByViewer, needsRelation: true) { !$1.relation.blocks }
    }
}

extension WriteRule<User> {
    /// An account that lets the viewer mention and tag it.
    static var mayBeNamed: WriteRule {
        WriteRule(
            else: .notAllowed, needsRelation: true,
            needsFollowBack: { user, _ in user.mentionPolicy.asksForFollowBack }
        ) { user, facts in
            user.mentionPolicy.allows(facts.relation, isFollowed: facts.isFollowed)
        }
    }
}

extension WriteRule<Post> {
    static var mayLike: WriteRule { .only(\.isPublished) }
    /// One that those may comment on whom its author has chosen.
    static var mayComment: WriteRule {
        WriteRule(
            else: .notAllowed, needsRelation: true,
            needsFollowBack: { $0.commentPolicy($1).asksForFollowBack }
        ) { post, facts in
            post.commentPolicy(facts.relation)
                .allows(facts.relation, isFollowed: facts.isFollowed)
        }
    }
}

// MARK: Asking

extension RequestContext {
    /// The object, or why the viewer may not do with it what the rules are about.
    ///
    /// - Throws: what keeps it from being read, and `unauthenticated` for anonymous viewers.
    func permit<Kind: GraphObject>(
        _ rules: [WriteRule<Kind>], on id: ObjectID
    ) async throws -> Result<Kind, Refusal> {
        try await permit(rules, onEach: [id])[0]
    }

    /// The same for many objects, in the order of their ids: in as few passes as one.
    func permit<Kind: GraphObject>(
        _ rules: [WriteRule<Kind>], onEach ids: [ObjectID]
    ) async throws -> [Result<Kind, Refusal>] {
        let viewer = try requireViewer()
        let visible = try await load(Kind.self, ids)
        let needsRelation = rules.contains(where: \.needsRelation)
        let owners = visible.map { needsRelation ? $0.flatMap(Kind.owner.id) : nil }
        let relations = try await gather(owners) {
            try await self.relations(to: $0).map { try $0.get() }
        }
        let followed = try await follows(
            byOwners: zip(visible, relations).map { object, relation in
                guard let object, let relation,
                    rules.contains(where: { $0.needsFollowBack?(object, relation) ?? false })
                else { return nil }
                return Kind.owner.id(of: object)
            })
        return try zip(visible, zip(relations, followed)).map { object, known in
            guard let object else { return .failure(.notFound) }
            let facts = WriteFacts(
                viewer: viewer, relation: known.0 ?? ViewerRelation(),
                isFollowed: try known.1.get())
            let broken = rules.first { !$0.isKept(object, facts) }
            return broken.map { .failure($0.refusal) } ?? .success(object)
        }
    }
}
