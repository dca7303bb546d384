import Postgres
import TAO

/// What moderators, administrators and operators do. The numbers are stored: they are never changed or
/// used again.
enum AuditAction: Int16, Sendable {
    case userSuspended = 4
    case userUnsuspended = 5
    case userVerified = 6
    case userUnverified = 7
    case userRoleChanged = 8
}

/// One thing that was done.
struct AuditEntry: Sendable {
    /// Random, so that nobody has to ask for a number.
    let id = Int64.random(in: 1 ... .max)
    /// Nil for an operator.
    var actor: ObjectID?
    var action: AuditAction
    var subject: ObjectID
    var note: String?
    /// Milliseconds since 1970.
    var time: Int64
}

extension AccountStore {
    /// Entries of one kind about some accounts, of some times in milliseconds since 1970.
    func entries(
        _ action: AuditAction, of subjects: [ObjectID], at times: [Int64]
    ) async throws -> [AuditEntry] {
        try await database.query(AuditStore.selection(action, of: subjects, at: times)).map {
            AuditEntry(
                actor: $0.isNull(0) ? nil : ObjectID(rawValue: $0.int64(0)), action: action,
                subject: ObjectID(rawValue: $0.int64(1)),
                note: $0.isNull(2) ? nil : $0.string(2), time: $0.int64(3))
        }
    }
}

/// Rows of `audit_entries`.
enum AuditStore {
    static func insertion(_ entry: AuditEntry) -> Query {
        """
        INSERT INTO audit_entries (id, actor_id, action, subject_id, note, created_at)
        VALUES (\(entry.id), \(entry.actor?.rawValue), \(entry.action.rawValue),
            \(entry.subject.rawValue), \(entry.note), \(entry.time))
        """
    }

    /// What was done of one kind to some accounts at some times.
    static func selection(
        _ action: AuditAction, of subjects: [ObjectID], at times: [Int64]
    ) -> Query {
        """
        SELECT actor_id, subject_id, note, created_at FROM audit_entries
        WHERE subject_id = ANY(\(subjects.map(\.rawValue))) AND created_at = ANY(\(times))
            AND action = \(action.rawValue)
        """
    }

    /// Makes nameless what is said of an account that is gone.
    static func forgetting(_ account: ObjectID) -> [Query] {
        [
            """
            UPDATE audit_entries SET subject_id = NULL, note = NULL
            WHERE subject_id = \(account.rawValue)
            """,
            "UPDATE audit_entries SET actor_id = NULL WHERE actor_id = \(account.rawValue)",
        ]
    }
}
