import Foundation
import TestSupport
import Testing

@testable import Media

/// A folder of one's own, deleted afterwards.
private func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = NSTemporaryDirectory() + "tintype-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// All files below a folder, without it.
private func files(in folder: String) -> [String] {
    let all = FileManager.default.subpaths(atPath: folder) ?? []
    return all.filter { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(
            atPath: "\(folder)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
    }
}

@Suite struct BlobStoreTests {
    @Test func `what is put comes back under the hash of its bytes`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let name = try await store.put(Array("abc".utf8), format: .webp)
            let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            #expect(name.description == hex + ".webp")
            #expect(files(in: folder) == ["ba/78/\(hex).webp"])
            #expect(try await store.read(name) == Array("abc".utf8))
            #expect(try await store.contains(name))
        }
    }

    @Test(.crosses(\MediaLimits.Type.storeNameBytesMax))
    func `a name is read as far as it may be long`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let name = String(repeating: "n", count: MediaLimits.storeNameBytesMax)
            for written in [name, name + "n"] {
                try Data(written.utf8).write(to: URL(filePath: folder + "/" + BlobStore.markFile))
                #expect(try await store.mark() == name)
            }
        }
    }

    @Test func `putting the same again changes nothing`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let name = try await store.put([1, 2, 3], format: .jpeg)
            let path = store.path(of: name)
            let before = try FileManager.default.attributesOfItem(atPath: path)
            _ = try await store.put([1, 2, 3], format: .jpeg)
            let after = try FileManager.default.attributesOfItem(atPath: path)
            #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
            #expect(files(in: folder).count == 1)
        }
    }

    @Test func `many writers of one file leave one file`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let bytes = [UInt8](repeating: 5, count: 300_000)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { _ = try? await store.put(bytes, format: .jpeg) }
                }
            }
            #expect(files(in: folder).count == 1)
            let name = BlobName(hash: ContentHash(of: bytes), format: .jpeg)
            #expect(try await store.read(name) == bytes)
        }
    }

    @Test func `a file that is cut short is written again`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let name = try await store.put([1, 2, 3, 4], format: .jpeg)
            truncate(store.path(of: name), 2)
            _ = try await store.put([1, 2, 3, 4], format: .jpeg)
            #expect(try await store.read(name) == [1, 2, 3, 4])
        }
    }

    @Test func `a file of other bytes is written again, also if it was whole before`() async throws
    {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let bytes: [UInt8] = [1, 2, 3, 4]
            let name = try await store.put(bytes, format: .jpeg)
            for wasRead in [false, true] {
                if wasRead { #expect(try await store.read(name) == bytes) }
                try Data([1, 2, 3, 5]).write(to: URL(fileURLWithPath: store.path(of: name)))
                _ = try await store.put(bytes, format: .jpeg)
                let stored = try Data(contentsOf: URL(fileURLWithPath: store.path(of: name)))
                #expect(Array(stored) == bytes, "\(wasRead)")
                #expect(try await store.read(name) == bytes)
            }
            #expect(files(in: folder).count == 1)
        }
    }

    @Test(.crosses(\MediaLimits.verifiedBlobsMax))
    func `so many files are remembered to be whole, those in use the longest`() async throws {
        try await withFolder { folder in
            var limits = MediaLimits.standard
            limits.verifiedBlobsMax = 2
            let store = try BlobStore(directory: folder, limits: limits)
            var names: [BlobName] = []
            for number: UInt8 in 1...3 {
                names.append(try await store.put([number], format: .jpeg))
            }
            for name in names.prefix(2) { #expect(try await store.read(name) != nil) }
            // Who is remembered is not read again to be compared.
            for name in names.prefix(2) {
                try Data([9]).write(to: URL(fileURLWithPath: store.path(of: name)))
            }
            #expect(try await store.read(names[0]) == [9])
            #expect(try await store.read(names[2]) == [3])
            #expect(try await store.read(names[1]) == nil)
            // It was asked for after the one that is forgotten now.
            #expect(try await store.read(names[0]) == [9])
            #expect(try await store.read(names[2]) == [3])
            let fourth = try await store.put([4], format: .jpeg)
            #expect(try await store.read(fourth) == [4])
            #expect(try await store.read(names[0]) == nil)
        }
    }

    @Test func `what is not there is nil, and can be removed twice`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let name = BlobName(hash: ContentHash(of: [9]), format: .jpeg)
            #expect(try await store.read(name) == nil)
            #expect(try await store.open(name, readingUpTo: 0) == nil)
            #expect(try await !store.contains(name))
            _ = try await store.put([9], format: .jpeg)
            #expect(try await store.remove(name))
            #expect(try await !store.remove(name))
            #expect(try await store.read(name) == nil)
        }
    }

    @Test func `an open file is read in parts, even after it was removed`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let bytes = (0..<200_000).map { UInt8($0 % 251) }
            let name = try await store.put(bytes, format: .webp)
            let blob = try #require(await store.open(name, readingUpTo: 0)).blob
            try await store.remove(name)
            #expect(blob.byteCount == 200_000)
            #expect(try await blob.read(100_000..<100_005) == Array(bytes[100_000..<100_005]))
            #expect(try await blob.read(199_998..<300_000) == Array(bytes[199_998...]))
            #expect(try await blob.read(300_000..<300_001) == [])
            #expect(try await blob.read(0..<0) == [])
        }
    }

    @Test func `an open file knows whether it still is that of its name`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder)
            let bytes: [UInt8] = [1, 2, 3]
            let name = try await store.put(bytes, format: .jpeg)
            func open() async throws -> (blob: OpenBlob, bytes: [UInt8]?) {
                try #require(await store.open(name, readingUpTo: bytes.count))
            }
            let first = try await open()
            #expect(first.bytes == bytes)
            #expect(first.blob.isStored)
            #expect(try await store.open(name, readingUpTo: bytes.count - 1)?.bytes == nil)
            // Another process removes it; then it is stored again.
            try FileManager.default.removeItem(atPath: store.path(of: name))
            #expect(!first.blob.isStored)
            _ = try await store.put(bytes, format: .jpeg)
            #expect(!first.blob.isStored)
            let second = try await open()
            #expect(second.blob.isStored)
            for other in [[1, 2], [1, 2, 3, 4]] as [[UInt8]] {
                try Data(other).write(to: URL(fileURLWithPath: store.path(of: name)))
                #expect(!second.blob.isStored)
            }
        }
    }

    @Test(arguments: [
        "", "x", "../../etc/passwd", "..", "ba78.webp", "/etc/passwd.jpg",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.bmp",
        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD.jpg",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.jpg/x",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2001/..jpg",
    ])
    func `no other text is a name`(text: String) {
        #expect(BlobName(text) == nil)
    }

    @Test func `a name is read back from its text`() throws {
        let name = BlobName(hash: ContentHash(of: [1]), format: .jpeg)
        #expect(BlobName(name.description) == name)
    }

    @Test func `a whole photo is stored`() async throws {
        try await withFolder { folder in
            let store = try BlobStore(directory: folder, isDurable: false)
            let image = try await Samples.processor.process(
                Samples.jpeg(1_300, 900), declaredType: "image/jpeg")
            try await store.put(image)
            for (name, file) in zip(image.blobNames, image.files) {
                #expect(try await store.read(name) == file.bytes)
            }
            #expect(files(in: folder).count == Set(image.blobNames).count)
        }
    }

    @Test func `what a crash left half-written goes after a while`() async throws {
        try await withFolder { folder in
            _ = try BlobStore(directory: folder)
            for (name, age) in [("old", 3_700.0), ("young", 3_500.0)] {
                let path = "\(folder)/new/\(name)"
                #expect(FileManager.default.createFile(atPath: path, contents: Data([1])))
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
            }
            _ = try BlobStore(directory: folder)
            #expect(files(in: folder) == ["new/young"])
        }
    }

    @Test func `a folder that cannot be made is an error without its name`() {
        #expect(throws: MediaError.self) { try BlobStore(directory: "/dev/null/blobs") }
        do throws(MediaError) {
            _ = try BlobStore(directory: "/dev/null/blobs")
        } catch {
            #expect(error.retrying == .always)
            #expect(!"\(error)".contains("/dev"))
        }
    }

    @Test(.crosses(\MediaLimits.queuedFileOperationsMax))
    func `one file operation too many is refused`() async throws {
        try await withFolder { folder in
            var limits = MediaLimits.standard
            limits.queuedFileOperationsMax = 1
            let store = try BlobStore(
                directory: folder, isDurable: false, threads: 1, limits: limits)
            let bytes = [UInt8](repeating: 1, count: 4 << 20)
            let refused = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do throws(MediaError) {
                            _ = try await store.put(bytes + [UInt8(number)], format: .jpeg)
                            return false
                        } catch {
                            return error == .queueFull(limit: 1)
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(refused > 0)
        }
    }
}

@Suite struct UploadStagingTests {
    @Test func `chunks become one file with its hash`() async throws {
        try await withFolder { folder in
            let staging = try UploadStaging(directory: folder)
            let writer = try await staging.begin(mediaID: 42)
            #expect(try await staging.byteCount(mediaID: 42) == nil)
            for chunk in ["a", "", "bc"] { try await writer.write(Array(chunk.utf8)) }
            let received = try await writer.finish()
            #expect(received.byteCount == 3)
            #expect(received.sha256 == ContentHash(of: Array("abc".utf8)))
            #expect(try await staging.read(mediaID: 42) == Array("abc".utf8))
            #expect(try await staging.byteCount(mediaID: 42) == 3)
            #expect(files(in: folder) == ["42"])
        }
    }

    @Test func `one byte too many ends the upload and leaves nothing`() async throws {
        try await withFolder { folder in
            let staging = try UploadStaging(directory: folder)
            let writer = try await staging.begin(mediaID: 1, bytesMax: 5)
            try await writer.write([1, 2, 3, 4, 5])
            await #expect(throws: MediaError.tooLarge(bytesMax: 5)) { try await writer.write([6]) }
            await #expect(throws: MediaError.uploadClosed) { try await writer.write([6]) }
            await #expect(throws: MediaError.uploadClosed) { try await writer.finish() }
            #expect(files(in: folder).isEmpty)
            await #expect(throws: MediaError.notFound) { try await staging.read(mediaID: 1) }
        }
    }

    @Test(.crosses(\MediaLimits.uploadBytesMax))
    func `no upload is larger than one may be`() async throws {
        try await withFolder { folder in
            var limits = MediaLimits.standard
            limits.uploadBytesMax = 4
            let staging = try UploadStaging(directory: folder, limits: limits)
            let writer = try await staging.begin(mediaID: 1, bytesMax: 1_000)
            await #expect(throws: MediaError.tooLarge(bytesMax: 4)) {
                try await writer.write([1, 2, 3, 4, 5])
            }
        }
    }

    @Test func `the first upload of a media wins`() async throws {
        try await withFolder { folder in
            let staging = try UploadStaging(directory: folder)
            let slow = try await staging.begin(mediaID: 7)
            let fast = try await staging.begin(mediaID: 7)
            try await slow.write([1])
            try await fast.write([2])
            _ = try await fast.finish()
            await #expect(throws: MediaError.alreadyUploaded) { try await slow.finish() }
            await #expect(throws: MediaError.alreadyUploaded) {
                try await staging.begin(mediaID: 7)
            }
            #expect(try await staging.read(mediaID: 7) == [2])
            #expect(files(in: folder) == ["7"])
        }
    }

    @Test func `an upload that is given up leaves nothing`() async throws {
        try await withFolder { folder in
            let staging = try UploadStaging(directory: folder)
            let writer = try await staging.begin(mediaID: 7)
            try await writer.write([1])
            await writer.abort()
            await writer.abort()
            #expect(files(in: folder).isEmpty)
            var dropped: UploadWriter? = try await staging.begin(mediaID: 7)
            try await dropped?.write([1])
            #expect(files(in: folder).count == 1)
            dropped = nil
            // The thread that wrote the chunk may hold the writer for a moment.
            for _ in 0..<200 where !files(in: folder).isEmpty {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(files(in: folder).isEmpty)
        }
    }

    @Test(.crosses(\MediaLimits.openUploadsMax))
    func `one open upload too many is refused until another ends`() async throws {
        try await withFolder { folder in
            var limits = MediaLimits.standard
            limits.openUploadsMax = 2
            let staging = try UploadStaging(directory: folder, limits: limits)
            let first = try await staging.begin(mediaID: 1)
            let second = try await staging.begin(mediaID: 2)
            await #expect(throws: MediaError.tooManyUploads(limit: 2)) {
                try await staging.begin(mediaID: 3)
            }
            await first.abort()
            let third = try await staging.begin(mediaID: 3)
            _ = try await second.finish()
            _ = try await third.finish()
            // An upload that cannot even begin does not count either.
            for _ in 0..<3 {
                await #expect(throws: MediaError.alreadyUploaded) {
                    try await staging.begin(mediaID: 2)
                }
            }
            _ = try await staging.begin(mediaID: 4).finish()
        }
    }

    @Test(.crosses(\MediaLimits.uploadAgeSecondsMax))
    func `what is old is removed, complete or not`() async throws {
        try await withFolder { folder in
            let staging = try UploadStaging(directory: folder)
            _ = try await staging.begin(mediaID: 1).finish()
            let writer = try await staging.begin(mediaID: 2)
            let now = Int(Date().timeIntervalSince1970)
            let day = MediaLimits.standard.uploadAgeSecondsMax
            func removed(afterSeconds age: Int) async throws -> Int {
                try await staging.removeExpired(nowSeconds: now + age, keptSecondsMax: 30 * day) {
                    #expect($0 == [1])
                    return []
                }
            }
            #expect(try await removed(afterSeconds: day - 60) == 0)
            #expect(try await removed(afterSeconds: day + 60) == 2)
            #expect(files(in: folder).isEmpty)
            await #expect(throws: MediaError.self) { try await writer.finish() }
        }
    }

    @Test(.crosses(\MediaLimits.agedUploadsMax))
    func `of so many old uploads is asked at once whether they are needed`() async throws {
        try await withFolder { folder in
            var limits = MediaLimits.standard
            limits.agedUploadsMax = 2
            let staging = try UploadStaging(directory: folder, limits: limits)
            for media: Int64 in 1...3 { _ = try await staging.begin(mediaID: media).finish() }
            let now = Int(Date().timeIntervalSince1970)
            let day = limits.uploadAgeSecondsMax
            var asked: [[Int64]] = []
            func removed(afterDays days: Int) async throws -> Int {
                try await staging.removeExpired(
                    nowSeconds: now + days * day + 60, keptSecondsMax: 5 * day
                ) {
                    asked.append($0)
                    return [2, 4]
                }
            }
            #expect(try await removed(afterDays: 1) == 2)
            #expect(asked.map(\.count) == [2, 1])
            #expect(Set(asked.joined()) == [1, 2, 3])
            #expect(try await removed(afterDays: 4) == 0)
            #expect(files(in: folder) == ["2"])
            // Nobody is asked about what is too old.
            #expect(try await removed(afterDays: 5) == 1)
            #expect(asked.map(\.count) == [2, 1, 1])
        }
    }

    @Test(.crosses(\MediaLimits.unfinishedAgeSecondsMax))
    func `what a crash left half-written is removed at the next start`() async throws {
        try await withFolder { folder in
            _ = try BlobStore(directory: folder)
            let age = Double(MediaLimits.standard.unfinishedAgeSecondsMax)
            for (name, seconds) in [("old", age + 60), ("young", age - 60)] {
                let path = "\(folder)/new/\(name)"
                try Data([1]).write(to: URL(filePath: path))
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
            }
            _ = try BlobStore(directory: folder)
            #expect(files(in: folder + "/new") == ["young"])
        }
    }

    @Test func `a removed upload is gone`() async throws {
        try await withFolder { folder in
            let staging = try UploadStaging(directory: folder)
            _ = try await staging.begin(mediaID: 1).finish()
            #expect(try await staging.remove(mediaID: 1))
            #expect(try await !staging.remove(mediaID: 1))
            await #expect(throws: MediaError.notFound) { try await staging.read(mediaID: 1) }
        }
    }
}
