import TestSupport
import Testing

@testable import Gateway

@Suite struct `Limits of JSON` {
    /// Why a text is refused; nil if it is not.
    private func refusal(_ text: String, _ limits: GatewayLimits) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            if case .failure(let error) = JSONReader.read(bytes, limits: limits) {
                error.description
            } else {
                nil
            }
        }
    }

    @Test(.crosses(\GatewayLimits.jsonNestingMax)) func `allow the greatest nesting and no more`() {
        var limits = GatewayLimits()
        limits.jsonNestingMax = 3
        #expect(refusal("[[[1]]]", limits) == nil)
        #expect(refusal("[[],[[{}]]]", limits) == "Nested deeper than 3 at byte 6.")
        #expect(refusal("[[],[[]],[[]]]", limits) == nil)
    }

    @Test(.crosses(\GatewayLimits.jsonValuesMax))
    func `allow the greatest number of values and no more`() {
        var limits = GatewayLimits()
        limits.jsonValuesMax = 4
        #expect(refusal("[1,2,3]", limits) == nil)
        #expect(refusal("[1,2,3,4]", limits) == "Too many values at byte 7.")
    }
}
