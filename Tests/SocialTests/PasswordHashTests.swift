import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Social

@Suite struct `Password hashes` {
    /// Quick enough for tests; the standard one takes a quarter of a second.
    private static let quick = PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
    private let hasher = PasswordHasher(cost: quick)
    private let anyone = PasswordHasher.Purpose(client: .ourselves, account: "")

    @Test func `match the password they were made of and no other`() async throws {
        let stored = try await hasher.hash("correct horse")
        #expect(try await hasher.verify("correct horse", against: stored, for: anyone))
        #expect(try await !hasher.verify("correct horsf", against: stored, for: anyone))
        #expect(try await !hasher.verify("", against: stored, for: anyone))
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
        #expect(try await hasher.verify("password", against: stored, for: anyone))
        #expect(hasher.isOutdated(stored))
    }

    @Test func `take letters composed and decomposed as the same`() async throws {
        let stored = try await hasher.hash("caf\u{E9}")
        #expect(try await hasher.verify("cafe\u{301}", against: stored, for: anyone))
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
        #expect(try await !hasher.verify("password", against: stored, for: anyone))
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

/// One thread, and hashes slow enough for others to come meanwhile.
@Suite(.timeLimit(.minutes(2))) struct `The line for hashes` {
    private static func hasher(
        waitingMax: Int = 64, waitMilliseconds: Int = 100_000
    ) -> PasswordHasher {
        var limits = SocialLimits.standard
        limits.hashThreads = 1
        limits.hashesWaitingMax = waitingMax
        limits.hashWaitMillisecondsMax = waitMilliseconds
        return PasswordHasher(
            cost: PasswordHasher.Cost(logRounds: 13, blockSize: 8, parallelism: 2), limits: limits)
    }

    private static func purpose(
        _ address: UInt8, _ account: String, _ presence: ClientPresence = ClientPresence()
    ) -> PasswordHasher.Purpose {
        PasswordHasher.Purpose(
            client: Client(address: [address], presence: presence), account: account)
    }

    private func wait(_ hasher: PasswordHasher, for count: Int) async throws {
        while hasher.waitingCount < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test(.crosses(\SocialLimits.hashesWaitingMax)) func `has an end`() async throws {
        let hasher = Self.hasher(waitingMax: 2)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    do {
                        _ = try await hasher.hash("password", for: Self.purpose(1, "\(number)"))
                        return true
                    } catch {
                        #expect(error is Overload)
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { !$0 }.count > 0)
        #expect(outcomes.filter { $0 }.count >= 2)
        #expect(try await hasher.hash("password").hasPrefix("$scrypt$"))
    }

    @Test func `is left by those whose clients leave`() async throws {
        let hasher = Self.hasher()
        let presence = ClientPresence()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    do {
                        _ = try await hasher.hash("x", for: Self.purpose(1, "\(number)", presence))
                        return true
                    } catch {
                        #expect(error is CancellationError)
                        return false
                    }
                }
            }
            try await wait(hasher, for: 40)
            presence.leave()
            let outcomes = try await group.reduce(into: [Bool]()) { $0.append($1) }
            #expect(outcomes.filter { !$0 }.count >= 40)
            #expect(hasher.waitingCount == 0)
        }
        // Whoever has left already does not even begin to wait.
        let running = Task { try await hasher.hash("x", for: Self.purpose(2, "b")) }
        while !hasher.isBusy { try await Task.sleep(for: .milliseconds(1)) }
        await #expect(throws: CancellationError.self) {
            try await hasher.hash("x", for: Self.purpose(1, "late", presence))
        }
        _ = try await running.value
    }

    @Test func `is left by those who are cancelled`() async throws {
        let hasher = Self.hasher()
        let running = Task { try await hasher.hash("x", for: Self.purpose(1, "a")) }
        while !hasher.isBusy { try await Task.sleep(for: .milliseconds(1)) }
        let waiting = Task { try await hasher.hash("x", for: Self.purpose(1, "b")) }
        try await wait(hasher, for: 1)
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(hasher.waitingCount == 0)
        _ = try await running.value
    }

    @Test(.crosses(\SocialLimits.hashWaitMillisecondsMax)) func `is not waited in for ever`()
        async throws
    {
        let hasher = Self.hasher(waitMilliseconds: 1)
        let running = Task { try await hasher.hash("x", for: Self.purpose(1, "a")) }
        while !hasher.isBusy { try await Task.sleep(for: .milliseconds(1)) }
        await #expect(throws: Overload.self) {
            try await hasher.hash("x", for: Self.purpose(1, "b"))
        }
        _ = try await running.value
    }

    @Test func `lets a stranger in before the rest of those who came first`() async throws {
        let hasher = Self.hasher()
        let order = Order()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<10 {
                group.addTask {
                    _ = try await hasher.hash("x", for: Self.purpose(1, "\(number)"))
                    order.note("flood")
                }
            }
            try await wait(hasher, for: 6)
            let before = order.names.count
            group.addTask {
                _ = try await hasher.hash("x", for: Self.purpose(2, "alice"))
                order.note("alice")
            }
            try await group.waitForAll()
            let place = try #require(order.names.firstIndex(of: "alice"))
            #expect(place <= before + 3, "after the one that runs and one of the flood, or two")
            #expect(order.names.count == 11)
        }
    }

    private final class Order: Sendable {
        private let noted = Mutex<[String]>([])

        var names: [String] { noted.withLock { $0 } }
        func note(_ name: String) { noted.withLock { $0.append(name) } }
    }
}
