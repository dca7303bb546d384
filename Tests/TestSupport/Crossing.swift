import Testing

/// Says which limits a test crosses: what is within is taken, what is beyond is not.
///
///     @Test(.crosses(\MediaLimits.framesMax))
///     @Test(.crosses(\TAOLimits.Type.writeStepsMax))
///
/// A name that no catalogue has does not compile, and TidyTests look for a name that no test crosses.
package struct Crossing: TestTrait, SuiteTrait {}

extension Trait where Self == Crossing {
    package static func crosses(_ limits: AnyKeyPath...) -> Crossing { Crossing() }
}
