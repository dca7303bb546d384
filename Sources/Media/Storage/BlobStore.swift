import Foundation
import Synchronization

extension ImageVariant {
    /// Under which name it is stored.
    package var blobName: BlobName { BlobName(hash: file.sha256, format: BlobFormat(format.type)) }
}

/// Files named by their content, in a folder: `ab/cd/abcd….webp`.
///
/// A file is written under another name, made durable, and renamed; so a name either does not
/// exist or has all its bytes, whatever happens. Storing what is stored already does nothing, and
/// storing what a disk has lost or changed mends it.
/// All file work happens on threads of its own.
package final class BlobStore: Sendable {
    /// A file with its name.
    package struct Blob: Sendable {
        package let name: BlobName
        package let bytes: [UInt8]

        package init(name: BlobName, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    let directory: String
    private let isDurable: Bool
    let threads: WorkerThreads
    private let room: DiskRoom
    /// How long files were that were found to have the content of their name.
    private let whole: Mutex<RecentlyUsed<BlobName, Int>>

    /// Blocks while it makes its folders and deletes what a crash left half-written.
    ///
    /// - Parameters:
    ///   - directory: made if it does not exist.
    ///   - isDurable: whether `put` waits for the disk. Without, a power failure can lose or
    ///     empty the newest files: good enough for pictures that can be made again.
    ///   - threads: how many file operations go on at one time.
    package init(
        directory: String, isDurable: Bool = true, threads: Int = 4,
        limits: MediaLimits = .standard
    ) throws(MediaError) {
        self.directory = directory
        self.isDurable = isDurable
        whole = Mutex(RecentlyUsed(weightMax: limits.verifiedBlobsMax))
        room = DiskRoom(directory: directory + "/new", limits: limits)
        try FileSystem.makeDirectory(directory + "/new")
        try FileSystem.removeFiles(
            in: directory + "/new",
            writtenBeforeSeconds: Int(Date().timeIntervalSince1970) - limits.unfinishedAgeSecondsMax
        )
        self.threads = WorkerThreads(
            name: "blob", threads: threads, queuedMax: limits.queuedFileOperationsMax)
    }

    /// Lets the threads end; what still waits fails with `closed`.
    package func close() { threads.close() }

    /// Stores files; those that are stored already stay as they are, once their bytes were found to be
    /// those of their names.
    ///
    /// - Throws: `storageFailed`; then some of the files may be stored.
    package func put(_ blobs: [Blob]) async throws(MediaError) {
        try await room.noting { () throws(MediaError) in
            try await threads.run { [directory, isDurable] () throws(MediaError) in
                let folder = BlobFolder(directory: directory, isDurable: isDurable)
                for blob in blobs where !self.isStored(blob) { try folder.put(blob) }
            }
        }
    }

    /// Whether files can be stored at the moment.
    ///
    /// - Throws: `storageFailed` when not.
    package func checkRoom() async throws(MediaError) {
        try await threads.run { [room] () throws(MediaError) in try room.check() }
    }

    /// Stores all variants and the original of a photo.
    package func put(_ image: ProcessedImage) async throws(MediaError) {
        let variants = image.variants.map { Blob(name: $0.blobName, bytes: $0.file.bytes) }
        let original = Blob(name: image.original.blobName, bytes: image.original.file.bytes)
        try await put(variants + [original])
    }

    /// What a file would be called. It is read for that.
    package func name(
        ofFile path: String, format: BlobFormat
    ) async throws(MediaError) -> BlobName {
        try await threads.run { () throws(MediaError) in
            guard let file = try File.reading(path) else { throw .notFound }
            return BlobName(hash: try file.sha256(), format: format)
        }
    }

    /// Stores a file that lies on the same disk, by taking it away from where it is.
    ///
    /// - Parameter name: what `name(ofFile:format:)` has found.
    package func take(_ path: String, as name: BlobName) async throws(MediaError) {
        try await room.noting { () throws(MediaError) in
            try await threads.run { [directory, isDurable] () throws(MediaError) in
                try BlobFolder(directory: directory, isDurable: isDurable).take(path, as: name)
            }
        }
    }

    /// Stores one file under the hash of its bytes.
    package func put(_ bytes: [UInt8], format: BlobFormat) async throws(MediaError) -> BlobName {
        let name = BlobName(hash: ContentHash(of: bytes), format: format)
        try await put([Blob(name: name, bytes: bytes)])
        return name
    }

    /// A whole file; nil if there is none.
    package func read(_ name: BlobName) async throws(MediaError) -> [UInt8]? {
        try await open(name, readingUpTo: .max)?.bytes
    }

    /// A file to be read piece by piece; nil if there is none. It stays readable even if it is
    /// deleted meanwhile.
    ///
    /// A file whose content is not that of its name, such as one that a broken disk has cut short, is
    /// none. It is read to see that until it was found whole; from then on, as long as that is remembered,
    /// only its length is looked at.
    ///
    /// - Parameter bytesMax: a file that is not longer is read at once, by the thread that opens it.
    package func open(
        _ name: BlobName, readingUpTo bytesMax: Int
    ) async throws(MediaError) -> (blob: OpenBlob, bytes: [UInt8]?)? {
        let path = path(of: name)
        return try await threads.run { () throws(MediaError) in
            guard let file = try File.reading(path) else { return nil }
            let byteCount = try file.byteCount()
            guard try self.isWhole(file, name, byteCount) else { return nil }
            let blob = OpenBlob(
                name: name, byteCount: byteCount, file: file, threads: self.threads)
            guard byteCount <= bytesMax else { return (blob, nil) }
            let bytes = try file.read(0..<byteCount)
            // It may have become shorter since it was looked at.
            return bytes.count == byteCount ? (blob, bytes) : nil
        }
    }

    /// Whether the file is there with its bytes. Those are read, whatever is remembered of them: who
    /// stores a file again may do so because it is lost. One that cannot be read is not there.
    private func isStored(_ blob: Blob) -> Bool {
        guard let file = try? File.reading(path(of: blob.name)),
            (try? file.byteCount()) == blob.bytes.count
        else { return false }
        return (try? file.sha256()) == blob.name.hash
    }

    private func isWhole(
        _ file: File, _ name: BlobName, _ byteCount: Int
    ) throws(MediaError) -> Bool {
        if whole.withLock({ $0.value(of: name) }) == byteCount { return true }
        guard try file.sha256() == name.hash else { return false }
        whole.withLock { $0.remember(name, byteCount) }
        return true
    }

    /// Whether a file is stored.
    package func contains(_ name: BlobName) async throws(MediaError) -> Bool {
        let path = path(of: name)
        return try await threads.run { FileSystem.byteCount(of: path) != nil }
    }

    /// Deletes a file; false if there was none.
    @discardableResult
    package func remove(_ name: BlobName) async throws(MediaError) -> Bool {
        let path = path(of: name)
        return try await threads.run { () throws(MediaError) in try FileSystem.remove(path) }
    }

    /// Where a file lies, for servers that send files themselves.
    package func path(of name: BlobName) -> String {
        BlobFolder(directory: directory, isDurable: isDurable).path(of: name)
    }
}

/// A stored file that is open for reading.
package final class OpenBlob: Sendable {
    package let name: BlobName
    package let byteCount: Int
    private let file: File
    private let threads: WorkerThreads

    fileprivate init(name: BlobName, byteCount: Int, file: File, threads: WorkerThreads) {
        self.name = name
        self.byteCount = byteCount
        self.file = file
        self.threads = threads
    }

    /// Whether it still is the file of its name, as long as when it was opened.
    ///
    /// Asks the open file, not the folder, so no disk is waited for: what is asked is in memory as long as the file
    /// is open. A file that was deleted has no name any more, nor has one in whose place it was stored anew.
    package var isStored: Bool { file.isNamed(byteCount: byteCount) }

    /// The bytes of a range, cut to what there is.
    package func read(_ range: Range<Int>) async throws(MediaError) -> [UInt8] {
        let file = file
        let range = range.clamped(to: 0..<byteCount)
        return try await threads.run { () throws(MediaError) in try file.read(range) }
    }
}

/// The store's folder as a thread of it sees it: every call blocks.
private struct BlobFolder: Sendable {
    let directory: String
    let isDurable: Bool

    /// Two levels of 256 folders keep each of them small up to hundreds of millions of files.
    func path(of name: BlobName) -> String {
        let text = name.description
        return "\(directory)/\(text.prefix(2))/\(text.dropFirst(2).prefix(2))/\(text)"
    }

    func put(_ blob: BlobStore.Blob) throws(MediaError) {
        let path = path(of: blob.name)
        let temporary = "\(directory)/new/\(UUID().uuidString)"
        do throws(MediaError) {
            try write(blob.bytes, to: temporary)
            try moveIntoPlace(temporary, path)
        } catch {
            _ = try? FileSystem.remove(temporary)
            throw error
        }
    }

    /// What is stored already under the name is replaced: it may be what a disk has changed.
    func take(_ source: String, as name: BlobName) throws(MediaError) {
        if isDurable {
            guard let file = try File.reading(source) else { throw .notFound }
            try file.synchronize()
        }
        try moveIntoPlace(source, path(of: name))
    }

    private func write(_ bytes: [UInt8], to path: String) throws(MediaError) {
        let file = try File.creating(path)
        try file.write(bytes)
        if isDurable { try file.synchronize() }
    }

    private func moveIntoPlace(_ temporary: String, _ path: String) throws(MediaError) {
        let folder = FileSystem.parent(of: path)
        let isNew = FileSystem.byteCount(of: folder) == nil
        if isNew { try FileSystem.makeDirectory(folder) }
        try FileSystem.rename(temporary, to: path)
        guard isDurable else { return }
        try FileSystem.synchronizeDirectory(folder)
        guard isNew else { return }
        try FileSystem.synchronizeDirectory(FileSystem.parent(of: folder))
        try FileSystem.synchronizeDirectory(directory)
    }
}
