/// A value that comes in: a variable of a request, a coerced argument, a default value.
package enum InputValue: Sendable, Equatable {
    case null
    case int(Int)
    case float(Double)
    /// A number that neither of these can hold, as it was written: a whole number beyond 64 bits,
    /// or one beyond the range of `Double`. Scalars decide what it is to them.
    case number(String)
    case string(String)
    case boolean(Bool)
    case `enum`(String)
    case list([InputValue])
    /// Fields in the order they were given.
    case object([InputField])
}

/// A field of an object value.
package struct InputField: Sendable, Equatable {
    package var name: String
    package var value: InputValue

    package init(name: String, value: InputValue) {
        self.name = name
        self.value = value
    }
}

extension InputValue {
    /// The field of an object; nil if it was not given or this is no object.
    package subscript(name: String) -> InputValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }
}
