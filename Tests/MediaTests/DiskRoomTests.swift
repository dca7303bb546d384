import Foundation
import Glibc
import Testing

@testable import Media

/// A disk of one megabyte, which is soon full. Only root may make one.
@Suite(.enabled(if: SmallDisk.canBeMade)) struct DiskRoomTests {
    @Test func `a full disk is told as such, by what is written and beforehand`() async throws {
        let disk = try SmallDisk()
        defer { disk.remove() }
        var limits = MediaLimits.standard
        limits.fullDiskMilliseconds = 300
        let staging = try UploadStaging(directory: disk.path + "/uploads", limits: limits)
        let blobs = try BlobStore(directory: disk.path + "/pictures", limits: limits)
        try await staging.checkRoom()
        try await blobs.checkRoom()

        let writer = try await staging.begin(mediaID: 1)
        let error = await storageError { try await writer.write(Self.bytes(2_000_000)) }
        #expect(error?.isStorageFull == true, "\(String(describing: error))")
        // Its part has been deleted, so there is room again; but not for what is usual here.
        let refusal = await storageError { try await staging.checkRoom() }
        #expect(refusal?.isStorageFull == true)
        try await blobs.checkRoom()
        try await Task.sleep(for: .milliseconds(400))
        try await staging.checkRoom()

        let refused = await storageError {
            _ = try await blobs.put(Self.bytes(2_000_000), format: .jpeg)
        }
        #expect(refused?.isStorageFull == true)
        #expect(await storageError { try await blobs.checkRoom() }?.isStorageFull == true)

        // To the last byte.
        try disk.fill()
        try await Task.sleep(for: .milliseconds(400))
        for check in [staging.checkRoom, blobs.checkRoom] {
            #expect(await storageError { try await check() }?.isStorageFull == true)
        }
        let begun = await storageError {
            let writer = try await staging.begin(mediaID: 2)
            try await writer.write(Self.bytes(10_000))
        }
        #expect(begun?.isStorageFull == true)
        staging.close()
        blobs.close()
    }

    private static func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 7, count: count) }

    private func storageError(_ body: () async throws -> Void) async -> MediaError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? MediaError
        }
    }
}

private struct SmallDisk {
    let path: String

    /// Whether this user may mount anything.
    static let canBeMade: Bool = {
        guard let disk = try? SmallDisk() else { return false }
        disk.remove()
        return true
    }()

    struct CannotMount: Error {}

    init() throws {
        let name = String(UInt32.random(in: .min ... .max), radix: 36)
        path = FileManager.default.temporaryDirectory.path + "/tintype-disk-\(name)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        guard mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else {
            rmdir(path)
            throw CannotMount()
        }
    }

    func fill() throws {
        let descriptor = open(path + "/rest", O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        for size in [4_096, 1] {
            let bytes = [UInt8](repeating: 1, count: size)
            while write(descriptor, bytes, size) > 0 {}
        }
    }

    func remove() {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
