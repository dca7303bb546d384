import GraphQL
import TAO

/// Some accounts of a list that the viewer follows.
struct UserSample: Sendable {
    var count = 0
    /// Those that are shown.
    var users: [User] = []
}

extension Resolvers<RequestContext> {
    mutating func registerUserSamples() {
        type(UserSample.self) { sample in
            sample.field(\.totalCount) { $0.count }
            sample.field(\.users) { $0.users }
        }
    }
}

extension RequestContext {
    /// Followers of accounts whom the viewer follows; none where the list of followers is hidden from the viewer.
    func knownFollowers(
        of users: [User], first: Int
    ) async throws -> [Result<UserSample, any Error>] {
        let shown = try await User.show(users, to: .followListAudience, in: self)
        let lists = zip(users, shown).map { user, isShown in
            (try? isShown.get()) == true
                ? AssociationListKey(user.id, AssociationTypes.followedBy) : nil
        }
        let samples = try await gather(lists) { try await self.followed(in: $0, first: first) }
        return zip(shown, samples).map { isShown, sample in
            isShown.flatMap { _ in sample ?? .success(UserSample()) }
        }
    }

    /// Of each list of accounts those that the viewer follows.
    ///
    /// The ends of the list and of the viewer's own are compared, which are cached; only what is beyond them is looked
    /// for edge by edge.
    ///
    /// - Parameter first: how many are shown at most.
    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for a number out of range.
    func followed(
        in lists: [AssociationListKey], first: Int
    ) async throws -> [Result<UserSample, any Error>] {
        guard (0...limits.sampleUsersMax).contains(first) else {
            throw GraphQLError.badUserInput("`first` must be from 0 to \(limits.sampleUsersMax).")
        }
        guard let viewerID else { return lists.map { _ in .success(UserSample()) } }
        async let favorites = graph.lists([
            RangeQuery(viewerID, AssociationTypes.favorite, limit: limits.favoritesMax)
        ])
        let found = try await followedTimes(in: lists, by: viewerID)
        let closest = Set(try await favorites[0].associations.map(\.id2))
        return try await samples(found, first, closest)
    }

    /// The edges of lists to accounts that the viewer follows, newest first: all of those if either the list or that
    /// of the viewer is short enough to be compared whole, else those near the ends of both.
    func followedEdges(
        of lists: [AssociationListKey]
    ) async throws -> [Result<[Association], any Error>] {
        guard let viewerID else { return lists.map { _ in .success([]) } }
        return zip(lists, try await followedTimes(in: lists, by: viewerID)).map { list, found in
            found.map { times in
                times.map { Association(id1: list.id1, type: list.type, id2: $0, time: $1) }
                    .sorted { ($0.time, $0.id2.rawValue) > ($1.time, $1.id2.rawValue) }
            }
        }
    }

    /// Whom of each list the viewer follows, and since when they are in it.
    private func followedTimes(
        in lists: [AssociationListKey], by viewerID: ObjectID
    ) async throws -> [Result<[ObjectID: Int64], any Error>] {
        let ends = try await (lists + [AssociationListKey(viewerID, AssociationTypes.follows)])
            .ends(in: self)
        let followees = try ends[lists.count].get()
        let keys = zip(lists, ends).map { list, end in
            (try? end.get())?.open(list, followees, viewerID) ?? []
        }
        let edges = try await gather(keys) { try await self.graph.edges($0) }
        let known = Set(followees.associations.map(\.id2))
        return zip(ends, zip(keys, edges)).map { end, more in
            Result { try end.get().followed(among: known, zip(more.0, more.1), of: viewerID) }
        }
    }

    /// - Parameter found: ids and times of those that are followed.
    private func samples(
        _ found: [Result<[ObjectID: Int64], any Error>], _ first: Int, _ closest: Set<ObjectID>
    ) async throws -> [Result<UserSample, any Error>] {
        let candidates = found.map { found -> [ObjectID] in
            let times = (try? found.get()) ?? [:]
            let order = times.sorted { one, other in
                let isClose = closest.contains(one.key)
                if isClose != closest.contains(other.key) { return isClose }
                return (one.value, one.key.rawValue) > (other.value, other.key.rawValue)
            }
            // Some more, as some may be hidden.
            return order.prefix(first == 0 ? 0 : first + 3).map(\.key)
        }
        let users = try await gather(candidates) {
            try await self.load($0, listedBy: User.policyInLists)
        }
        return zip(found, users).map { found, users in
            Result {
                let shown = try users.compactMap { try $0.get() }
                return UserSample(count: try found.get().count, users: Array(shown.prefix(first)))
            }
        }
    }
}

extension [AssociationListKey] {
    /// The last edges of lists.
    fileprivate func ends(
        in context: RequestContext
    ) async throws -> [Result<AssociationPage, any Error>] {
        try await context.graph.lists(
            each: map { RangeQuery($0.id1, $0.type, limit: context.limits.sampledEdgesMax) })
    }
}

extension AssociationPage {
    /// The edges that tell what the ends of the two lists leave open: whether accounts of a list are followed, if the
    /// viewer follows more than the end shows; and whether those that the viewer follows are in the list, if that is
    /// longer.
    fileprivate func open(
        _ list: AssociationListKey, _ followees: AssociationPage, _ viewer: ObjectID
    ) -> [AssociationKey] {
        var keys: [AssociationKey] = []
        if followees.hasMore {
            let known = Set(followees.associations.map(\.id2))
            keys += associations.filter { !known.contains($0.id2) }.map {
                .edge(from: viewer, AssociationTypes.follows, to: $0.id2)
            }
        }
        if hasMore {
            let known = Set(associations.map(\.id2))
            keys += followees.associations.filter { !known.contains($0.id2) }.map {
                AssociationKey(list.id1, list.type, $0.id2, notBefore: $0.id2.milliseconds)
            }
        }
        return keys
    }

    /// Those of the list that the viewer follows, and since when each is in the list.
    ///
    /// - Parameter edges: that were open, with what was found.
    fileprivate func followed(
        among known: Set<ObjectID>,
        _ edges: some Sequence<(AssociationKey, Result<Association?, any Error>)>,
        of viewer: ObjectID
    ) throws -> [ObjectID: Int64] {
        let times = Dictionary(
            associations.map { ($0.id2, $0.time) }, uniquingKeysWith: { one, _ in one })
        var found = times.filter { known.contains($0.key) }
        for (key, edge) in edges {
            guard let edge = try edge.get() else { continue }
            found[edge.id2] = key.id1 == viewer ? times[edge.id2] : edge.time
        }
        return found
    }
}
