import Media
import NIOCore
import Synchronization

/// Pictures that were asked for of late, in memory: serving one again waits for no disk and no other thread.
///
/// A picture is served from here only while its file is whole and still has a name, which is asked of the open
/// file each time. Its deletion, by whichever process of the machine, takes the name; storing it again gives it
/// to another file. What has gone is forgotten when it is asked for, and every few seconds, so that neither its
/// bytes nor its room on the disk stay.
final class HotPictures: Sendable {
    /// A stored picture, and its bytes where they are in memory.
    struct Picture: Sendable {
        let blob: OpenBlob
        let bytes: ByteBuffer?
    }

    private let blobs: BlobStore
    private let limits: GatewayLimits
    private let pictures: Mutex<RecentlyUsed<BlobName, Picture>>
    /// What a picture weighs at least: it also takes one of the process's file descriptors.
    private let weightMin: Int

    init(_ blobs: BlobStore, _ limits: GatewayLimits) {
        self.blobs = blobs
        self.limits = limits
        pictures = Mutex(RecentlyUsed(weightMax: limits.hotPicturesBytesMax))
        weightMin = limits.hotPicturesBytesMax / max(1, limits.hotPicturesMax)
    }

    /// A picture that is stored; nil if there is none.
    func picture(_ name: BlobName) async throws(MediaError) -> Picture? {
        if let picture = pictures.withLock({ $0.value(of: name) }) {
            if picture.blob.isStored { return picture }
            pictures.withLock { $0.forget(name) }
        }
        let opened = try await blobs.open(name, readingUpTo: limits.hotPictureBytesMax)
        guard let (blob, bytes) = opened else { return nil }
        let picture = Picture(blob: blob, bytes: bytes.map { ByteBuffer(bytes: $0) })
        if let bytes = picture.bytes {
            let weight = max(bytes.readableBytes, weightMin)
            pictures.withLock { $0.remember(name, picture, weight: weight) }
        }
        return picture
    }

    /// Forgets what has gone, until it is cancelled.
    func run() async {
        let period = Duration.milliseconds(limits.hotPicturesLookMilliseconds)
        while (try? await Task.sleep(for: period)) != nil { forgetGone() }
    }

    func forgetGone() {
        let all = pictures.withLock { $0.all }
        for (name, picture) in all where !picture.blob.isStored {
            pictures.withLock { $0.forget(name) }
        }
    }

    /// How many are in memory.
    var count: Int { pictures.withLock { $0.all.count } }
}
