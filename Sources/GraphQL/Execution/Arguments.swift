/// The coerced arguments of a field: what the operation gave, else the default.
///
/// Coercion has run, so a value has the type that the schema declares: `Int` is `.int`, `ID` is
/// `.string`, an enum value is `.enum`. https://spec.graphql.org/September2026/#CoerceArgumentValues()
@usableFromInline
package struct Arguments: Sendable {
    package static let none = Arguments(values: [])

    package let values: [InputField]

    package init(values: [InputField]) {
        self.values = values
    }

    /// Nil if the argument was neither given nor has a default.
    package subscript(name: String) -> InputValue? {
        values.first { $0.name == name }?.value
    }

    package func string(_ name: String) -> String? { self[name]?.string }
    package func int(_ name: String) -> Int? { self[name]?.int }
    package func boolean(_ name: String) -> Bool? { self[name]?.boolean }
    package func list(_ name: String) -> [InputValue]? { self[name]?.list }
}

extension InputValue {
    /// The text of a string or the name of an enum value.
    package var string: String? {
        switch self {
        case .string(let text), .enum(let text): text
        default: nil
        }
    }

    package var int: Int? {
        if case .int(let value) = self { value } else { nil }
    }

    package var double: Double? {
        switch self {
        case .float(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }

    package var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    package var list: [InputValue]? {
        if case .list(let items) = self { items } else { nil }
    }

    package var isNull: Bool { self == .null }
}
