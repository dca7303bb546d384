import Crypto
import Postgres
import TAO

/// Rows of `known_addresses`: from where each account has signed in.
struct AddressStore: Sendable {
    let database: Database

    /// Whether the account has signed in from an address since a time.
    func contains(_ digest: [UInt8], of account: ObjectID, since time: Int64) async throws -> Bool {
        try await !database.query(
            """
            SELECT 1 FROM known_addresses
            WHERE account_id = \(account.rawValue) AND address_digest = \(digest)
                AND seen_at > \(time)
            """
        ).isEmpty
    }

    /// Notes that it has, and forgets those that are longest ago. Part of what begins the session.
    static func noting(
        _ digest: [UInt8], of account: ObjectID, at time: Int64, countMax: Int
    ) -> [Query] {
        [
            """
            INSERT INTO known_addresses (account_id, address_digest, seen_at)
            VALUES (\(account.rawValue), \(digest), \(time))
            ON CONFLICT (account_id, address_digest) DO UPDATE SET seen_at = excluded.seen_at
            """,
            """
            DELETE FROM known_addresses
            WHERE account_id = \(account.rawValue) AND address_digest IN (
                SELECT address_digest FROM known_addresses WHERE account_id = \(account.rawValue)
                ORDER BY seen_at DESC, address_digest OFFSET \(Int64(countMax)))
            """,
        ]
    }

    static func removal(of account: ObjectID) -> Query {
        "DELETE FROM known_addresses WHERE account_id = \(account.rawValue)"
    }

    func removeExpired(before time: Int64) async throws -> Int {
        try await database.query("DELETE FROM known_addresses WHERE seen_at <= \(time)").affected
    }
}

extension RequestContext {
    /// What an account's table of addresses has of the one that the request comes from: with the account in
    /// it, so that it says of no two accounts that they share one. Nil for this process itself.
    private func addressDigest(of account: ObjectID) -> [UInt8]? {
        if client.address.isEmpty { return nil }
        var message: [UInt8] = []
        message.append(bigEndian: UInt64(bitPattern: account.rawValue))
        message += client.address
        let code = HMAC<SHA256>.authenticationCode(for: message, using: services.addressKey)
        return Array(Array(code).prefix(16))
    }

    /// Statements that make the address of the request one that the account is known at.
    func notingAddress(of account: ObjectID) -> [Query] {
        addressDigest(of: account).map {
            AddressStore.noting(
                $0, of: account, at: services.clock.milliseconds,
                countMax: limits.knownAddressesMax)
        } ?? []
    }

    /// Whether the account has signed in from here not too long ago. Asked also where there is none, so that it
    /// takes as long.
    func isKnownHere(_ account: Account?) async throws -> Bool {
        let id = account?.id ?? .nobody
        guard let digest = addressDigest(of: id) else { return true }
        trips.append(sql: ["known address"])
        return try await services.knownAddresses.contains(
            digest, of: id, since: now - limits.knownAddressMilliseconds)
    }
}
