/// Every limit of this target, in one place.
package struct DemoLimits: Sendable {
    /// Longest side of a made-up picture, in pixels.
    package var sidePixelsMax = 4_096
    /// Shortest side of a made-up picture, in pixels.
    package var sidePixelsMin = 32

    package static let standard = DemoLimits()
}
