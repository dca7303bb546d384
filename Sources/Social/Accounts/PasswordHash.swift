import Crypto
import CryptoExtras
import Dispatch
import Foundation

/// Hashes passwords with scrypt, so that a stolen table is worth little.
/// https://www.rfc-editor.org/rfc/rfc7914
///
/// A hash costs a quarter of a second and 64 MiB on purpose. It is computed on threads of its own:
/// a burst of sign-ins waits in line, a flood is refused, and neither takes a thread from the
/// requests. Addresses take turns, and the accounts of each (`FairLine`). A hash that has begun cannot
/// be stopped.
package final class PasswordHasher: Sendable {
    /// N, r and p of scrypt. `logRounds` is the binary logarithm of N.
    package struct Cost: Sendable, Equatable {
        package var logRounds = 16
        package var blockSize = 8
        package var parallelism = 2

        package init() {}

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// A recommended setting of the OWASP Password Storage Cheat Sheet, with 64 MiB; BoringSSL
        /// refuses the one with 128 MiB.
        package static let standard = Cost()

        /// What a stored hash may ask of us: 65 MiB, which is BoringSSL's own limit, and a second.
        var isBearable: Bool {
            (1...16).contains(logRounds) && (1...8).contains(blockSize)
                && (1...8).contains(parallelism)
        }
    }

    private static let saltBytes = 16
    private static let hashBytes = 32

    private let cost: Cost
    private let line: FairLine
    /// Serial ones, each on a thread of its own: a concurrent one would take those of the requests.
    private let threads: [DispatchQueue]

    package init(cost: Cost = .standard, limits: SocialLimits = .standard) {
        self.cost = cost
        line = FairLine(
            places: limits.hashThreads, waitingMax: limits.hashesWaitingMax,
            waitMillisecondsMax: limits.hashWaitMillisecondsMax)
        threads = (0..<max(1, limits.hashThreads)).map {
            DispatchQueue(label: "tintype.password.\($0)")
        }
    }

    /// How many wait for a thread now.
    var waitingCount: Int { line.waitingCount }
    /// Whether all threads are taken.
    var isBusy: Bool { line.isFull }

    /// For whom a hash is computed.
    struct Purpose: Sendable {
        let client: Client
        /// The account, or what else is the same where the same person tries again.
        let account: String
    }

    /// The text to store: `$scrypt$ln=16,r=8,p=2$<salt>$<hash>`, base64 without padding.
    ///
    /// - Throws: `Overload`; `CancellationError` if the client leaves while it waits.
    package func hash(_ password: String) async throws -> String {
        try await hash(password, for: Purpose(client: .ourselves, account: ""))
    }

    /// The same text each time: for accounts that are made up, and whose password everybody knows.
    package func hash(_ password: String, salt: [UInt8]) async throws -> String {
        try await hash(password, salt: salt, for: Purpose(client: .ourselves, account: ""))
    }

    func hash(_ password: String, for purpose: Purpose) async throws -> String {
        let salt = SymmetricKey(size: SymmetricKeySize(bitCount: Self.saltBytes * 8))
            .withUnsafeBytes { Array($0) }
        return try await hash(password, salt: salt, for: purpose)
    }

    private func hash(
        _ password: String, salt: [UInt8], for purpose: Purpose
    ) async throws -> String {
        let hash = try await derive(password, salt: salt, cost: cost, for: purpose)
        return StoredHash(cost: cost, salt: salt, hash: hash).text
    }

    /// Whether the password is the one that was hashed, in a time that does not tell how far they
    /// agree. A text that is no hash matches nothing.
    ///
    /// Pass nil where there is no such account: it takes as long, so that time does not tell
    /// whether there is one.
    ///
    /// - Throws: `Overload`; `CancellationError` if the client leaves while it waits.
    func verify(
        _ password: String, against stored: String?, for purpose: Purpose
    ) async throws -> Bool {
        guard let stored, let expected = StoredHash(stored) else {
            let salt = [UInt8](repeating: 0, count: Self.saltBytes)
            _ = try await derive(password, salt: salt, cost: cost, for: purpose)
            return false
        }
        let hash = try await derive(
            password, salt: expected.salt, cost: expected.cost, for: purpose)
        return SymmetricKey(data: hash) == SymmetricKey(data: expected.hash)
    }

    /// Whether a hash was made with another cost than is used now, and should be replaced the next
    /// time its password is at hand.
    package func isOutdated(_ stored: String) -> Bool {
        StoredHash(stored)?.cost != cost
    }

    private func derive(
        _ password: String, salt: [UInt8], cost: Cost, for purpose: Purpose
    ) async throws -> [UInt8] {
        // The same letters can come composed or decomposed, as keyboards differ.
        let letters = Array(TextRules.normalized(password).utf8)
        let path = [purpose.client.address, Array(purpose.account.utf8)]
        let thread = try await line.wait(under: path, purpose.client.presence)
        defer { line.leave(thread) }
        return try await withCheckedThrowingContinuation { continuation in
            threads[thread].async {
                continuation.resume(
                    with: Result {
                        try KDF.Scrypt.deriveKey(
                            from: letters, salt: salt,
                            outputByteCount: Self.hashBytes, rounds: 1 << cost.logRounds,
                            blockSize: cost.blockSize, parallelism: cost.parallelism
                        ).withUnsafeBytes { Array($0) }
                    })
            }
        }
    }
}

/// The parts of a stored text.
private struct StoredHash: SecretHolder {
    var cost: PasswordHasher.Cost
    var salt: [UInt8]
    var hash: [UInt8]

    init(cost: PasswordHasher.Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        var numbers: [Substring: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let number = Int(sides[1]) else { return nil }
            numbers[sides[0]] = number
        }
        guard let logRounds = numbers["ln"], let blockSize = numbers["r"],
            let parallelism = numbers["p"], let salt = Self.decode(parts[3]),
            let hash = Self.decode(parts[4]), salt.count >= 8, hash.count == 32
        else { return nil }
        cost = PasswordHasher.Cost(
            logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        guard cost.isBearable else { return nil }
        self.salt = salt
        self.hash = hash
    }

    var text: String {
        let numbers = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(numbers)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().filter { $0 != "=" }
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: String(text) + padding).map { Array($0) }
    }
}
