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

/// Rows of `audit_entries`.
enum AuditStore {
    static func insertion(_ entry: AuditEntry) -> Query {
        """
        INSERT INTO audit_entries (id, actor_id, action, subject_id, note, created_at)
        VALUES (\(entry.id), \(entry.actor?.rawValue), \(entry.action.rawValue),
            \(entry.subject.rawValue), \(entry.note), \(entry.time))
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
