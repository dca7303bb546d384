import TAO
import Testing

@testable import Gateway
@testable import Social

/// Addresses of pictures that not everyone may see work without signing in, so how long they do is how
/// long somebody who has lost sight may still look.
@Suite struct `Private addresses` {
    private static let hour: Int64 = 3_600_000

    private static let signer: URLSigner = {
        guard let key = SecretKey("a secret of these tests, and of nothing else") else {
            preconditionFailure("It is long enough.")
        }
        return URLSigner(key)
    }()

    /// As the server makes them.
    private static func links(_ clock: WallClock) -> Links {
        let addresses = Addresses(signer: signer)
        var links = Links.example
        links.variant = { _, blob, isPublic in
            isPublic
                ? addresses.publicPicture(blob)
                : addresses.privatePicture(blob, nowMilliseconds: clock.milliseconds)
        }
        return links
    }

    private static let pictures = """
        media { ... on Image { \(["THUMBNAIL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "ORIGINAL"]
            .map { "\($0): url(size: \($0)) " }.joined()) variants { url } } }
        """

    /// All addresses in an answer, without the origin.
    private func addresses(in json: String) -> [String] {
        json.matches(of: /"url":"([^"]*)"|"[A-Z]+":"([^"]*)"/).compactMap { match in
            let url = match.1 ?? match.2 ?? ""
            return url.firstRange(of: "/private/").map { String(url[$0.lowerBound...]) }
        }
    }

    private func works(_ address: String, at time: Int64) -> Bool {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        let verdict = Self.signer.check(
            path: parts[0], query: FormQuery(parts[1]), nowMilliseconds: time)
        if case .valid = verdict { return true }
        return false
    }

    /// - Parameter minutes: after the half hour, at which addresses change.
    @Test(arguments: [0, 1, 17, 29.99, 30, 44])
    func `are given to those who see it, and end an hour after they do not any more`(
        minutes: Double
    ) async throws {
        let clock = MovableClock()
        clock.advance(seconds: minutes * 60)
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.makeServices(
            Stage.freshNamespace(), links: Self.links(clock.wallClock))
        let query =
            "{ node(id: \"\(stage.id("dan.post.1"))\") { ... on Post { \(Self.pictures) } } }"
        func ask(_ viewer: String?) async throws -> String {
            let answer = try await stage.ask(
                query, as: viewer.map { stage.named($0).object }, of: services)
            #expect(answer.failures == [])
            return answer.json
        }
        for stranger in ["alice", "frank", nil] {
            #expect(try await ask(stranger) == #"{"data":{"node":null}}"#)
        }
        let given = addresses(in: try await ask("carol"))
        #expect(given.count > 10)
        let now = clock.wallClock.milliseconds
        for address in given {
            #expect(works(address, at: now + Self.hour / 2 - 1), "long enough to look at")
        }
        let unfollow = try await stage.ask(
            "mutation { userUnfollow(input: { userId: \"\(stage.id("dan"))\" }) { userErrors { code } } }",
            as: stage.named("carol").object, of: services)
        #expect(unfollow.json.contains("\"userErrors\":[]"))
        for later in [0, 1, Self.hour / 2, Self.hour] {
            clock.advance(seconds: Double(later) / 1_000)
            #expect(try await ask("carol") == #"{"data":{"node":null}}"#)
        }
        for address in given { #expect(!works(address, at: now + Self.hour)) }
    }
}
