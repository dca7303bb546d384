import Foundation
import GraphQL

extension SwiftAPI {
    /// Brings a folder up to date with a schema. Files that were made from one that is gone go too.
    ///
    /// - Returns: the paths of what was written or removed.
    /// - Throws: `Failure` if the sources are no schema, or a file cannot be written.
    static func write(
        _ sources: [Source], to folder: String, assumeValid: Bool = false
    ) throws -> [String] {
        if let reason = StartChecks.makeFolder(folder) {
            throw Failure("The folder \(folder) cannot be made: \(reason).")
        }
        return try stale(sources, in: folder, assumeValid: assumeValid).map { name, text in
            let path = folder + "/" + name
            do { try put(text, at: path) } catch {
                throw Failure("The file \(path) cannot be written: \(error.localizedDescription)")
            }
            return path
        }
    }

    /// - Parameter text: nil removes the file.
    private static func put(_ text: String?, at path: String) throws {
        if let text {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } else {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    /// What has to be written in a folder, or removed (nil), to be up to date.
    static func stale(
        _ sources: [Source], in folder: String, assumeValid: Bool = false
    ) throws -> [(name: String, text: String?)] {
        let files = try files(from: sources, assumeValid: assumeValid)
        let there = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let changed = files.filter { file in
            let bytes = FileManager.default.contents(atPath: folder + "/" + file.name)
            return bytes.map { String(decoding: $0, as: UTF8.self) } != file.text
        }
        let names = Set(files.map(\.name))
        let left = there.filter { $0.hasSuffix("API.swift") && !names.contains($0) }.sorted()
        return changed.map { ($0.name, $0.text) } + left.map { ($0, nil) }
    }
}
