import Foundation

/// Why a picture could not be taken, or a file not be kept.
///
/// `description` may be shown to clients. `detail`, where a case has one, is for the log: it comes
/// from libvips or the operating system and may name files.
package enum MediaError: Error, Sendable, Equatable {
    /// Nothing was sent.
    case empty
    /// The bytes are not a JPEG, PNG, WebP or GIF.
    case unsupportedType
    /// They are a kind of one that browsers do not show, such as "a lossless JPEG".
    case unsupportedKind(String)
    /// The bytes are not of the type they were declared to be; `found` is a MIME type.
    case typeMismatch(declared: String, found: String)
    /// More bytes than `bytesMax`.
    case tooLarge(bytesMax: Int)
    /// More pixels than `pixelsMax`, which is lower for pictures that are held whole.
    case tooManyPixels(width: Int, height: Int, pixelsMax: Int)
    /// A side longer than `pixelsMax`.
    case sideTooLong(width: Int, height: Int, pixelsMax: Int)
    /// More frames than `framesMax`.
    case tooManyFrames(framesMax: Int)
    /// More scans than `scansMax`.
    case tooManyScans(scansMax: Int)
    /// The file breaks off or contradicts itself.
    case damaged(detail: String)
    /// A JPEG ends after so many percent of its rows.
    case breaksOff(percent: Int)
    /// It took longer than `milliseconds`.
    case deadlineExceeded(milliseconds: Int)
    /// Too much is waiting already; `limit` is the length of the queue.
    case queueFull(limit: Int)
    /// The task that asked was cancelled.
    case cancelled
    /// The service is shutting down.
    case closed
    /// A picture of no pixels, or a larger one than is made up.
    case invalidSize(width: Int, height: Int)
    /// libvips could not write what it had decoded.
    case encodingFailed(detail: String)
    /// There is no such file.
    case notFound
    /// The bytes do not have the SHA-256 that was announced.
    case checksumMismatch
    /// This upload was finished before.
    case alreadyUploaded
    /// The upload was finished or given up.
    case uploadClosed
    /// Another request writes to this upload.
    case uploadBusy
    /// A part does not begin where what has arrived ends: there.
    case wrongOffset(actual: Int)
    /// As many uploads are open as may be.
    case tooManyUploads(limit: Int)
    /// What is wrong with a video.
    case video(VideoFault)
    /// The file system refused; `code` is `errno`.
    case storageFailed(code: Int32, detail: String)
}

extension MediaError {
    /// Whether there was no room for it: on the disk, or in what the user may fill of it.
    package var isStorageFull: Bool {
        if case .storageFailed(let code, _) = self {
            code == ENOSPC || code == EDQUOT
        } else {
            false
        }
    }

    /// Whether the same bytes may fare better another time.
    package enum Retrying: Sendable {
        /// It lies in the bytes.
        case never
        /// It may lie in the bytes, or in how busy the machine was.
        case once
        case always
    }

    /// Whether the same bytes may fare better another time.
    package var retrying: Retrying {
        switch self {
        case .video(let fault): fault.retrying
        case .deadlineExceeded, .encodingFailed: .once
        // A file that is not there may be in a folder that is not there: a disk that is not mounted.
        case .queueFull, .cancelled, .closed, .tooManyUploads, .uploadBusy, .storageFailed,
            .notFound:
            .always
        default: .never
        }
    }
}

extension MediaError: CustomStringConvertible {
    /// One sentence for the person who sent the picture.
    package var description: String {
        switch self {
        case .empty: "The file is empty. Choose another."
        case .unsupportedType:
            "The file is not a JPEG, PNG, WebP or GIF picture. Save it as one of these."
        case .unsupportedKind(let kind):
            "The file is \(kind), which browsers do not show. Save it as an ordinary JPEG."
        case .typeMismatch(let declared, let found):
            "The file was declared as \(printable(declared)) but is \(found). Declare it as that."
        case .tooLarge(let bytesMax): "The file is larger than \(bytesMax) bytes. Make it smaller."
        case .tooManyPixels(let width, let height, let pixelsMax):
            """
            The picture has \(width) x \(height) pixels; at most \(pixelsMax) of this kind are \
            taken. Make it smaller.
            """
        case .sideTooLong(let width, let height, let pixelsMax):
            """
            The picture has \(width) x \(height) pixels; a side has at most \(pixelsMax). Make it \
            smaller.
            """
        case .tooManyFrames(let framesMax):
            """
            The picture has more than \(framesMax) frames. Upload the first alone.
            """
        case .tooManyScans(let scansMax):
            """
            The picture has more than \(scansMax) scans. Save it as an ordinary JPEG.
            """
        case .damaged: "The picture is damaged. Save it anew, or choose another."
        case .breaksOff(let percent):
            "The picture breaks off after \(percent) % of its rows. Upload the whole file."
        case .deadlineExceeded(let milliseconds):
            "The picture took longer than \(milliseconds) ms to process. Make it smaller."
        case .queueFull(let limit): "\(limit) pictures are waiting already; try again later."
        case .cancelled: "The work was called off."
        case .closed: "The service is shutting down."
        case .invalidSize(let width, let height):
            "A picture of \(width) x \(height) pixels cannot be made."
        case .encodingFailed: "The picture could not be encoded."
        case .notFound: "There is no such file."
        case .checksumMismatch: "The file is not the one that was announced. Send it again."
        case .alreadyUploaded: "This file has been uploaded before."
        case .uploadClosed: "This upload has ended."
        case .uploadBusy: "Another part of this upload is on its way. Try again in a moment."
        case .wrongOffset(let actual): "The upload goes on at byte \(actual)."
        case .tooManyUploads(let limit): "\(limit) uploads are open already; try again later."
        case .video(let fault): fault.description
        case .storageFailed: "The file could not be stored."
        }
    }

    /// What a client declared goes back into the message only as far as it is harmless there.
    private func printable(_ text: String) -> String {
        let kept = text.unicodeScalars.prefix(64).filter { (0x20..<0x7F).contains($0.value) }
        return String(String.UnicodeScalarView(kept))
    }
}
