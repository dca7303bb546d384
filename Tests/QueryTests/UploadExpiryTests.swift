import Foundation
import Media
import Postgres
import TAO
import Testing

@testable import Social

@Suite struct `Bytes of uploads` {
    private let stage: Stage

    init() async throws {
        stage = try await Stage(.standard)
    }

    /// Bytes that have arrived, of a photo; nil: of none.
    private func upload(
        _ change: ((inout Properties<Image>) -> Void)?
    ) async throws -> ObjectID {
        let id = try await stage.newID(0)
        if let change {
            var photo = Properties<Image>()
            photo[.owner] = stage.named("alice").object
            change(&photo)
            var write = GraphWrite()
            write.add(id, photo)
            _ = try await stage.services(.off).tao.commit(write)
        }
        let writer = try await stage.staging.begin(mediaID: id.rawValue)
        try await writer.write([1])
        _ = try await writer.finish()
        return id
    }

    private func swept(afterHours hours: Double) async throws -> Int {
        let clock = WallClock.fixed(Int64((Date().timeIntervalSince1970 + hours * 3_600) * 1_000))
        let services = try await stage.makeServices(.off, clock: clock)
        return try await services.media.removeExpiredUploads()
    }

    private func remain(of ids: [ObjectID]) async throws -> [ObjectID] {
        var found: [ObjectID] = []
        for id in ids where try await stage.staging.byteCount(mediaID: id.rawValue) != nil {
            found.append(id)
        }
        return found
    }

    @Test func `are kept for a job that may be tried again, for 30 days, others for one`()
        async throws
    {
        let open = [
            try await upload { $0[.status] = .processing },
            try await upload { $0.fail(.internal) },
        ]
        let over = [
            try await upload { $0[.status] = .awaitingUpload },
            try await upload { $0.fail(Failure(code: .damaged, message: "Damaged.")) },
            try await upload { $0[.status] = .ready },
            try await upload(nil),
        ]
        #expect(try await swept(afterHours: 23) == 0)
        #expect(try await swept(afterHours: 25) == over.count)
        #expect(try await remain(of: open + over) == open)
        #expect(try await swept(afterHours: 29 * 24) == 0)
        #expect(try await swept(afterHours: 31 * 24) == open.count)
        #expect(try await remain(of: open) == [])
    }

    @Test func `are swept with what else has expired`() async throws {
        let (open, over) = (
            try await upload { $0[.status] = .processing }, try await upload(nil)
        )
        let tomorrow = Int64((Date().timeIntervalSince1970 + 25 * 3_600) * 1_000)
        let services = try await stage.makeServices(.off, clock: .fixed(tomorrow))
        #expect(try await ExpirySweeper(services).run().uploads == 1)
        #expect(try await remain(of: [open, over]) == [open])
    }

    @Test func `stay while the graph cannot be asked about them`() async throws {
        let id = try await upload(nil)
        _ = try await stage.database.query("ALTER TABLE objects RENAME TO hidden")
        _ = try? await swept(afterHours: 25)
        #expect(try await remain(of: [id]) == [id])
        _ = try await stage.database.query("ALTER TABLE hidden RENAME TO objects")
        #expect(try await swept(afterHours: 25) == 1)
    }
}
