import Foundation
import Testing

@testable import Social

@Suite struct `Password hashes` {
    /// Quick enough for tests; the standard one takes a quarter of a second.
    private static let quick = PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
    private let hasher = PasswordHasher(cost: quick)

    @Test func `match the password they were made of and no other`() async throws {
        let stored = try await hasher.hash("correct horse")
        #expect(try await hasher.verify("correct horse", against: stored))
        #expect(try await !hasher.verify("correct horsf", against: stored))
        #expect(try await !hasher.verify("", against: stored))
        #expect(stored.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
    }

    @Test func `of the same password differ`() async throws {
        let first = try await hasher.hash("same")
        let second = try await hasher.hash("same")
        #expect(first != second)
    }

    /// From Python's `hashlib.scrypt(b"password", salt=b"NaCl and pepper!", n=2**10, r=8, p=2)`.
    @Test func `are those of other programs`() async throws {
        let salt = Data("NaCl and pepper!".utf8).base64EncodedString().filter { $0 != "=" }
        let hash = "uzR5U+o1Z3E++McOjO93lEPPy7SBi5Z7A79nZ2IIgOU"
        let stored = "$scrypt$ln=10,r=8,p=2$\(salt)$\(hash)"
        #expect(try await hasher.verify("password", against: stored))
        #expect(hasher.isOutdated(stored))
    }

    @Test func `take letters composed and decomposed as the same`() async throws {
        let stored = try await hasher.hash("caf\u{E9}")
        #expect(try await hasher.verify("cafe\u{301}", against: stored))
    }

    @Test(
        arguments: [
            nil, "", "$", "plain", "$scrypt$ln=4,r=8,p=1$$",
            "$bcrypt$ln=4,r=8,p=1$AAAAAAAAAAA$AAAA",
            "$scrypt$ln=17,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=9,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=-4,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAA$AAAA",
        ] as [String?])
    func `that are none match nothing`(_ stored: String?) async throws {
        #expect(try await !hasher.verify("password", against: stored))
    }

    @Test func `are refused when too many wait`() async throws {
        let slow = PasswordHasher(
            cost: PasswordHasher.Cost(logRounds: 14, blockSize: 8, parallelism: 1), threads: 1,
            waitingMax: 2)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (try? await slow.hash("password")) != nil }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { !$0 }.count > 0)
        #expect(outcomes.filter { $0 }.count >= 2)
        #expect(try await slow.hash("password").hasPrefix("$scrypt$"))
    }

    @Test func `of the standard cost can be made here`() async throws {
        let standard = PasswordHasher()
        let start = ContinuousClock.now
        let stored = try await standard.hash("password")
        #expect(ContinuousClock.now - start > .milliseconds(20))
        #expect(stored.hasPrefix("$scrypt$ln=16,r=8,p=2$"))
        #expect(!standard.isOutdated(stored))
        #expect(hasher.isOutdated(stored))
    }
}
