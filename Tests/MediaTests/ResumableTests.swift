import Foundation
import Testing

@testable import Media

/// Parts of uploads on the disk: what survives whom.
@Suite struct `Parts of uploads` {
    private let folder: String
    /// Of two gateways on one disk.
    private let first: UploadStaging
    private let second: UploadStaging

    init() throws {
        folder = NSTemporaryDirectory() + "tintype-parts-\(UUID().uuidString)"
        first = try UploadStaging(directory: folder, threads: 1)
        second = try UploadStaging(directory: folder, threads: 1)
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func finish() throws {
        first.close()
        second.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func `are written by one at a time, and gone on with by another gateway`() async throws {
        let writer = try await first.resume(mediaID: 7, at: 0, bytesMax: 6, isChecked: false)
        try await writer.write([1, 2])
        await #expect(throws: MediaError.uploadBusy) {
            _ = try await second.resume(mediaID: 7, at: 0, bytesMax: 6, isChecked: false)
        }
        #expect(try await second.offset(mediaID: 7) == 2)
        #expect(try await writer.keep() == 2)
        await #expect(throws: MediaError.wrongOffset(actual: 2)) {
            _ = try await second.resume(mediaID: 7, at: 0, bytesMax: 6, isChecked: false)
        }
        let next = try await second.resume(mediaID: 7, at: 2, bytesMax: 6, isChecked: false)
        try await next.write([3, 4, 5, 6])
        await #expect(throws: MediaError.tooLarge(bytesMax: 6)) { try await next.write([7]) }
        try await next.complete(expecting: ContentHash(of: [1, 2, 3, 4, 5, 6]))
        #expect(try await first.read(mediaID: 7) == [1, 2, 3, 4, 5, 6])
        #expect(try files() == ["7"])
        await #expect(throws: MediaError.alreadyUploaded) {
            _ = try await first.resume(mediaID: 7, at: 0, bytesMax: 6, isChecked: false)
        }
        #expect(try files() == ["7"])
        try finish()
    }

    /// As if the process had died: nothing but the files is left.
    @Test func `that were not checked do not count`() async throws {
        try Data([1, 2, 3, 4, 5]).write(to: URL(filePath: folder + "/7.tus"))
        try Data("2".utf8).write(to: URL(filePath: folder + "/7.tus.safe"))
        #expect(try await first.offset(mediaID: 7) == 2)
        let writer = try await first.resume(mediaID: 7, at: 2, bytesMax: 6, isChecked: true)
        try await writer.write([3])
        #expect(try await second.offset(mediaID: 7) == 2)
        await writer.abandon()
        #expect(try await second.offset(mediaID: 7) == 2)
        let checked = try await second.resume(mediaID: 7, at: 2, bytesMax: 6, isChecked: true)
        try await checked.write([9])
        #expect(try await checked.keep() == 3)
        #expect(try files() == ["7.tus"])
        #expect(try Data(contentsOf: URL(filePath: folder + "/7.tus")) == Data([1, 2, 9]))
        try finish()
    }

    @Test func `of an upload that was ended meanwhile make none`() async throws {
        let writer = try await first.resume(mediaID: 7, at: 0, bytesMax: 2, isChecked: false)
        try await writer.write([1, 2])
        try await second.remove(mediaID: 7)
        await #expect(throws: MediaError.uploadClosed) {
            try await writer.complete(expecting: nil)
        }
        #expect(try files() == [])
        try finish()
    }

    @Test func `are swept when they are a day old`() async throws {
        let writer = try await first.resume(mediaID: 7, at: 0, bytesMax: 6, isChecked: true)
        try await writer.write([1])
        let now = Int(Date().timeIntervalSince1970)
        for (hours, left) in [(23, 2), (25, 0)] {
            try await first.removeExpired(
                nowSeconds: now + hours * 3_600, keptSecondsMax: 100 * 24 * 3_600
            ) { Set($0) }
            #expect(try files().count == left, "\(hours)")
        }
        try finish()
    }

    @Test func `share the places of uploads`() async throws {
        var limits = MediaLimits.standard
        limits.openUploadsMax = 1
        let staging = try UploadStaging(directory: folder, threads: 1, limits: limits)
        let writer = try await staging.resume(mediaID: 1, at: 0, bytesMax: 6, isChecked: false)
        await #expect(throws: MediaError.tooManyUploads(limit: 1)) {
            _ = try await staging.resume(mediaID: 2, at: 0, bytesMax: 6, isChecked: false)
        }
        _ = try await writer.keep()
        await writer.abandon()
        _ = try await staging.resume(mediaID: 2, at: 0, bytesMax: 6, isChecked: false)
        await #expect(throws: MediaError.wrongOffset(actual: 0)) {
            _ = try await staging.resume(mediaID: 3, at: 1, bytesMax: 6, isChecked: false)
        }
        _ = try await staging.resume(mediaID: 3, at: 0, bytesMax: 6, isChecked: false)
        staging.close()
        try finish()
    }
}
