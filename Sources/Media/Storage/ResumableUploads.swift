import Foundation
import Synchronization

// A resumable upload lies beside those that are complete, as `ID.tus`, until its last byte has come: what
// any gateway on the same disk has taken, another may go on with. Who writes holds a lock of the file,
// which ends with the process. Bytes that come with a checksum count only when it was found right: until
// then `ID.tus.safe` says how many came before them.

extension UploadStaging {
    /// The version of tus by which resumable uploads come.
    package static let tusVersion = "1.0.0"

    /// How many bytes of a resumable upload have arrived and are on the disk; 0 if there are none.
    package func offset(mediaID: Int64) async throws(MediaError) -> Int {
        let folder = ResumableFolder(path(of: mediaID))
        return try await room.noting { () throws(MediaError) in
            try await threads.run { () throws(MediaError) in
                guard let file = try File.reading(folder.data) else { return 0 }
                let byteCount = try file.byteCount()
                try file.synchronize()
                return min(try folder.safeByteCount() ?? byteCount, byteCount)
            }
        }
    }

    /// Goes on with a resumable upload, or begins it.
    ///
    /// - Parameters:
    ///   - offset: where the part begins that comes now: where what has arrived ends.
    ///   - bytesMax: how long the whole may become; no more than the limit on uploads counts.
    ///   - isChecked: whether the part counts only when its checksum was found right.
    /// - Throws: `wrongOffset`; `uploadBusy` while somebody else writes; `alreadyUploaded`,
    ///   `tooManyUploads`, `storageFailed`.
    package func resume(
        mediaID: Int64, at offset: Int, bytesMax: Int, isChecked: Bool
    ) async throws(MediaError) -> ResumableWriter {
        try reserve()
        let folder = ResumableFolder(path(of: mediaID))
        let bytesMax = min(bytesMax, self.bytesMax)
        do throws(MediaError) {
            let file = try await threads.run { () throws(MediaError) in
                try folder.open(at: offset, isChecked: isChecked)
            }
            return ResumableWriter(
                file: file, folder: folder, start: offset, bytesMax: bytesMax,
                isChecked: isChecked, threads: threads, room: room,
                onEnd: { [weak self] in self?.release() })
        } catch {
            release()
            room.note(error)
            throw error
        }
    }
}

/// The names of one resumable upload. All calls block.
struct ResumableFolder: Sendable {
    /// Where the upload lies when it is complete.
    let final: String
    /// What has arrived.
    let data: String
    /// How much of that is safe, while a part is not checked yet.
    private let safe: String

    init(_ final: String) {
        self.final = final
        data = final + ".tus"
        safe = final + ".tus.safe"
    }

    /// nil if all that has arrived is.
    fileprivate func safeByteCount() throws(MediaError) -> Int? {
        guard let file = try File.reading(safe) else { return nil }
        let text = String(decoding: try file.read(0..<file.byteCount()), as: UTF8.self)
        // It is renamed into place when it is whole.
        return Int(text) ?? 0
    }

    /// Opens the file for whoever has the lock.
    fileprivate func open(at offset: Int, isChecked: Bool) throws(MediaError) -> File {
        let file = try lockedFile()
        guard FileSystem.byteCount(of: final) == nil else {
            // It was completed between two looks; nobody needs a second beginning.
            try FileSystem.remove(data)
            throw .alreadyUploaded
        }
        if let safeCount = try safeByteCount() { try rollBack(file, to: safeCount) }
        let byteCount = try file.byteCount()
        guard byteCount == offset else {
            if byteCount == 0 { try FileSystem.remove(data) }
            throw .wrongOffset(actual: byteCount)
        }
        if isChecked { try setSafe(offset) }
        return file
    }

    /// The name may go to another file, or to none, between opening and locking.
    private func lockedFile() throws(MediaError) -> File {
        for _ in 1...2 {
            let file = try File.appending(data)
            guard try file.lock() else { throw .uploadBusy }
            if try file.isStill(at: data) { return file }
        }
        throw .uploadBusy
    }

    private func setSafe(_ byteCount: Int) throws(MediaError) {
        let temporary = "\(safe).\(UUID().uuidString).part"
        do throws(MediaError) {
            let file = try File.creating(temporary)
            try file.write(Array("\(byteCount)".utf8))
            try file.synchronize()
            try FileSystem.rename(temporary, to: safe)
            try synchronizeNames()
        } catch {
            _ = try? FileSystem.remove(temporary)
            throw error
        }
    }

    /// Forgets what came behind the safe part.
    fileprivate func rollBack(_ file: File, to byteCount: Int) throws(MediaError) {
        if try file.byteCount() > byteCount { try file.truncate(to: byteCount) }
        try file.synchronize()
        try clearSafe()
    }

    /// All that has arrived is safe.
    fileprivate func clearSafe() throws(MediaError) {
        if try FileSystem.remove(safe) { try synchronizeNames() }
    }

    fileprivate func synchronizeNames() throws(MediaError) {
        try FileSystem.synchronizeDirectory(FileSystem.parent(of: final))
    }

    /// Gives the whole file the name of a complete upload.
    fileprivate func complete(
        _ file: File, expecting digest: ContentHash?
    ) throws(MediaError) -> UploadStaging.Received {
        let sha256 = try file.sha256()
        guard digest == nil || digest == sha256 else {
            try remove()
            throw .checksumMismatch
        }
        // Whoever has ended the upload has taken the name away.
        guard try file.isStill(at: data) else { throw .uploadClosed }
        guard try FileSystem.link(data, to: final) else {
            try remove()
            throw .alreadyUploaded
        }
        try FileSystem.remove(data)
        try synchronizeNames()
        return UploadStaging.Received(byteCount: try file.byteCount(), sha256: sha256)
    }

    func remove() throws(MediaError) {
        try FileSystem.remove(data)
        try FileSystem.remove(safe)
    }
}

/// One part of a resumable upload on its way in. Chunks are written in the order of the calls, each of
/// which waits for the one before. Dropped without an end it leaves what has come: the rest of a lost
/// connection; unless the part is to be checked.
package final class ResumableWriter: Sendable {
    private struct State {
        var file: File?
        var byteCount: Int
    }

    private let state: Mutex<State>
    private let folder: ResumableFolder
    private let start: Int
    private let bytesMax: Int
    private let isChecked: Bool
    private let threads: WorkerThreads
    private let room: DiskRoom
    private let onEnd: @Sendable () -> Void

    fileprivate init(
        file: File, folder: ResumableFolder, start: Int, bytesMax: Int, isChecked: Bool,
        threads: WorkerThreads, room: DiskRoom, onEnd: @escaping @Sendable () -> Void
    ) {
        state = Mutex(State(file: file, byteCount: start))
        self.folder = folder
        self.start = start
        self.bytesMax = bytesMax
        self.isChecked = isChecked
        self.threads = threads
        self.room = room
        self.onEnd = onEnd
    }

    deinit { _ = end() }

    /// Appends a chunk.
    ///
    /// - Throws: `tooLarge`, `storageFailed`; `uploadClosed`.
    package func write(_ chunk: [UInt8]) async throws(MediaError) {
        try await room.noting { () throws(MediaError) in
            try await threads.run { () throws(MediaError) in try self.append(chunk) }
        }
    }

    /// Keeps what has come, on the disk, and lets others go on.
    ///
    /// - Returns: where the next part begins.
    package func keep() async throws(MediaError) -> Int {
        try await finish { folder, file throws(MediaError) in
            try file.synchronize()
            try folder.clearSafe()
            try folder.synchronizeNames()
        }
    }

    /// Takes the part back.
    package func discard() async {
        let start = start
        _ = try? await finish { folder, file throws(MediaError) in
            try folder.rollBack(file, to: start)
        }
    }

    /// Gives the part up: what has come stays if it need not be checked.
    package func abandon() async {
        if isChecked { await discard() } else { _ = try? await keep() }
    }

    /// Completes the upload with this part: durable, and under the media's name.
    ///
    /// - Parameter digest: the SHA-256 of the whole that was announced.
    /// - Throws: `checksumMismatch`, and nothing of the upload is left; `alreadyUploaded`; `uploadClosed`
    ///   if it was ended meanwhile.
    package func complete(expecting digest: ContentHash?) async throws(MediaError) {
        _ = try await finish { folder, file throws(MediaError) in
            try file.synchronize()
            try folder.clearSafe()
            _ = try folder.complete(file, expecting: digest)
        }
    }

    /// Runs the last work on the file and lets go of it.
    private func finish(
        _ work: @escaping @Sendable (ResumableFolder, File) throws(MediaError) -> Void
    ) async throws(MediaError) -> Int {
        try await room.noting { () throws(MediaError) in
            try await threads.run { () throws(MediaError) in
                guard let last = self.end(), let file = last.file else { throw .uploadClosed }
                try work(self.folder, file)
                return last.byteCount
            }
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
            state.byteCount += chunk.count
        }
    }

    /// Ends the part, once: returns what it had come to, or nil if it had ended.
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
