import GraphQL
import TAO

/// What moderation has decided about an account: that it is suspended. Kept with the account as long as it
/// holds; one that has ended, was taken back or replaced, is in the log alone (`AuditStore`).
struct ModerationDecision: Sendable {
    let account: ObjectID
    let suspension: Suspension
}

extension NodeType {
    /// Named by the account and when it was decided.
    package static let moderationDecision = NodeType(40)
}

extension ModerationDecision: NodeObject {
    static let nodeType = NodeType.moderationDecision

    var nodeID: NodeID {
        NodeID(.moderationDecision, account, to: ObjectID(rawValue: suspension.begin))
    }

    /// nil if the account is not suspended.
    init?(_ account: Account?, at now: Int64) {
        guard let account, let suspension = account.suspension, suspension.holds(at: now) else {
            return nil
        }
        self.init(account: account.id, suspension: suspension)
    }

    /// Those about the viewer; moderators see all.
    static func nodes(
        _ ids: [NodeID], in context: RequestContext
    ) async throws -> [ModerationDecision?] {
        guard let viewer = context.viewerID else { return ids.map { _ in nil } }
        let role = try await context.account(viewer)?.role ?? .anonymous
        let seen = ids.map(\.object).filter {
            $0 == viewer || role.number >= Role.moderator.number
        }
        let accounts = try await context.accounts(seen.unique())
        return ids.map { id in
            let decision = ModerationDecision(accounts[id.object], at: context.now)
            return decision?.nodeID == id ? decision : nil
        }
    }

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(ModerationDecision.self) { decision in
            decision.node()
            decision.batch(\.subject) { decisions, context in
                try await context.load(User.self, each: decisions.map(\.account)).map { user in
                    user.map { $0.map(AnyModerationSubject.user) }
                }
            }
            decision.field(\.action) { _ in .suspend }
            // Of what was stored before there were reasons.
            decision.field(\.reason) { $0.suspension.reason ?? .other }
            decision.field(\.message) { $0.suspension.message }
            decision.field(\.createdAt) { DateTime(milliseconds: $0.suspension.begin) }
            decision.field(\.until) { $0.suspension.until.map(DateTime.init) }
            decision.field(\.revokedAt) { _ in nil }
            decision.batch(\.decidedBy) { decisions, context in
                let actors = try await context.entries(of: decisions).map { $0?.actor }
                return try await gather(actors) {
                    try await context.load(User.self, each: $0)
                }.map { $0 ?? .success(nil) }
            }
            decision.batch(\.note) { decisions, context in
                try await context.entries(of: decisions).map { $0?.note }
            }
        }
    }
}

extension RequestContext {
    /// What the log has of each decision; nil for what is not found.
    fileprivate func entries(of decisions: [ModerationDecision]) async throws -> [AuditEntry?] {
        trips.append(sql: ["audit entries"])
        let entries = try await services.accounts.entries(
            .userSuspended, of: decisions.map(\.account), at: decisions.map(\.suspension.begin))
        return decisions.map { decision in
            entries.first {
                $0.subject == decision.account && $0.time == decision.suspension.begin
            }
        }
    }

    /// What signs these accounts in, by their ids.
    fileprivate func accounts(_ ids: [ObjectID]) async throws -> [ObjectID: Account] {
        if ids.isEmpty { return [:] }
        trips.append(sql: ["accounts"])
        let accounts = try await services.accounts.accounts(ids)
        return Dictionary(accounts.map { ($0.id, $0) }) { first, _ in first }
    }
}
