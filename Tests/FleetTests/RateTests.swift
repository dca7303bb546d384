import Foundation
import TestSupport
import Testing

/// What may be done so often is counted by all gateways together.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `Rates of a fleet` {
    private static let followsMax = 60
    /// How long one follow takes to come back.
    private static let followSeconds = 3_600 / followsMax
    private static let strict = ["--rate-factor", "1"]

    /// The code of the first user error, with the seconds to wait; empty if there is none.
    private func outcome(_ answer: FleetClient.Answer, _ field: String) -> String {
        let errors = answer.value("\(field).userErrors") as? [[String: Any]]
        guard let errors else { return answer.text }
        return errors.map { error in
            let wait = (error["retryAfter"] as? Int).map { " \($0)" } ?? ""
            return "\(error["code"] ?? "")\(wait)"
        }.joined(separator: ",")
    }

    private func follow(_ person: FleetWorld.Person, _ client: FleetClient) throws -> String {
        outcome(
            try client.ask(
                """
                mutation { userFollow(input: { userId: "\(person.id)" }) {
                  userErrors { code retryAfter } } }
                """), "userFollow")
    }

    /// What a refusal may say: the time until one more comes back, which passes.
    ///
    /// - Parameters:
    ///   - done: follows until then, of which the first begins the time.
    ///   - passed: since then, at least and at most.
    private func refusals(done: Int, passed: ClosedRange<Duration>) -> [String] {
        let next = Duration.seconds(Self.followSeconds * (done - Self.followsMax + 1))
        // The gateways count in whole milliseconds.
        let least = (next - passed.upperBound - .milliseconds(2)).secondsRoundedUp
        let most = (next - passed.lowerBound + .milliseconds(2)).secondsRoundedUp
        return (1...Self.followSeconds).filter { least <= $0 && $0 <= most }
            .map { "TOO_MANY \($0)" }
    }

    @Test func `are kept at two gateways together, and by each where memcached is away`()
        async throws
    {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 3)
        let gateways = [try await fleet.gateway(Self.strict), try await fleet.gateway(Self.strict)]
        var done = [0, 0]
        var first: (begin: ContinuousClock.Instant, end: ContinuousClock.Instant)?
        for number in 0..<Self.followsMax + 20 {
            let gateway = gateways[number % 2]
            let begin = ContinuousClock.now
            let outcome = try follow(world.people[0], gateway.client(token: world.people[1].token))
            let end = ContinuousClock.now
            let (firstBegin, firstEnd) = first ?? (begin, end)
            first = (firstBegin, firstEnd)
            if outcome.isEmpty {
                done[number % 2] += 1
            } else {
                let expected = refusals(
                    done: done[0] + done[1], passed: begin - firstEnd...end - firstBegin)
                #expect(expected.contains(outcome), "\(outcome) is none of \(expected)")
            }
        }
        // What comes back meanwhile is one in 60 seconds.
        #expect((Self.followsMax...Self.followsMax + 2).contains(done[0] + done[1]), "\(done)")
        for link in fleet.memcachedLinks { link.cut() }
        let other = world.people[2].token
        for gateway in gateways {
            #expect(
                try follow(world.people[0], gateway.client(token: world.people[1].token)).hasPrefix(
                    "TOO_MANY"))
            var count = 0
            for _ in 0..<Self.followsMax + 5
            where try follow(world.people[0], gateway.client(token: other)).isEmpty {
                count += 1
            }
            #expect((Self.followsMax...Self.followsMax + 2).contains(count))
        }
        await fleet.stop()
    }

    private func post(
        _ gateway: FleetGateway, _ query: String, from address: String
    ) throws -> FleetClient.Answer {
        let body = try JSONSerialization.data(withJSONObject: ["query": query])
        return try gateway.client().send(
            "POST", "/graphql",
            [("Content-Type", "application/json"), ("X-Forwarded-For", address)], Array(body))
    }

    private func register(
        _ gateway: FleetGateway, _ name: String, from address: String
    ) throws -> String {
        let query = """
            mutation { accountRegister(input: { username: "\(name)", password: "a long secret",
              email: "\(name)@example.com" }) { userErrors { code retryAfter } } }
            """
        return outcome(try post(gateway, query, from: address), "accountRegister")
    }

    private func signIn(
        _ gateway: FleetGateway, _ name: String, _ password: String, from address: String
    ) throws -> String {
        let query = """
            mutation { sessionCreate(input: { login: "\(name)", password: "\(password)" }) {
              userErrors { code retryAfter } } }
            """
        return outcome(try post(gateway, query, from: address), "sessionCreate")
    }

    @Test func `of strangers are those of their addresses, as proxies of ours tell them`()
        async throws
    {
        let fleet = try await Fleet()
        let behind = Self.strict + ["--trusted-proxies", "127.0.0.0/8"]
        let gateways = [try await fleet.gateway(behind), try await fleet.gateway(behind)]
        for (number, name) in ["anna", "bruno", "clara"].enumerated() {
            #expect(try register(gateways[number % 2], name, from: "203.0.113.9") == "")
        }
        #expect(
            try register(gateways[1], "dora", from: "203.0.113.9").hasPrefix("TOO_MANY "))
        // One network of IPv6 is one client, and what stands before its address made up.
        for host in 1...3 {
            let name = "emil\(host)"
            #expect(try register(gateways[0], name, from: "1.2.3.4, 2001:db8::\(host)") == "")
        }
        #expect(
            try register(gateways[1], "emil4", from: "5.6.7.8, 2001:db8::4").hasPrefix("TOO_MANY "))
        for number in 0..<10 {
            #expect(
                try signIn(gateways[number % 2], "anna", "wrong", from: "198.51.100.7")
                    == "BAD_CREDENTIALS")
        }
        for gateway in gateways {
            #expect(
                try signIn(gateway, "anna", "a long secret", from: "198.51.100.7")
                    .hasPrefix("TOO_MANY "))
            #expect(try signIn(gateway, "anna", "a long secret", from: "203.0.113.9") == "")
        }
        // Where no proxy is trusted, the header is nothing.
        let open = try await fleet.gateway(Self.strict)
        for number in 0..<3 {
            #expect(try register(open, "otto\(number)", from: "192.0.2.\(number)") == "")
        }
        #expect(try register(open, "otto", from: "192.0.2.99").hasPrefix("TOO_MANY "))
        await fleet.stop()
    }
}

extension Duration {
    fileprivate var secondsRoundedUp: Int { Int((self / .seconds(1)).rounded(.up)) }
}
