import TAO

/// Photos that something shows which is FAILED: they are their owner's to use again.
struct TakenPhotos: Sendable {
    /// What shows them, by id.
    private let failed: [ObjectID: Int64]

    /// None of it is free.
    static let none = TakenPhotos(failed: [:])

    private init(failed: [ObjectID: Int64]) {
        self.failed = failed
    }

    init(among photos: [Image], in context: RequestContext) async throws {
        let parents = photos.compactMap { $0[.parent] }.unique()
        if parents.isEmpty {
            self = .none
            return
        }
        let found = try await context.stored(parents)
        failed = zip(parents, found).reduce(into: [:]) { failed, parent in
            guard let object = parent.1,
                let kind = object.kind?.objectType as? any Publishable.Type,
                kind.isFailed(object)
            else { return }
            failed[parent.0] = object.version
        }
    }

    /// Whether something shows a photo that keeps it.
    func isInUse(_ photo: Image) -> Bool {
        photo[.parent].map { failed[$0] == nil } ?? false
    }

    /// What shows it must still be FAILED when it loses it.
    func hold(_ photo: Image, in write: inout GraphWrite) {
        hold(photo[.parent], in: &write)
    }

    /// - Parameter parent: what shows a photo that is taken.
    func hold(_ parent: ObjectID?, in write: inout GraphWrite) {
        guard let parent, let version = failed[parent] else { return }
        write.holdObject(parent, ifVersion: version)
    }
}

extension Publishable {
    fileprivate static func isFailed(_ object: Object) -> Bool {
        Self(object: object)[statusField] == .failed
    }
}
