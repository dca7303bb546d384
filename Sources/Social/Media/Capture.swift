import GraphQL
import Media
import TAO

// How a photo was taken: kept with it, and shown to its owner and by posts whose author says so.

extension CaptureFacts: RecordValue {
    /// Numbers of the fields of the record in the record. Never change or reuse one.
    private enum Number {
        static let (camera, lens, exposure, aperture): (UInt8, UInt8, UInt8, UInt8) = (1, 2, 3, 4)
        static let (iso, focalLength, takenAt): (UInt8, UInt8, UInt8) = (5, 6, 7)
    }

    static func read(_ field: UInt8, of record: Record) -> CaptureFacts? {
        guard let bytes = record.bytes(field) else { return nil }
        let facts = Record(sharing: bytes)
        var capture = CaptureFacts()
        capture.camera = facts.string(Number.camera)
        capture.lens = facts.string(Number.lens)
        capture.exposure = facts.double(Number.exposure)
        capture.aperture = facts.double(Number.aperture)
        capture.iso = facts.int(Number.iso).map(Int.init)
        capture.focalLength = facts.double(Number.focalLength)
        capture.takenAt = facts.int(Number.takenAt)
        return capture
    }

    static func write(_ value: CaptureFacts?, _ field: UInt8, to record: inout Record) {
        var facts = Record()
        facts.set(Number.camera, value?.camera)
        facts.set(Number.lens, value?.lens)
        facts.set(Number.exposure, value?.exposure)
        facts.set(Number.aperture, value?.aperture)
        facts.set(Number.iso, value?.iso.map(Int64.init))
        facts.set(Number.focalLength, value?.focalLength)
        facts.set(Number.takenAt, value?.takenAt)
        record.set(field, facts.isEmpty ? nil : facts.bytes)
    }
}

/// How a photo was taken, as its viewer may know it.
struct CaptureInfo: Sendable {
    let facts: CaptureFacts
}

extension Resolvers<RequestContext> {
    mutating func registerCaptureInfo() {
        type(CaptureInfo.self) { capture in
            capture.field(\.camera) { $0.facts.camera }
            capture.field(\.lens) { $0.facts.lens }
            capture.field(\.exposure) { $0.facts.exposure }
            capture.field(\.aperture) { $0.facts.aperture }
            capture.field(\.iso) { $0.facts.iso }
            capture.field(\.focalLength) { $0.facts.focalLength }
            capture.field(\.takenAt) { $0.facts.takenAt.map(DateTime.init) }
        }
    }
}

extension RequestContext {
    /// How photos were taken; nil where that is not for the viewer.
    func captures(of images: [Image]) async throws -> [Result<CaptureInfo?, any Error>] {
        let isShared = images.map { $0[.capture] != nil && $0.owner != viewerID }
        // Deciding about the photos has loaded what shows them.
        let posts = try await gather(zip(images, isShared).map { $1 ? $0[.parent] : nil }) {
            try await self.load(Post.self, each: $0)
        }
        return images.indices.map { index in
            Result {
                let image = images[index]
                let isForViewer =
                    try image.owner == viewerID
                    || posts[index]?.get()?.sharesCaptureInfo ?? false
                return isForViewer ? image[.capture].map(CaptureInfo.init) : nil
            }
        }
    }

    /// What is given, else what the account has set.
    func sharesCaptureInfo(_ given: Bool?, of account: ObjectID) async throws -> Bool {
        if let given { return given }
        let own = try await graph.loadUnfiltered(OwnSettings.self, [OwnSettings.id(of: account)])
        return own[0]?[.sharesCaptureInfo] ?? false
    }
}
