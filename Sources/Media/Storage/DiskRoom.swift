import Foundation
import Synchronization

/// Whether a folder's disk takes what is written, as far as is known.
///
/// A file that did not fit is deleted, which makes room for smaller ones: so a small test alone would
/// call a full disk good. A refusal counts for a while.
final class DiskRoom: Sendable {
    private let directory: String
    private let limits: MediaLimits
    private let refusedAt = Mutex<ContinuousClock.Instant?>(nil)

    init(directory: String, limits: MediaLimits) {
        self.directory = directory
        self.limits = limits
    }

    /// Remembers an error that means that the disk is full.
    func note(_ error: MediaError) {
        if error.isStorageFull { refusedAt.withLock { $0 = .now } }
    }

    /// Runs file work and remembers if there was no room.
    func noting<Value: Sendable>(
        _ work: () async throws(MediaError) -> Value
    ) async throws(MediaError) -> Value {
        do throws(MediaError) {
            return try await work()
        } catch {
            note(error)
            throw error
        }
    }

    /// Writes a small file and deletes it. Blocks.
    ///
    /// - Throws: `storageFailed` when that fails, or something did lately for want of room.
    func check() throws(MediaError) {
        let limit = Duration.milliseconds(limits.fullDiskMilliseconds)
        if let refused = refusedAt.withLock({ $0 }), .now - refused < limit {
            throw .storageFailed(code: ENOSPC, detail: "a write failed a moment ago")
        }
        let path = "\(directory)/\(UUID().uuidString).part"
        defer { unlink(path) }
        let file = try File.creating(path)
        try file.write([UInt8](repeating: 0, count: limits.roomProbeBytes))
    }
}
