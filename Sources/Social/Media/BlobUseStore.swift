import Media
import Postgres
import TAO

/// Rows of `blob_uses`: which photos show a stored file.
///
/// Who stores a file first says that a photo uses it; who takes the last use away deletes the file
/// while it holds the file's own row. So a file that is stored again at the same moment is stored after it
/// was deleted, or not deleted.
struct BlobUseStore: Sendable {
    let database: Database

    /// Of files that the program itself has made.
    static let sampleWorld: Int64 = -1
    private static let file: Int64 = 0

    /// Says that a photo uses files, before they are stored.
    func add(_ names: [BlobName], by media: Int64) async throws {
        // In one order for all, so that two do not wait for each other.
        let names = Set(names.map(\.description)).sorted()
        _ = try await database.pipeline(
            names.flatMap { name -> [Query] in
                [
                    """
                    INSERT INTO blob_uses (blob, media) VALUES (\(name), \(Self.file))
                    ON CONFLICT (blob, media) DO UPDATE SET media = EXCLUDED.media
                    """,
                    """
                    INSERT INTO blob_uses (blob, media) VALUES (\(name), \(media))
                    ON CONFLICT (blob, media) DO NOTHING
                    """,
                ]
            })
    }

    /// Takes all uses of a photo away.
    /// - Parameter delete: deletes a file that nothing uses any more. It may be called again for one that
    ///   is gone.
    func removeAll(
        by media: Int64, _ delete: @Sendable @escaping (BlobName) async throws -> Void
    ) async throws {
        let names = try await database.query(
            "SELECT blob FROM blob_uses WHERE media = \(media)"
        ).map { $0.string(0) }.sorted()
        for name in names {
            try await database.transaction { transaction in
                let found = try await transaction.pipeline([
                    """
                    SELECT media FROM blob_uses WHERE blob = \(name) AND media = \(Self.file)
                    FOR UPDATE
                    """,
                    """
                    SELECT media FROM blob_uses
                    WHERE blob = \(name) AND media <> \(Self.file) AND media <> \(media) LIMIT 1
                    """,
                ])
                let isLast = found[1].isEmpty
                if isLast, let blob = BlobName(name) { try await delete(blob) }
                _ = try await transaction.query(
                    """
                    DELETE FROM blob_uses
                    WHERE blob = \(name) AND (media = \(media) OR \(isLast) AND media = \(Self.file))
                    """)
            }
        }
    }
}

extension MediaFlow {
    /// Stores the files of a photo.
    /// - Parameter media: nil for one of the sample world, whose files stay.
    package func store(_ image: ProcessedImage, of media: ObjectID?) async throws {
        let names = image.variants.map(\.blobName) + [image.original.blobName]
        try await blobUses.add(names, by: media?.rawValue ?? BlobUseStore.sampleWorld)
        try await blobs.put(image)
    }

    /// Deletes the bytes of a photo: what was uploaded, and the files that no other photo shows.
    func removeFiles(of media: ObjectID) async throws {
        try await staging.remove(mediaID: media.rawValue)
        try await blobUses.removeAll(by: media.rawValue) { [blobs] in try await blobs.remove($0) }
    }
}
