import Crypto
import GraphQL
import Postgres
import TAO

/// A client's key for a creating mutation: the same key makes the same thing, once.
struct IdempotencyKey: Sendable {
    let account: ObjectID
    /// The mutation and the client's key.
    let key: String
    /// SHA-256 of the input, the key itself and secrets left out.
    let digest: [UInt8]

    /// - Parameters:
    ///   - input: the input object of the mutation.
    ///   - fields: those of the input that hold the key, and what must not be kept.
    init(
        account: ObjectID, mutation: String, key: String, input: InputValue,
        without fields: [InputPath]
    ) {
        self.account = account
        self.key = mutation + " " + key
        var hash = SHA256()
        hash.update(without: Set(fields.compactMap(\.steps.last)), input)
        digest = Array(hash.finalize())
    }
}

/// Rows of `idempotency_keys`.
struct IdempotencyStore: Sendable {
    /// What is known of a key.
    enum Earlier: Sendable, Equatable {
        case nothing
        case made(ObjectID)
        /// The key came with another input.
        case conflict
    }

    let database: Database
    let lifetimeMilliseconds: Int64

    func earlier(_ key: IdempotencyKey, now: Int64) async throws -> Earlier {
        let rows = try await database.query(
            """
            SELECT digest, result_id FROM idempotency_keys
            WHERE account_id = \(key.account.rawValue) AND key = \(key.key)
                AND created_at > \(now - lifetimeMilliseconds)
            """)
        guard let row = rows.first else { return .nothing }
        return row.bytes(0) == key.digest ? .made(ObjectID(rawValue: row.int64(1))) : .conflict
    }

    /// Parts of the write that makes the thing. The second is refused (a unique violation) if
    /// another request with the same key was faster.
    func claim(_ key: IdempotencyKey, result: ObjectID, now: Int64) -> [Query] {
        [
            """
            DELETE FROM idempotency_keys
            WHERE account_id = \(key.account.rawValue) AND key = \(key.key)
                AND created_at <= \(now - lifetimeMilliseconds)
            """,
            """
            INSERT INTO idempotency_keys (account_id, key, digest, result_id, created_at)
            VALUES (\(key.account.rawValue), \(key.key), \(key.digest), \(result.rawValue), \(now))
            """,
        ]
    }
}

extension IdempotencyStore {
    /// Those of an account, and the one with which it was registered.
    static func removal(of account: ObjectID) -> [Query] {
        [
            "DELETE FROM idempotency_keys WHERE account_id = \(account.rawValue)",
            """
            DELETE FROM idempotency_keys
            WHERE account_id = \(ObjectID.nobody.rawValue) AND result_id = \(account.rawValue)
            """,
        ]
    }

    /// - Returns: how many there were.
    func removeExpired(now: Int64) async throws -> Int {
        let oldest = now - lifetimeMilliseconds
        return try await database.query(
            "DELETE FROM idempotency_keys WHERE created_at <= \(oldest)"
        ).affected
    }
}

extension SHA256 {
    /// Feeds an input in a form that tells different inputs apart: every value has a mark of its
    /// kind and, where its length varies, its length. Fields are taken in the order of the schema,
    /// which is how coercion leaves them.
    fileprivate mutating func update(without names: Set<String> = [], _ value: InputValue) {
        switch value {
        case .null: mark("n", 0)
        case .int(let number): mark("i", number)
        case .float(let number): mark("f", Int(bitPattern: UInt(number.bitPattern)))
        case .number(let digits): update("d", digits)
        case .string(let text): update("s", text)
        case .enum(let name): update("e", name)
        case .boolean(let flag): mark("b", flag ? 1 : 0)
        case .list(let items):
            mark("l", items.count)
            for item in items { update(item) }
        case .object(let fields):
            let kept = fields.filter { !names.contains($0.name) }
            mark("o", kept.count)
            for field in kept {
                update("k", field.name)
                update(field.value)
            }
        }
    }

    private mutating func update(_ kind: Unicode.Scalar, _ text: String) {
        mark(kind, text.utf8.count)
        update(data: Array(text.utf8))
    }

    private mutating func mark(_ kind: Unicode.Scalar, _ number: Int) {
        update(data: [UInt8(ascii: kind)])
        update(data: (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }
}
