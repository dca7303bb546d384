import GraphQL
import Media
import TAO

/// Why a photo, post or story FAILED.
struct Failure: Sendable {
    var code: FailureCode
    var message: String
    /// The photo at fault.
    var image: Image?

    /// Whether the same bytes may do another time.
    var canRetry: Bool { code == .internal }
}

extension Failure {
    /// What a worker was told.
    init(_ error: MediaError) {
        self.init(code: FailureCode(error), message: error.description)
    }

    /// The fault is ours.
    static let `internal` = Failure(
        code: .internal, message: "Something went wrong on our side. Try again later.")
}

extension FailureCode {
    init(_ error: MediaError) {
        self =
            switch error {
            case .notFound: .notUploaded
            case .typeMismatch, .checksumMismatch: .mismatch
            case .unsupportedType, .unsupportedKind: .unsupportedType
            case .tooLarge, .tooManyPixels, .sideTooLong, .tooManyFrames, .tooManyScans,
                .deadlineExceeded:
                .tooLarge
            case .empty, .damaged, .breaksOff: .damaged
            case .video(let fault): FailureCode(fault)
            case .queueFull, .cancelled, .closed, .invalidSize, .encodingFailed, .alreadyUploaded,
                .uploadClosed, .uploadBusy, .wrongOffset, .tooManyUploads, .storageFailed:
                .internal
            }
    }
}

extension FailureCode {
    private init(_ fault: VideoFault) {
        self =
            switch fault {
            case .unsupportedType, .noPicture, .severalPictures, .tooManyTracks, .tooSmall:
                .unsupportedType
            case .damaged, .noDuration: .damaged
            case .tooLong: .tooLong
            case .sideTooLong, .frameTooLarge, .tooManyFrames, .tooCostly: .tooLarge
            case .unavailable: .internal
            }
    }
}

extension Image {
    /// Why it FAILED.
    var failure: Failure? {
        guard status.isLost else { return nil }
        guard let code = self[.failureCode], let message = self[.failure] else {
            var failure = Failure.internal
            failure.image = self
            return failure
        }
        return Failure(code: code, message: message, image: self)
    }
}

extension Image {
    /// Why something FAILED that shows it; nil if it is not for this.
    fileprivate func failure(inWhatTakes videoMillisecondsMax: Int?) -> Failure? {
        guard let videoMillisecondsMax, isLonger(than: videoMillisecondsMax) else {
            return failure
        }
        return Failure(
            code: .tooLong,
            message: VideoFault.tooLong(millisecondsMax: videoMillisecondsMax).description,
            image: self)
    }
}

extension Properties<Image> {
    /// Whether a worker may still make something of it: it waits, or was given up for a fault of ours
    /// and an operator lets it be tried again.
    var isOpen: Bool {
        self[.status] == .processing
            || self[.status] == .failed && self[.failureCode] == .internal
    }

    /// Whether a worker has something to make of it.
    var isToBeMade: Bool { isOpen || isOutdated }

    /// Ends the wait for what cannot be made: a photo that is shown goes on being shown as it is.
    mutating func lose(_ failure: Failure) {
        if isOpen { fail(failure) } else { keepLook() }
    }

    mutating func fail(_ failure: Failure) {
        self[.status] = .failed
        self[.failure] = failure.message
        self[.failureCode] = failure.code
    }
}

extension RequestContext {
    /// Why posts or stories FAILED: the failure of the first photo or video that did. For their authors only.
    ///
    /// - Parameter videoMillisecondsMax: how long a video may be in them; nil for any length that is taken.
    func failures(
        of things: [(isFailed: Bool, author: ObjectID, media: [ObjectID])],
        videoMillisecondsMax: Int? = nil
    ) async throws -> [Result<Failure?, any Error>] {
        let shown = things.map { $0.isFailed && $0.author == viewerID }
        let media = zip(things, shown).map { $1 ? $0.media : [] }
        let images = try await gather(media) { try await self.images(each: $0) }
        return zip(shown, images).map { isShown, images in
            Result {
                guard isShown else { return nil }
                return try images.lazy.compactMap {
                    try $0.get()?.failure(inWhatTakes: videoMillisecondsMax)
                }.first ?? .internal
            }
        }
    }
}

extension Resolvers<RequestContext> {
    mutating func registerFailures() {
        type(Failure.self) { failure in
            failure.field(\.code) { $0.code }
            failure.field(\.message) { $0.message }
            failure.field(\.media) { $0.image.map(AnyMedia.init) }
            failure.field(\.canRetry) { $0.canRetry }
        }
    }
}
