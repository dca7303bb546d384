import GraphQL
import TAO

/// A signed-in device or app.
struct Session: Sendable {
    /// On the shard of its account.
    var id: ObjectID
    var account: ObjectID
    var clientName: String?
    var createdAt: Int64
    /// When its tokens were last replaced. Access tokens work for an hour, so this is the hour in which
    /// it was last used, and no request has to write.
    var lastSeenAt: Int64
    var expiresAt: Int64
}

extension NodeType {
    package static let session = NodeType(18)
}

extension Session: NodeObject {
    static let nodeType = NodeType.session

    var nodeID: NodeID { NodeID(.session, id) }
    /// Those of the viewer: nobody else's can be seen.
    static func nodes(_ ids: [NodeID], in context: RequestContext) async throws -> [Session?] {
        guard let viewer = context.viewerID else { return ids.map { _ in nil } }
        context.trips.append(sql: ["session rows"])
        let sessions = try await context.services.sessions.sessions(
            ids.map(\.object), of: viewer, now: context.now)
        let byID = Dictionary(sessions.map { ($0.id, $0) }) { first, _ in first }
        return ids.map { byID[$0.object] }
    }

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Session.self) { session in
            session.node()
            session.field(\.clientName) { $0.clientName }
            session.field(\.createdAt) { DateTime(milliseconds: $0.createdAt) }
            session.field(\.lastSeenAt) { session in
                let hour: Int64 = 3_600_000
                return DateTime(milliseconds: session.lastSeenAt / hour * hour)
            }
            session.field(\.isCurrent) { session, context in session.id == context.sessionID }
        }
        resolvers.connection(SessionConnectionKind.self)
    }
}

extension RequestContext {
    /// A page of the viewer's sessions, the newest first.
    func sessions(
        _ viewers: [Viewer], _ arguments: ViewerSessionsArguments
    ) throws -> [Connection<SessionConnectionKind>] {
        let page = try PageArguments(arguments, limits: limits)
        return try viewers.map { viewer in
            let list = ListName(\ViewerFields.sessions).of(viewer.id)
            let start = try services.cursors.position(page.cursor, in: list)
            let batch = PageBatch<Session> {
                [.success(try await self.sessionPage(of: viewer.id, page, from: start))]
            }
            return Connection(list: list, source: nil, batch: batch, index: 0)
        }
    }

    private func sessionPage(
        of viewer: ObjectID, _ page: PageArguments, from start: ListPosition?
    ) async throws -> Page<Session> {
        var builder = PageBuilder<Session>(page, from: start)
        while let count = builder.wanted {
            trips.append(sql: ["session rows"])
            let sessions = try await services.sessions.sessions(
                of: viewer, behind: builder.reached, count: count, now: now)
            builder.take(
                sessions.map { (ListPosition(time: $0.createdAt, id: $0.id), $0) },
                hasMore: sessions.count == count)
        }
        return builder.page(of: ListName(\ViewerFields.sessions).of(viewer))
    }
}

/// `sessionRevoke`: signs a device out.
enum SessionRevoke: ViewerMutation {
    typealias Output = ObjectID

    static let access = Access.anyViewer(because: "Only sessions of the viewer's are found.")
    static let rate = RateLimit.sessionEnd
    static let isOpenToRestricted = true

    static func run(
        _ input: SessionRevokeInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> ObjectID {
        let session = input.sessionId.map { context.object($0, .session) } ?? context.sessionID
        if let session {
            context.trips.append(sql: ["end sessions"])
            let ended = try await context.services.sessions.end(.one(session), of: viewer)
            context.services.endedSessions.add(ended)
            if let ended = ended.first { return ended }
        }
        throw UserError<Code>(.notFound, "There is no such session.", at: Input.Path.sessionId)
    }

    static func register(_ payload: inout PayloadResolvers<SessionRevoke>) {
        payload.field(\.revokedSessionId) { payload, context in
            payload.output.map { context.globalID(.session, $0) }
        }
    }
}

/// `sessionRevokeOthers`: signs all devices out but this one.
enum SessionRevokeOthers: ViewerMutation {
    typealias Output = Int

    static let access = Access.anyViewer(because: "Only sessions of the viewer's are ended.")
    static let rate = RateLimit.sessionEnd
    static let isOpenToRestricted = true

    static func run(
        _ input: NoInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Int {
        context.trips.append(sql: ["end sessions"])
        let ended = try await context.services.sessions.end(
            .others(than: context.sessionID), of: viewer)
        context.services.endedSessions.add(ended)
        return ended.count
    }

    static func register(_ payload: inout PayloadResolvers<SessionRevokeOthers>) {
        payload.field(\.revokedCount) { $0.output }
    }
}

extension RateLimit {
    fileprivate static let sessionEnd = uncounted(
        because: "A thief who acts as often as one may must not keep the owner from it.")
}
