import Foundation
import Media

/// Whether the folder of pictures and uploads of this process is the one of its database. A worker that is
/// started with another folder would find no upload in it, and give up every photo.
package struct PictureFolder: Sendable {
    package enum Finding: Sendable, Equatable {
        case isOurs
        /// The database has its pictures in a folder of this name.
        case isAnother(known: String)
        /// The database has pictures, of a time when folders had no names, and this folder has none.
        case isEmpty
    }

    private let store: PictureFolderStore
    private let blobs: BlobStore

    init(store: PictureFolderStore, blobs: BlobStore) {
        self.store = store
        self.blobs = blobs
    }

    /// Looks, and makes the folder the database's where that has none yet.
    ///
    /// - Throws: `PostgresError`; `MediaError` if the folder cannot be read, or gets no name.
    package func look() async throws -> Finding {
        let (known, hasFiles) = try await store.known()
        let mark = try await blobs.mark()
        if let known { return known == mark ? .isOurs : .isAnother(known: known) }
        if mark == nil, hasFiles, try await blobs.isUnused() { return .isEmpty }
        let own: String
        if let mark {
            own = mark
        } else {
            own = try await blobs.makeMark(UUID().uuidString.lowercased())
        }
        let claimed = try await store.claim(own)
        return claimed.map { $0 == own ? .isOurs : .isAnother(known: $0) } ?? .isOurs
    }
}

extension SocialServices {
    /// Compares the folder of this process with what the database knows.
    package var pictureFolder: PictureFolder {
        PictureFolder(
            store: PictureFolderStore(database: media.blobUses.database), blobs: media.blobs)
    }
}
