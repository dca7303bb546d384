import Postgres
import TAO
import Testing

@testable import Social

/// What every relation sees of every kind, through the whole stack.
@Suite struct `The table of who sees what` {
    /// A viewer for each relation to the three accounts, which have the same things each: one is
    /// open, one private, one suspended.
    private static let viewers = [
        "owner", "friend", "follower", "requested", "stranger", "moderator", "anonymous",
        "blocks", "blocked",
    ]
    private static let accounts = ["open", "private", "suspended"]
    private static let audiences: [(String, Audience)] = [
        ("EVERYONE", .everyone), ("FOLLOWERS", .followers), ("CLOSE_FRIENDS", .closeFriends),
    ]

    private static let expected = """
        open account                   owner friend follower requested stranger moderator anonymous blocks
        open avatar                    owner friend follower requested stranger moderator anonymous blocks
        open post EVERYONE             owner friend follower requested stranger moderator anonymous
        open photo EVERYONE            owner friend follower requested stranger moderator anonymous
        open comment EVERYONE          owner friend follower requested stranger moderator anonymous
        open story EVERYONE            owner friend follower requested stranger moderator anonymous
        open post FOLLOWERS            owner friend follower
        open photo FOLLOWERS           owner friend follower
        open comment FOLLOWERS         owner friend follower
        open story FOLLOWERS           owner friend follower
        open post CLOSE_FRIENDS        owner friend
        open photo CLOSE_FRIENDS       owner friend
        open comment CLOSE_FRIENDS     owner friend
        open story CLOSE_FRIENDS       owner friend
        open post waiting              owner
        open photo waiting             owner
        open tray                      owner friend follower requested stranger moderator anonymous
        open comment elsewhere         owner friend follower requested stranger moderator anonymous
        private account                owner friend follower requested stranger moderator anonymous blocks
        private avatar                 owner friend follower requested stranger moderator anonymous blocks
        private post EVERYONE          owner friend follower
        private photo EVERYONE         owner friend follower
        private comment EVERYONE       owner friend follower
        private story EVERYONE         owner friend follower
        private post FOLLOWERS         owner friend follower
        private photo FOLLOWERS        owner friend follower
        private comment FOLLOWERS      owner friend follower
        private story FOLLOWERS        owner friend follower
        private post CLOSE_FRIENDS     owner friend
        private photo CLOSE_FRIENDS    owner friend
        private comment CLOSE_FRIENDS  owner friend
        private story CLOSE_FRIENDS    owner friend
        private post waiting           owner
        private photo waiting          owner
        private tray                   owner friend follower
        private comment elsewhere      owner friend follower requested stranger moderator anonymous
        suspended account              owner
        suspended avatar               owner
        suspended post EVERYONE
        suspended photo EVERYONE       owner
        suspended comment EVERYONE
        suspended story EVERYONE
        suspended post FOLLOWERS
        suspended photo FOLLOWERS      owner
        suspended comment FOLLOWERS
        suspended story FOLLOWERS
        suspended post CLOSE_FRIENDS
        suspended photo CLOSE_FRIENDS  owner
        suspended comment CLOSE_FRIENDS
        suspended story CLOSE_FRIENDS
        suspended post waiting
        suspended photo waiting        owner
        suspended tray
        suspended comment elsewhere
        """

    /// The rows of the table: what they are called, and the name of the thing in the world.
    private static var rows: [(title: String, thing: String)] {
        var rows: [(String, String)] = []
        for (index, account) in accounts.enumerated() {
            rows += [("\(account) account", account), ("\(account) avatar", "\(account).avatar")]
            for (number, (name, _)) in audiences.enumerated() {
                rows += [
                    ("\(account) post \(name)", "\(account).post.\(number + 1)"),
                    ("\(account) photo \(name)", "\(account).post.\(number + 1).photo.1"),
                    ("\(account) comment \(name)", "comment.\(4 * index + number + 1)"),
                    ("\(account) story \(name)", "\(account).story.\(number + 1)"),
                ]
            }
            rows += [
                ("\(account) post waiting", "\(account).post.4"),
                ("\(account) photo waiting", "\(account).post.4.photo.1"),
                ("\(account) tray", "\(account).tray"),
                ("\(account) comment elsewhere", "comment.\(4 * index + 4)"),
            ]
        }
        return rows
    }

    private static func world() -> SmallWorld {
        var world = SmallWorld()
        for name in accounts { world.person(name, name, isPrivate: name == "private") }
        for name in viewers where name != "owner" && name != "anonymous" {
            world.person(name, name)
        }
        world.person("author", "Another Author")
        world.post(by: "author", hoursAgo: 9, "Elsewhere")
        for account in accounts {
            world.follow("friend", account)
            world.follow("follower", account)
            world.request("requested", account)
            world.closeFriend(account, "friend")
            world.block("blocks", account)
            world.block(account, "blocked")
            for (number, (_, audience)) in audiences.enumerated() {
                world.post(by: account, hoursAgo: 8, "A post", audience: audience)
                world.comment(
                    on: "\(account).post.\(number + 1)", by: "author", hoursAgo: 7, "Below it")
                world.story(by: account, hoursAgo: 6, audience: audience)
            }
            world.post(by: account, hoursAgo: 5, "A post that waits", isPublished: false)
            world.comment(on: "author.post.1", by: account, hoursAgo: 4, "By it")
        }
        return world
    }

    private static func stage() async throws -> Stage {
        let stage = try await Stage(world())
        let services = try await stage.services(.off)
        let id = stage.named("suspended").object
        let graph = GraphReads(services.tao)
        let user = try #require(try await graph.loadUnfiltered(User.self, [id])[0])
        var properties = Properties<User>(user.object.data)
        properties[.isSuspended] = true
        var write = GraphWrite()
        write.update(id, properties, ifVersion: user.object.version)
        _ = try await services.tao.commit(write)
        let moderator = stage.named("moderator").object.rawValue
        _ = try await stage.database.query(
            "UPDATE accounts SET role = \(Int16(Role.moderator.number)) WHERE id = \(moderator)")
        return stage
    }

    private func isSeen(
        by viewer: String?, _ stage: Stage, through cache: Stage.Cache
    ) async throws -> [Bool] {
        let ids = Self.rows.map { "\"\(stage.id($0.thing))\"" }.joined(separator: ",")
        let answer = try await stage.ask(
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", viewer: viewer,
            variables: "{ \"ids\": [\(ids)] }", through: cache)
        #expect(answer.failures == [])
        let nodes = try JSONText.value(answer.json, at: ["data", "nodes"]) as? [Any]
        return try #require(nodes).map { $0 is [String: Any] }
    }

    /// The table as it is. An owner is whoever's row it is.
    private func table(_ stage: Stage, through cache: Stage.Cache) async throws -> String {
        var seers = Self.rows.map { _ in [String]() }
        for viewer in Self.viewers where viewer != "owner" {
            let name = viewer == "anonymous" ? nil : viewer
            for (row, isSeen) in try await isSeen(by: name, stage, through: cache).enumerated()
            where isSeen { seers[row].append(viewer) }
        }
        for account in Self.accounts {
            for (row, isSeen) in try await isSeen(by: account, stage, through: cache).enumerated()
            where isSeen && Self.rows[row].title.hasPrefix(account) {
                seers[row].insert("owner", at: 0)
            }
        }
        return zip(Self.rows, seers).map { row, seers in
            let padding = String(repeating: " ", count: max(0, 31 - row.title.count))
            return seers.isEmpty ? row.title : row.title + padding + seers.joined(separator: " ")
        }.joined(separator: "\n")
    }

    @Test func `holds without a cache, with a cold one and with a warm one`() async throws {
        let stage = try await Self.stage()
        let cache = Stage.freshNamespace()
        for cache in [.off, cache, cache] {
            let table = try await table(stage, through: cache)
            #expect(
                table.split(separator: "\n") == Self.expected.split(separator: "\n"))
        }
    }
}
