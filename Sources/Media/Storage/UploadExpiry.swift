extension UploadStaging {
    /// Deletes what has not been touched for `uploadAgeSecondsMax`: what did not arrive to its end, and
    /// complete uploads that nobody needs.
    ///
    /// - Parameters:
    ///   - nowSeconds: seconds since 1970.
    ///   - keptSecondsMax: how long a complete upload is kept at most, needed or not.
    ///   - needed: of some media, at most `agedUploadsMax`, those whose bytes are still needed.
    /// - Returns: how many files went.
    /// - Throws: `MediaError`, and what `needed` throws; some files may be gone then.
    @discardableResult
    package func removeExpired(
        nowSeconds: Int, keptSecondsMax: Int, needed: ([Int64]) async throws -> Set<Int64>
    ) async throws -> Int {
        let aged = nowSeconds - limits.uploadAgeSecondsMax
        let files = try await threads.run { [directory] () throws(MediaError) in
            try FileSystem.files(in: directory, writtenBeforeSeconds: aged)
        }
        var removed = 0
        for start in stride(from: 0, to: files.count, by: limits.agedUploadsMax) {
            let batch = files[start...].prefix(limits.agedUploadsMax)
            // Only the name of a complete upload is a number.
            let asked = batch.filter { $0.writtenSeconds >= nowSeconds - keptSecondsMax }
                .compactMap { Int64($0.name) }
            let kept = asked.isEmpty ? [] : Set(try await needed(asked).map(String.init))
            removed += try await remove(batch.map(\.name).filter { !kept.contains($0) })
        }
        return removed
    }

    /// - Returns: how many of them there were.
    private func remove(_ names: [String]) async throws(MediaError) -> Int {
        try await threads.run { [directory] () throws(MediaError) in
            var removed = 0
            for name in names where try FileSystem.remove("\(directory)/\(name)") { removed += 1 }
            return removed
        }
    }
}
