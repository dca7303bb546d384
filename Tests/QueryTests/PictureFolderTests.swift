import Foundation
import Media
import Postgres
import TestSupport
import Testing

@testable import Social

/// Which folder of pictures belongs to a database.
@Suite struct `A folder of pictures` {
    private struct Place {
        let folder: PictureFolder
        let blobs: BlobStore
        let path: String
    }

    private func place(_ name: String, in root: String, _ database: Database) throws -> Place {
        let path = "\(root)/\(name)"
        let blobs = try BlobStore(directory: path)
        return Place(
            folder: PictureFolder(store: PictureFolderStore(database: database), blobs: blobs),
            blobs: blobs, path: path)
    }

    private func withDatabase(
        _ body: (_ database: Database, _ root: String) async throws -> Void
    ) async throws {
        let database = try Database(url: try await TestServices.freshDatabase())
        let project = #filePath.ranges(of: "/Tests/").last.map { #filePath[..<$0.lowerBound] } ?? ""
        try await migrate(database: database, directory: project + "/migrations")
        let root = NSTemporaryDirectory() + "/pictures-\(UUID().uuidString)"
        try await body(database, root)
        try FileManager.default.removeItem(atPath: root)
        await database.shutdown()
    }

    @Test func `is the first that was looked at, by whatever path`() async throws {
        try await withDatabase { database, root in
            let first = try place("a", in: root, database)
            // Many processes begin at once.
            let findings = try await withThrowingTaskGroup(of: PictureFolder.Finding.self) {
                group in
                for _ in 0..<8 { group.addTask { try await first.folder.look() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(findings == Array(repeating: .isOurs, count: 8))
            let name = try #require(try await first.blobs.mark())
            let other = try place("b", in: root, database)
            #expect(try await other.folder.look() == .isAnother(known: name))
            // A folder that is no one's gets no name by being looked at.
            #expect(try await other.blobs.mark() == nil)
            try FileManager.default.createSymbolicLink(
                atPath: root + "/link", withDestinationPath: first.path)
            #expect(try await place("link", in: root, database).folder.look() == .isOurs)
            // What the message tells an operator to do.
            try Data("\(name)\n".utf8).write(to: URL(filePath: other.path + "/store-id"))
            #expect(try await other.folder.look() == .isOurs)
        }
    }

    @Test func `of a database with pictures is none that never had one`() async throws {
        try await withDatabase { database, root in
            _ = try await database.query("INSERT INTO blob_uses (blob, media) VALUES ('x', 5)")
            let empty = try place("a", in: root, database)
            #expect(try await empty.folder.look() == .isEmpty)
            let used = try place("b", in: root, database)
            _ = try await used.blobs.put([1, 2, 3], format: .png)
            #expect(try await used.folder.look() == .isOurs)
            guard case .isAnother = try await empty.folder.look() else {
                Issue.record("the empty folder is taken for the other")
                return
            }
        }
    }

    @Test func `goes on with a database that begins anew`() async throws {
        try await withDatabase { database, root in
            let first = try place("a", in: root, database)
            #expect(try await first.folder.look() == .isOurs)
            let name = try await first.blobs.mark()
            _ = try await database.query("DELETE FROM picture_stores")
            #expect(try await first.folder.look() == .isOurs)
            #expect(try await first.blobs.mark() == name)
        }
    }
}
