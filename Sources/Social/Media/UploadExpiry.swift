import Jobs
import Media
import TAO

extension MediaFlow {
    /// Deletes the bytes of uploads that nobody will process any more. Those of a photo that a worker may
    /// still make something of (`Properties.isOpen`) are kept as long as its job is among the dead, where
    /// an operator may have it tried again.
    ///
    /// - Returns: how many files went.
    func removeExpiredUploads() async throws -> Int {
        try await staging.removeExpired(
            nowSeconds: Int(clock.milliseconds / 1_000),
            keptSecondsMax: JobsLimits.deadKeptDays * 24 * 3_600
        ) { try await open(among: $0) }
    }

    /// Those that cannot be read now are taken for open: their bytes go another time.
    private func open(among media: [Int64]) async throws -> Set<Int64> {
        let objects = try await tao.stored.loadUnfiltered(
            each: media.map { ObjectID(rawValue: $0) })
        let open = zip(media, objects).filter { _, object in
            guard case .success(let found) = object else { return true }
            guard let photo = found?.ofKind(Image.kind) else { return false }
            return Properties<Image>(photo.data).isOpen
        }
        return Set(open.map(\.0))
    }
}
