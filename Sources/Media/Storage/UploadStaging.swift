import Crypto
import Foundation
import Synchronization

/// Where uploads wait until they are processed: a folder of files named by media id.
///
/// An upload is written under a name of its own while it arrives and gets the media's name only
/// when it is complete, so half of one is never read. Every media takes one upload: the first
/// that finishes.
package final class UploadStaging: Sendable {
    /// A complete upload.
    package struct Received: Sendable, Hashable {
        package let byteCount: Int
        package let sha256: ContentHash
    }

    let directory: String
    let limits: MediaLimits
    let threads: WorkerThreads
    let room: DiskRoom
    private let open = Mutex(0)

    /// - Parameters:
    ///   - directory: made if it does not exist.
    ///   - threads: how many file operations go on at one time.
    package init(
        directory: String, threads: Int = 4, limits: MediaLimits = .standard
    ) throws(MediaError) {
        self.directory = directory
        self.limits = limits
        room = DiskRoom(directory: directory, limits: limits)
        try FileSystem.makeDirectory(directory)
        self.threads = WorkerThreads(
            name: "upload", threads: threads, queuedMax: limits.queuedFileOperationsMax)
    }

    /// Lets the threads end; what still waits fails with `closed`.
    package func close() { threads.close() }

    /// Starts an upload.
    ///
    /// - Parameters:
    ///   - mediaID: the media it is for.
    ///   - bytesMax: how long it may become; no more than the limit on uploads counts.
    /// - Throws: `alreadyUploaded`, `tooManyUploads`, `storageFailed`.
    package func begin(
        mediaID: Int64, bytesMax: Int? = nil
    ) async throws(MediaError) -> UploadWriter {
        try reserve()
        let final = path(of: mediaID)
        let partial = "\(final).\(UUID().uuidString).part"
        let bytesMax = min(bytesMax ?? self.bytesMax, self.bytesMax)
        do throws(MediaError) {
            let file = try await threads.run { () throws(MediaError) in
                guard FileSystem.byteCount(of: final) == nil else { throw .alreadyUploaded }
                return try File.creating(partial)
            }
            return UploadWriter(
                file: file, partial: partial, final: final, bytesMax: bytesMax, threads: threads,
                room: room, onEnd: { [weak self] in self?.release() })
        } catch {
            release()
            room.note(error)
            throw error
        }
    }

    /// Whether uploads can be kept at the moment.
    ///
    /// - Throws: `storageFailed` when not.
    package func checkRoom() async throws(MediaError) {
        try await threads.run { [room] () throws(MediaError) in try room.check() }
    }

    /// The bytes of a complete upload.
    ///
    /// - Throws: `notFound` if there is none.
    package func read(mediaID: Int64) async throws(MediaError) -> [UInt8] {
        let path = path(of: mediaID)
        return try await threads.run { () throws(MediaError) in
            guard let file = try File.reading(path) else { throw .notFound }
            return try file.read(0..<file.byteCount())
        }
    }

    /// SHA-256 of a complete upload; nil if there is none.
    package func sha256(mediaID: Int64) async throws(MediaError) -> ContentHash? {
        let path = path(of: mediaID)
        return try await threads.run { () throws(MediaError) in
            try File.reading(path)?.sha256()
        }
    }

    /// Size of a complete upload; nil if there is none.
    package func byteCount(mediaID: Int64) async throws(MediaError) -> Int? {
        let path = path(of: mediaID)
        return try await threads.run { FileSystem.byteCount(of: path) }
    }

    /// Deletes a complete upload, and what has arrived of one; false if none was complete.
    @discardableResult
    package func remove(mediaID: Int64) async throws(MediaError) -> Bool {
        let path = path(of: mediaID)
        return try await threads.run { () throws(MediaError) in
            try ResumableFolder(path).remove()
            return try FileSystem.remove(path)
        }
    }

    /// Longest upload that is taken.
    package var bytesMax: Int { limits.uploadBytesMax }

    /// Where a complete upload lies, for programs that read it themselves.
    package func filePath(mediaID: Int64) -> String { path(of: mediaID) }

    func path(of mediaID: Int64) -> String { "\(directory)/\(mediaID)" }

    func reserve() throws(MediaError) {
        let isFull = open.withLock { count in
            if count >= limits.openUploadsMax { return true }
            count += 1
            return false
        }
        if isFull { throw .tooManyUploads(limit: limits.openUploadsMax) }
    }

    func release() { open.withLock { $0 -= 1 } }
}

/// One upload on its way in. Chunks are written in the order of the calls, each of which waits for
/// the one before; a caller that drops the writer without finishing gives the upload up.
package final class UploadWriter: Sendable {
    private struct State {
        var file: File?
        var hash = SHA256()
        var byteCount = 0
    }

    private let state: Mutex<State>
    private let partial: String
    private let final: String
    private let bytesMax: Int
    private let threads: WorkerThreads
    private let room: DiskRoom
    private let onEnd: @Sendable () -> Void

    fileprivate init(
        file: File, partial: String, final: String, bytesMax: Int, threads: WorkerThreads,
        room: DiskRoom, onEnd: @escaping @Sendable () -> Void
    ) {
        state = Mutex(State(file: file))
        self.partial = partial
        self.final = final
        self.bytesMax = bytesMax
        self.threads = threads
        self.room = room
        self.onEnd = onEnd
    }

    deinit {
        // Deleting a name does not wait for the disk, so it may happen on any thread.
        if end() != nil { unlink(partial) }
    }

    /// Appends a chunk.
    ///
    /// - Throws: `tooLarge`, `storageFailed`, both of which end the upload; `uploadClosed`.
    package func write(_ chunk: [UInt8]) async throws(MediaError) {
        do throws(MediaError) {
            try await threads.run { () throws(MediaError) in try self.append(chunk) }
        } catch {
            room.note(error)
            await abort()
            throw error
        }
    }

    /// Completes the upload: durable, and under the media's name.
    ///
    /// - Parameter digest: the SHA-256 that was announced.
    /// - Throws: `checksumMismatch`; `alreadyUploaded` if another upload of this media was faster.
    package func finish(
        expecting digest: ContentHash? = nil
    ) async throws(MediaError) -> UploadStaging.Received {
        try await room.noting { () throws(MediaError) in
            try await threads.run { () throws(MediaError) in try self.complete(digest) }
        }
    }

    private func complete(_ digest: ContentHash?) throws(MediaError) -> UploadStaging.Received {
        guard let state = end(), let file = state.file else { throw .uploadClosed }
        defer { unlink(partial) }
        let sha256 = ContentHash(state.hash.finalize())
        guard digest == nil || digest == sha256 else { throw .checksumMismatch }
        try file.synchronize()
        guard try FileSystem.link(partial, to: final) else { throw .alreadyUploaded }
        try FileSystem.synchronizeDirectory(FileSystem.parent(of: final))
        return UploadStaging.Received(byteCount: state.byteCount, sha256: sha256)
    }

    /// Gives the upload up and deletes what has arrived. After the end it does nothing.
    package func abort() async {
        _ = try? await threads.run {
            if self.end() != nil { unlink(self.partial) }
        }
    }

    /// Runs on a file thread. The lock is held while writing, so that chunks cannot overtake.
    private func append(_ chunk: [UInt8]) throws(MediaError) {
        try state.withLock { (state: inout State) throws(MediaError) in
            guard let file = state.file else { throw .uploadClosed }
            guard state.byteCount + chunk.count <= bytesMax else {
                throw .tooLarge(bytesMax: bytesMax)
            }
            try file.write(chunk)
            state.hash.update(data: chunk)
            state.byteCount += chunk.count
        }
    }

    /// Ends the upload, once: returns what it had come to, or nil if it had ended.
    private func end() -> State? {
        let last: State? = state.withLock { state in
            guard state.file != nil else { return nil }
            defer { state.file = nil }
            return state
        }
        if last != nil { onEnd() }
        return last
    }
}
