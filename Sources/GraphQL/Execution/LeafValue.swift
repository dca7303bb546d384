/// What a resolver gives for a scalar or enum field, before result coercion.
///
/// An enum value is its name as a string. Lists are for fields such as `[String!]`.
@usableFromInline
package enum LeafValue: Sendable, Equatable {
    case null
    case int(Int)
    case float(Double)
    case string(String)
    case boolean(Bool)
    case list([LeafValue])
}

/// A Swift value that can stand for a scalar or enum.
@usableFromInline
package protocol LeafOutput: FieldResult {
    var leafValue: LeafValue { get }
}

extension LeafOutput {
    @inlinable
    package func slot(in outcome: inout OutcomeBuilder) -> Slot {
        outcome.leaf(leafValue)
    }
}

extension LeafValue: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { self }
}

extension String: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { .string(self) }
}

extension Int: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { .int(self) }
}

extension Int64: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { .int(Int(self)) }
}

extension Double: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { .float(self) }
}

extension Bool: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { .boolean(self) }
}

extension Optional: LeafOutput where Wrapped: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { self?.leafValue ?? .null }
}

extension Array: LeafOutput where Element: LeafOutput {
    @inlinable
    package var leafValue: LeafValue { .list(map(\.leafValue)) }
}
