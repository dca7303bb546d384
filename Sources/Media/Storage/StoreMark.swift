import Foundation

/// The name of a store, in a file of its folder: the same whatever path leads there, so that two processes
/// can tell whether they have the same folder.
extension BlobStore {
    /// What the file is called.
    package static let markFile = "store-id"

    /// The name in the folder; nil if it has none.
    ///
    /// - Throws: `storageFailed`.
    package func mark() async throws(MediaError) -> String? {
        let path = directory + "/" + Self.markFile
        return try await threads.run { () throws(MediaError) in try Self.mark(at: path) }
    }

    /// Gives a folder a name that has none.
    ///
    /// - Returns: the one that it has now, which is another if another process was faster.
    /// - Throws: `storageFailed`.
    package func makeMark(_ name: String) async throws(MediaError) -> String {
        let path = directory + "/" + Self.markFile
        let draft = "\(directory)/new/\(UUID().uuidString)"
        return try await threads.run { () throws(MediaError) in
            defer { _ = try? FileSystem.remove(draft) }
            let file = try File.creating(draft)
            try file.write(Array((name + "\n").utf8))
            try file.synchronize()
            // Not a rename, which would take the place of another process's.
            if try FileSystem.link(draft, to: path) {
                try FileSystem.synchronizeDirectory(FileSystem.parent(of: path))
            }
            return try Self.mark(at: path) ?? name
        }
    }

    /// Whether no picture was ever stored in it.
    ///
    /// - Throws: `storageFailed`.
    package func isUnused() async throws(MediaError) -> Bool {
        let directory = directory
        return try await threads.run { () throws(MediaError) in
            try FileSystem.names(in: directory).allSatisfy { $0 == "new" || $0 == Self.markFile }
        }
    }

    private static func mark(at path: String) throws(MediaError) -> String? {
        guard let file = try File.reading(path) else { return nil }
        let bytes = try file.read(0..<min(file.byteCount(), MediaLimits.storeNameBytesMax))
        let name = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return name.isEmpty ? nil : name
    }
}
