import Foundation
import LocalServices
import Postgres
import TestSupport
import Testing

@testable import Social
@testable import TAO

/// Where an answer comes from tells nobody more, or less.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `Privacy through caches` {
    /// The world in a database that has a replica.
    private struct Pair {
        let servers: LocalServices
        let folder: String
        let replica: LocalReplica
        let stage: Stage
        let database: Database
        /// Of a process that asks the replica where it may.
        let tao: TAO
        let services: SocialServices

        init() async throws {
            servers = try await TestServices.start(isReplicated: true)
            folder = try TestServices.makeFolder()
            replica = try await servers.startReplica(in: folder)
            stage = try await PrivacyWorld.whole.stage(on: servers)
            let path = try #require(URL(string: stage.database.configuration.url)?.path)
            database = try Database(url: replica.url(database: String(path.dropFirst())))
            var configuration = TAOConfiguration(namespace: "replica")
            configuration.replicaLagMilliseconds = 3_600_000
            tao = TAO(
                types: .social(PrivacyWorld.limits), database: stage.database,
                replicas: [database], cache: nil, clock: stage.clock, configuration: configuration)
            services = try await stage.makeServices(.off, limits: PrivacyWorld.limits, tao: tao)
            let tao = tao
            let isRecent = try await eventually {
                _ = await tao.backends.replicas.read(["SELECT 1"])
                return tao.backends.replicas.recentCount == 1
            }
            #expect(isRecent)
        }

        func end() async {
            await tao.shutdown()
            await database.shutdown()
            await stage.database.shutdown()
            await replica.stop()
            await servers.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    @Test func `is the same without one, with a cold one, a warm one and a replica`()
        async throws
    {
        let pair = try await Pair()
        let stage = pair.stage
        let cached = try await PrivacyWorld.services(stage, Stage.freshNamespace())
        let plain = try await PrivacyWorld.services(stage)
        for asker in PrivacyWorld.askers {
            let off = try await PrivacyWorld.answer(to: asker, on: stage, of: plain)
            for (services, title) in [
                (cached, "cold"), (cached, "warm"), (pair.services, "replica"),
            ] {
                let other = try await PrivacyWorld.answer(to: asker, on: stage, of: services)
                PrivacyWorld.expectSame(off, other, "\(asker ?? "anonymous"), \(title)")
            }
        }
        await pair.end()
    }

    /// What a replica has may be old, so it is asked for anonymous callers alone.
    @Test func `holds at once for all who are signed in, however late a replica is`() async throws {
        let pair = try await Pair()
        let stage = pair.stage
        _ = try await pair.database.query("SELECT pg_wal_replay_pause()::text")
        let isHeldUp = try await eventually {
            try await pair.database.query("SELECT pg_get_wal_replay_pause_state()")[0].string(0)
                == "paused"
        }
        #expect(isHeldUp)
        let open = stage.named("open").object
        let tao = try await stage.services(.off).tao
        let user = try #require(try await tao.stored.loadUnfiltered(User.self, [open])[0])
        var properties = Properties<User>(user.object.data)
        properties[.displayName] = "new"
        var write = GraphWrite()
        write.update(open, properties, ifVersion: user.object.version)
        write.addAssociation(open, AssociationTypes.blocks, stage.named("stranger").object)
        _ = try await tao.commit(write)
        for (asker, name) in [("stranger", nil), ("follower", "new"), (nil, "open")] {
            let answer = try await stage.ask(
                "{ user(username: \"open\") { displayName } }",
                as: asker.map { stage.named($0).object }, of: pair.services)
            let shown = try JSONText.value(answer.json, at: ["data", "user", "displayName"])
            #expect(shown as? String == name, "\(asker ?? "anonymous")")
        }
        _ = try await pair.database.query("SELECT pg_wal_replay_resume()::text")
        await pair.end()
    }
}
