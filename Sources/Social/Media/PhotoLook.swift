import GraphQL
import TAO

/// How a photo is to be shown.
struct PhotoLook: Sendable {
    var filter: Change<ImageFilter> = .keep
    var focalPoint: Change<MediaPosition> = .keep

    /// - Returns: nil for a point that is beyond the picture.
    init?(_ filter: Change<ImageFilter>, _ focalPoint: Change<MediaPositionInput>) {
        self.filter = filter
        switch focalPoint {
        case .keep: break
        case .clear: self.focalPoint = .clear
        case .set(let point):
            guard let position = MediaPosition(x: point.x, y: point.y) else { return nil }
            self.focalPoint = .set(position)
        }
    }

    init() {}
}

extension Properties<Image> {
    mutating func show(in look: PhotoLook) {
        if look.filter != .keep { self[.filter] = look.filter.value }
        if look.focalPoint != .keep { self[.focalPoint] = look.focalPoint.value }
    }

    /// Whether it is shown in another look than its owner wants.
    var isOutdated: Bool { self[.status] == .ready && self[.filter] != self[.shownFilter] }

    /// Takes back a wish that cannot be fulfilled.
    mutating func keepLook() { self[.filter] = self[.shownFilter] }
}
