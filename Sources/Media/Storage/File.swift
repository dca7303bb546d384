import Crypto
import Foundation

/// An open file. Closed when the last reference goes.
///
/// All calls block: they are made on a `WorkerThreads` thread, save for the closing and `isNamed`.
final class File: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens for reading; nil if there is no such file.
    static func reading(_ path: String) throws(MediaError) -> File? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0, errno == ENOENT || errno == ENOTDIR { return nil }
        guard descriptor >= 0 else { throw .fileSystem("open") }
        return File(descriptor: descriptor)
    }

    /// Makes a file that must not exist yet; only this user may read it.
    static func creating(_ path: String) throws(MediaError) -> File {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .fileSystem("create") }
        return File(descriptor: descriptor)
    }

    /// Opens for reading and for writing at the end, and makes the file if there is none; only this user
    /// may read it.
    static func appending(_ path: String) throws(MediaError) -> File {
        let descriptor = open(
            path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .fileSystem("open") }
        return File(descriptor: descriptor)
    }

    /// Keeps all others from locking it, of any process, until it is closed; false if one of them has.
    func lock() throws(MediaError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw .fileSystem("flock") }
        }
        return true
    }

    /// Whether a name is still that of this file.
    func isStill(at path: String) throws(MediaError) -> Bool {
        var (own, named) = (stat(), stat())
        guard fstat(descriptor, &own) == 0 else { throw .fileSystem("fstat") }
        guard lstat(path, &named) == 0 else { return false }
        return own.st_ino == named.st_ino && own.st_dev == named.st_dev
    }

    /// Forgets what is behind so many bytes.
    func truncate(to byteCount: Int) throws(MediaError) {
        guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw .fileSystem("ftruncate") }
    }

    func byteCount() throws(MediaError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .fileSystem("fstat") }
        return Int(status.st_size)
    }

    /// Whether any name leads to it, and it is as long as this. fstat(2)
    func isNamed(byteCount: Int) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_nlink > 0
            && Int(status.st_size) == byteCount
    }

    /// Appends all bytes.
    func write(_ bytes: [UInt8]) throws(MediaError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { rest in
                Foundation.write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .fileSystem("write") }
            written += count
        }
    }

    /// Reads a range, or as much of it as there is.
    func read(_ range: Range<Int>) throws(MediaError) -> [UInt8] {
        var failure: MediaError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                let count = pread(
                    descriptor, rest.baseAddress, range.count - filled,
                    off_t(range.lowerBound + filled))
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = .fileSystem("pread") }
                guard count > 0 else { break }
                filled += count
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// SHA-256 of all bytes.
    func sha256() throws(MediaError) -> ContentHash {
        var hash = SHA256()
        var position = 0
        while true {
            let piece = try read(position..<position + 1 << 20)
            if piece.isEmpty { return ContentHash(hash.finalize()) }
            hash.update(data: piece)
            position += piece.count
        }
    }

    /// Waits until the bytes are on the disk. fsync
    func synchronize() throws(MediaError) {
        guard fsync(descriptor) == 0 else { throw .fileSystem("fsync") }
    }
}

/// Folders and names.
enum FileSystem {
    /// Makes a folder and its parents; one that exists is fine.
    static func makeDirectory(_ path: String) throws(MediaError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let parent = parent(of: path)
        guard errno == ENOENT, parent != path else { throw .fileSystem("mkdir") }
        try makeDirectory(parent)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .fileSystem("mkdir") }
    }

    /// Everything up to the last slash.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Gives a file another name, in the place of whatever had it.
    static func rename(_ source: String, to target: String) throws(MediaError) {
        guard Foundation.rename(source, target) == 0 else { throw .fileSystem("rename") }
    }

    /// Gives a file a second name, unless that is taken; false if it is.
    static func link(_ source: String, to target: String) throws(MediaError) -> Bool {
        if Foundation.link(source, target) == 0 { return true }
        guard errno == EEXIST else { throw .fileSystem("link") }
        return false
    }

    /// Deletes a file; false if there was none.
    @discardableResult
    static func remove(_ path: String) throws(MediaError) -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw .fileSystem("unlink") }
        return false
    }

    /// Makes what was created, renamed or deleted in a folder survive a power failure.
    static func synchronizeDirectory(_ path: String) throws(MediaError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileSystem("open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .fileSystem("fsync") }
    }

    /// Bytes of a file; nil if there is none.
    static func byteCount(of path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// When a file was last written, in seconds since 1970; nil if there is none.
    private static func modifiedSeconds(of path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.modificationDate] as? Date).map { Int($0.timeIntervalSince1970) }
    }

    /// A file of a folder.
    struct AgedFile: Sendable {
        let name: String
        /// When it was last written, in seconds since 1970.
        let writtenSeconds: Int
    }

    /// The files of a folder that were last written before a time, in seconds since 1970.
    static func files(
        in directory: String, writtenBeforeSeconds oldest: Int
    ) throws(MediaError) -> [AgedFile] {
        try names(in: directory).compactMap { name in
            guard let written = modifiedSeconds(of: "\(directory)/\(name)"), written < oldest
            else { return nil }
            return AgedFile(name: name, writtenSeconds: written)
        }
    }

    /// Deletes the files of a folder that were last written before a time, in seconds since 1970.
    static func removeFiles(
        in directory: String, writtenBeforeSeconds oldest: Int
    ) throws(MediaError) {
        for file in try files(in: directory, writtenBeforeSeconds: oldest) {
            try remove("\(directory)/\(file.name)")
        }
    }

    /// Names in a folder, save for the two that every folder has.
    static func names(in directory: String) throws(MediaError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .fileSystem("opendir")
        }
        return names
    }
}

extension MediaError {
    /// What `errno` says about the call just made.
    fileprivate static func fileSystem(_ call: String) -> MediaError {
        let code = errno
        return .storageFailed(code: code, detail: "\(call): \(String(cString: strerror(code)))")
    }
}
