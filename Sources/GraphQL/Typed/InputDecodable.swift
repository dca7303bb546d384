/// A Swift type that coerced input values can be read as.
///
/// Coercion has run when values are read, so they fit the schema; they fit the Swift types if those
/// were made from the same schema.
package protocol InputDecodable: Sendable {
    /// - Parameter value: nil if it was not given and has no default.
    /// - Throws: `InputMismatch`.
    init(input value: InputValue?) throws
}

/// An input value that is not of the Swift type it is read as: the schema and the types made from it
/// are of different versions.
package struct InputMismatch: Error {
    package init() {}
}

extension String: InputDecodable {
    package init(input value: InputValue?) throws {
        guard let text = value?.string else { throw InputMismatch() }
        self = text
    }
}

extension Int: InputDecodable {
    package init(input value: InputValue?) throws {
        guard let number = value?.int else { throw InputMismatch() }
        self = number
    }
}

extension Double: InputDecodable {
    package init(input value: InputValue?) throws {
        guard let number = value?.double else { throw InputMismatch() }
        self = number
    }
}

extension Bool: InputDecodable {
    package init(input value: InputValue?) throws {
        guard let truth = value?.boolean else { throw InputMismatch() }
        self = truth
    }
}

extension Optional: InputDecodable where Wrapped: InputDecodable {
    package init(input value: InputValue?) throws {
        guard let value, !value.isNull else {
            self = nil
            return
        }
        self = try Wrapped(input: value)
    }
}

extension Array: InputDecodable where Element: InputDecodable {
    package init(input value: InputValue?) throws {
        guard let items = value?.list else { throw InputMismatch() }
        self = try items.map { try Element(input: $0) }
    }
}

/// What an update does with a field: null and absent differ.
package enum Change<Value: Sendable>: Sendable {
    /// It was not given.
    case keep
    /// It was given as null.
    case clear
    case set(Value)

    /// What is set; nil where nothing is.
    package var value: Value? {
        if case .set(let value) = self { value } else { nil }
    }
}

extension Change: Equatable where Value: Equatable {}

extension Change: InputDecodable where Value: InputDecodable {
    package init(input value: InputValue?) throws {
        self =
            switch value {
            case nil: .keep
            case .null?: .clear
            case let value?: .set(try Value(input: value))
            }
    }
}

/// A scalar `ID`: text that says which object is meant.
/// https://spec.graphql.org/September2026/#sec-ID
@usableFromInline
package struct ID: Hashable, LeafOutput, InputDecodable {
    @usableFromInline
    package let text: String

    @inlinable
    package init(_ text: String) {
        self.text = text
    }

    package init(input value: InputValue?) throws {
        text = try String(input: value)
    }

    @inlinable
    package var leafValue: LeafValue { .string(text) }
}

/// An enum of the schema as a Swift enum; raw values are the names of its values.
package protocol SchemaEnum: RawRepresentable<String>, CaseIterable, LeafOutput, InputDecodable {}

extension SchemaEnum {
    package var leafValue: LeafValue { .string(rawValue) }

    package init(input value: InputValue?) throws {
        guard let name = value?.string, let known = Self(rawValue: name) else {
            throw InputMismatch()
        }
        self = known
    }
}

/// An input object type as a Swift type.
package protocol InputObject: InputDecodable {
    /// - Throws: `InputMismatch`.
    init(fields: InputFields) throws
}

extension InputObject {
    package init(input value: InputValue?) throws {
        guard case .object(let fields) = value else { throw InputMismatch() }
        try self.init(fields: InputFields(fields))
    }
}

/// The input of a mutation that takes none.
package struct NoInput: InputObject {
    package init(input value: InputValue?) {}

    package init(fields: InputFields) {}
}

/// The fields of an input object, or the arguments of a field, read by name.
package struct InputFields: Sendable {
    private let fields: [InputField]

    package init(_ fields: [InputField] = []) {
        self.fields = fields
    }

    package init(_ arguments: Arguments) {
        fields = arguments.values
    }

    /// - Throws: `InputMismatch`.
    package func read<Value: InputDecodable>(_ name: String) throws -> Value {
        try Value(input: fields.first { $0.name == name }?.value)
    }

    /// As an untyped value.
    package var value: InputValue { .object(fields) }

    /// The one field that is given, of a `@oneOf` type.
    package var only: String? { fields.count == 1 ? fields[0].name : nil }
}

/// The one argument of a mutation.
package struct InputArgument<Input: InputObject>: FieldArguments {
    package let input: Input

    package init(_ given: Arguments) throws {
        input = try InputFields(given).read(InputPath.argument.steps[0])
    }
}

/// Where in an input something stands: names of fields and numbers of items. Made by
/// `tintype graphql swift`, one for each field of an input object type.
package struct InputPath: Hashable, Sendable {
    package var steps: [String]

    package init(_ steps: String...) {
        self.steps = steps
    }

    /// The argument that holds a mutation's input.
    package static let argument = InputPath("input")

    /// An item of the list that stands here.
    package func item(_ index: Int) -> InputPath {
        var path = self
        path.steps.append(String(index))
        return path
    }

    package static func + (outer: InputPath, inner: InputPath) -> InputPath {
        var path = outer
        path.steps += inner.steps
        return path
    }
}
