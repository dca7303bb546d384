import Foundation
import Postgres
import TestSupport
import Testing

/// The built program where there is no room to write.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `A full disk` {
    private struct Upload {
        let path: String
        let fields: [(String, String)]
    }

    private func upload(of bytes: Int, _ client: FleetClient) throws -> Upload {
        let answer = try client.ask(
            """
            mutation { mediaUploadCreate(input: { contentType: "image/png", byteCount: \(bytes) }) {
              upload { url headers { name value } } userErrors { code } } }
            """)
        let upload = try #require(
            answer.value("mediaUploadCreate.upload") as? [String: Any], "\(answer.text)")
        let url = try #require((upload["url"] as? String).flatMap { URL(string: $0) })
        let headers = upload["headers"] as? [[String: String]] ?? []
        return Upload(path: url.path, fields: headers.map { ($0["name"] ?? "", $0["value"] ?? "") })
    }

    private func readiness(_ gateway: FleetGateway) throws -> (status: Int, uploads: Bool?) {
        let answer = try gateway.client().send("GET", "/ready")
        return (answer.status, answer.json["uploads"] as? Bool)
    }

    @Test(.enabled(if: SmallDisk.canBeMade))
    func `of pictures refuses uploads by 507, says so at ready, and is forgotten`() async throws {
        let fleet = try await Fleet()
        let disk = try SmallDisk()
        defer { disk.remove() }
        let world = try await FleetWorld(in: fleet, people: 2)
        let gateway = try await fleet.gateway(data: disk.path)
        #expect(try readiness(gateway) == (200, true))
        let client = gateway.client(token: world.people[1].token)
        let large = try upload(of: 3 << 20, client)
        let bytes = [UInt8](repeating: 7, count: 3 << 20)
        let refused = try gateway.client().send("PUT", large.path, large.fields, bytes)
        #expect(refused.status == 507, "\(refused.text)")
        #expect(refused.codes == ["INSUFFICIENT_STORAGE"], "\(refused.text)")
        #expect(try await eventually { try readiness(gateway) == (503, false) })
        // What needs no room goes on.
        #expect(try client.ask("{ viewer { user { username } } }").status == 200)
        // The part that was written has gone, so there is room for small ones.
        #expect(try await eventually(withinSeconds: 30) { try readiness(gateway) == (200, true) })
        let small = try upload(of: 1_000, client)
        let stored = try gateway.client().send(
            "PUT", small.path, small.fields, [UInt8](repeating: 7, count: 1_000))
        #expect(stored.status == 204, "\(stored.text)")
        await gateway.process.terminate()
        await fleet.stop()
    }

    @Test func `of the database is told as such`() async throws {
        let fleet = try await Fleet()
        let world = try await FleetWorld(in: fleet, people: 2)
        let database = try Database(url: fleet.databaseURL)
        _ = try await database.pipeline([
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END'
            """,
            """
            CREATE TRIGGER no_room BEFORE INSERT ON associations
            FOR EACH ROW EXECUTE FUNCTION refuse()
            """,
        ])
        let gateway = try await fleet.gateway()
        let post = try #require(world.people[1].posts.first)
        let answer = try gateway.client(token: world.people[0].token).ask(
            "mutation { postLike(input: { postId: \"\(post)\" }) { post { id } } }")
        #expect(answer.codes == ["INSUFFICIENT_STORAGE"], "\(answer.text)")
        await database.shutdown()
        await gateway.process.terminate()
        await fleet.stop()
    }
}
