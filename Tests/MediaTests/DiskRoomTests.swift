import Foundation
import Glibc
import TestSupport
import Testing

@testable import Media

@Suite(.enabled(if: SmallDisk.canBeMade)) struct DiskRoomTests {
    @Test(.crosses(\MediaLimits.fullDiskMilliseconds))
    func `a full disk is told as such, by what is written and beforehand`() async throws {
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
