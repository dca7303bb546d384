import Foundation
import LocalServices
import Postgres
import TestSupport
import Testing

/// Processes that have no memcached, or the wrong ones, beside others; and another PostgreSQL.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `The cache of a fleet` {
    @Test func `forgets what a process without it has written`() async throws {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 3)
        // First, so that whatever there is to be taken is theirs.
        let worker = try await fleet.worker(isCached: false)
        let uncached = try await fleet.gateway(isCached: false)
        let cached = try await fleet.gateway()
        let post = world.people[0].posts[0]
        let (writer, reader) = (world.people[1], world.people[2])
        #expect(try likes(of: post, cached, reader) == 0)
        #expect(try likes(of: post, cached, reader) == 0)
        try like(post, uncached, writer)
        let isSeen = try await eventually { try likes(of: post, cached, reader) == 1 }
        #expect(isSeen)
        for process in [worker, uncached.process] {
            #expect(process.printed.contains("Without memcached"))
        }
        #expect(try await eventually { try metric("outboxRowsUndelivered", uncached) == 0 })

        // Nobody is left who could deliver: all others show it.
        await cached.process.kill()
        try like(post, uncached, reader)
        let isShown = try await eventually { try metric("outboxRowsUndelivered", uncached) >= 1 }
        #expect(isShown)
        let again = try await fleet.gateway()
        #expect(try likes(of: post, again, writer) == 2)
        #expect(try await eventually { try metric("outboxRowsUndelivered", uncached) == 0 })
        await fleet.stop()
    }

    @Test func `stays in use when one process has a wrong list of servers`() async throws {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 2)
        let gateway = try await fleet.gateway()
        let (post, person) = (world.people[0].posts[0], world.people[1])
        #expect(try likes(of: post, gateway, person) == 0)
        let nowhere = fleet.folder + "/nowhere.sock"
        let list = "\(fleet.memcachedLinks[0].path),\(nowhere)"
        let wrong = try await fleet.gateway(isCached: false, ["--memcached-servers", list])
        #expect(try await eventually { try metric("cacheListRefused", wrong) == 1 })
        #expect(wrong.process.printed.contains("is refused"))
        #expect(wrong.process.printed.contains(nowhere))
        try like(post, wrong, person)
        #expect(try likes(of: post, wrong, person) == 1)
        #expect(try await eventually { try likes(of: post, gateway, person) == 1 })
        for _ in 0..<8 {
            #expect(try metric("cacheListOutdated", gateway) == 0)
            try await Task.sleep(for: .milliseconds(500))
        }

        let good = try await fleet.run("verify", ["cache"])
        #expect(good.end == "exit status 0", "\(good.printed)")
        for arguments in [["--memcached-servers", list], []] {
            let blind = try await fleet.run("verify", ["cache"] + arguments, isCached: false)
            #expect(blind.end == "exit status 3", "\(blind.printed)")
            #expect(blind.printed.contains("nothing was looked at"))
        }
        await fleet.stop()
    }

    @Test func `forgets what a failover has lost`() async throws {
        let fleet = try await Fleet(isReplicated: true)
        let world = try await FleetWorld(in: fleet, people: 3)
        let folder = try TestServices.makeFolder()
        let replica = try await fleet.services.startReplica(in: folder)
        let url = try both(fleet.databaseURL, replica.url(database: "tintype"))
        let gateways = [
            try await fleet.gateway(databaseURL: url), try await fleet.gateway(databaseURL: url),
        ]
        let post = world.people[0].posts[0]
        let (writer, reader) = (world.people[1], world.people[2])
        // What is written from here on never reaches the replica.
        await replica.stop()
        try like(post, gateways[0], writer)
        for gateway in gateways {
            #expect(try await eventually { try likes(of: post, gateway, reader) == 1 })
        }
        await fleet.services.stopPostgres()
        for gateway in gateways {
            #expect(try likes(of: post, gateway, reader) == 1, "it is cached")
        }
        try await replica.start()
        let promoted = try Database(url: replica.url(database: "tintype"))
        // It does not wait itself: on a busy machine that is longer than a statement may take.
        _ = try await promoted.query("SELECT pg_promote(false)")
        while try await promoted.query("SELECT pg_is_in_recovery()")[0].bool(0) {
            try await Task.sleep(for: .milliseconds(50))
        }
        await promoted.shutdown()
        for gateway in gateways {
            // The first write that succeeds has met the new server.
            let other = world.people[1].posts[0]
            let hasMet = try await eventually {
                let client = gateway.client(token: reader.token)
                return try client.ask(Self.likeMutation, ["post": other]).errors.isEmpty
            }
            #expect(hasMet)
            for _ in 0..<20 { #expect(try likes(of: post, gateway, reader) == 0) }
        }
        await fleet.stop()
        await replica.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Steps

    private static let likeMutation = """
        mutation($post: ID!) {
          postLike(input: {postId: $post}) { post { id } userErrors { message } }
        }
        """

    /// In a session of its own each time, which takes no ticket along.
    private func like(
        _ post: String, _ gateway: FleetGateway, _ person: FleetWorld.Person
    ) throws {
        let answer = try gateway.client(token: person.token).ask(
            Self.likeMutation, ["post": post])
        #expect(answer.errors.isEmpty, "\(answer.text)")
    }

    private func likes(
        of post: String, _ gateway: FleetGateway, _ person: FleetWorld.Person
    ) throws -> Int? {
        let query = "query($post: ID!) { node(id: $post) { ... on Post { likeCount } } }"
        let answer = try gateway.client(token: person.token).ask(query, ["post": post])
        return answer.value("node.likeCount") as? Int
    }

    private func metric(_ name: String, _ gateway: FleetGateway) throws -> Int {
        try gateway.client().send("GET", "/ready").json[name] as? Int ?? -1
    }

    /// The address of whichever of two servers takes writes.
    private func both(_ one: String, _ other: String) throws -> String {
        let hosts = try [one, other].map { url in
            let items = URLComponents(string: url)?.queryItems
            return try #require(items?.first { $0.name == "host" }?.value)
        }
        return "postgresql:///tintype?host=\(hosts.joined(separator: ","))&port=5432,5432"
            + "&user=tintype&target_session_attrs=read-write"
    }
}
