import GraphQL
import TAO

/// A mutation of a list of accounts that the viewer keeps: all of its changes happen, or none.
protocol MembersUpdate: ViewerMutation
where Input: MembersInput, Code == RelationshipErrorCode, Output == ChangedMembers {
    /// Of the edges from the viewer to the members.
    static var type: AssociationType { get }
    /// How many one run may add, and how many it may take away.
    static var changedMax: any KeyPath<SocialLimits, Int> & Sendable { get }
    /// What the members are called.
    static var plural: String { get }
}

/// The input of such a mutation.
protocol MembersInput: InputObject {
    static var addPath: InputPath { get }
    static var removePath: InputPath { get }

    var addUserIds: Change<[ID]> { get }
    var removeUserIds: Change<[ID]> { get }
}

extension CloseFriendsUpdateInput: MembersInput {
    static let addPath = Path.addUserIds
    static let removePath = Path.removeUserIds
}

extension FavoritesUpdateInput: MembersInput {
    static let addPath = Path.addUserIds
    static let removePath = Path.removeUserIds
}

/// What has changed in a list of members.
struct ChangedMembers: Sendable {
    let list: AssociationListKey
    /// Those who have become members, or are no members any more.
    let users: [ObjectID]

    func users(in context: RequestContext) async throws -> [User] {
        try await context.load(User.self, users).compactMap { $0 }
    }

    func count(in context: RequestContext) async throws -> Int {
        try await context.graph.counts([list])[0].get()
    }
}

extension MembersUpdate {
    private static var permission: [WriteRule<User>] { [.other, .notBlockedByViewer] }
    static var access: Access { .subject(.user, permission.map(\.refusal)) }
    static var rate: RateLimit { .counted(.mark) }

    static func run(
        _ input: Input, as viewer: ObjectID, in context: RequestContext
    ) async throws -> ChangedMembers {
        let added = try ids(input.addUserIds, at: Input.addPath, in: context)
        let removed = try ids(input.removeUserIds, at: Input.removePath, in: context)
        guard Set(added).isDisjoint(with: removed) else {
            throw UserError<Code>(
                .invalid, "An account is added or taken away, not both.", at: Input.removePath)
        }
        return try await context.deciding {
            try await check(added, in: context)
            return try await change(added.unique(), removed.unique(), of: viewer, in: context)
        }
    }

    private static func ids(
        _ given: Change<[ID]>, at path: InputPath, in context: RequestContext
    ) throws -> [ObjectID] {
        let given = given.value ?? []
        let max = context.limits[keyPath: changedMax]
        guard given.count <= max else {
            throw UserError<Code>(
                .invalid, "At most \(max) accounts at once.", at: path, limit: max)
        }
        return try each(given, at: path) { id in
            context.object(id, .user).map(Result.success) ?? .failure(.notFound)
        }
    }

    /// - Throws: NOT_FOUND and the like for each account that cannot be added.
    private static func check(_ added: [ObjectID], in context: RequestContext) async throws {
        let found = try await context.permit(permission, onEach: added)
        _ = try each(found, at: Input.addPath) { $0 }
    }

    /// - Throws: an error for each item that is refused.
    private static func each<Item, Value>(
        _ items: [Item], at path: InputPath, _ value: (Item) -> Result<Value, Refusal>
    ) throws -> [Value] {
        var errors = UserErrors<Code>()
        var values: [Value] = []
        for (index, item) in items.enumerated() {
            switch value(item) {
            case .success(let value): values.append(value)
            case .failure(let refusal):
                errors.errors.append(UserError(refusal, of: User.self, at: path.item(index)))
            }
        }
        try errors.throwIfAny()
        return values
    }

    private static func change(
        _ added: [ObjectID], _ removed: [ObjectID], of viewer: ObjectID,
        in context: RequestContext
    ) async throws -> ChangedMembers {
        let list = AssociationListKey(viewer, type)
        if added.isEmpty && removed.isEmpty { return ChangedMembers(list: list, users: []) }
        var write = GraphWrite()
        write.holdObject(viewer)
        for id in added {
            write.requireNoBlock(between: viewer, and: id)
            write.addAssociation(viewer, type, id)
        }
        for id in removed { write.deleteAssociation(viewer, type, id) }
        do {
            let outcome = try await context.commit(write)
            return ChangedMembers(
                list: list, users: (added + removed).filter { outcome.changed(viewer, type, $0) })
        } catch GraphError.limitReached(_, let max) {
            throw UserError<Code>(
                .limitReached, "You may have \(max) \(plural).", at: Input.addPath, limit: max)
        }
    }
}
