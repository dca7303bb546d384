/// A mistake in a document, a schema, a request or an execution.
///
/// One type serves all of them, as in the reference implementation. A syntax, validation or coercion
/// error makes a request error (no `data`); an error with a `path` is an execution error.
/// https://spec.graphql.org/September2026/#sec-Errors
package struct GraphQLError: Error, Sendable, Equatable {
    package var message: String
    package var locations: [SourceLocation]
    package var path: [PathElement]
    /// Further facts for programs, such as `code`. Written in this order.
    package var extensions: [(key: String, value: InputValue)]
    /// What was being done when it was found. It is not written; servers choose a code by it.
    package var stage: Stage

    /// The steps of answering a request. https://spec.graphql.org/September2026/#sec-Execution
    package enum Stage: Sendable {
        case parsing
        case validation
        /// Finding the operation that the request names.
        case operation
        /// Coercing variables or arguments.
        case input
        case execution
    }

    package init(
        _ message: String, locations: [SourceLocation] = [], path: [PathElement] = [],
        extensions: [(key: String, value: InputValue)] = [], stage: Stage = .execution
    ) {
        self.message = message
        self.locations = locations
        self.path = path
        self.extensions = extensions
        self.stage = stage
    }

    /// - Parameter extensions: further facts, beside the code.
    package init(
        _ message: String, code: ErrorCode, path: [PathElement] = [],
        extensions: [(key: String, value: InputValue)] = []
    ) {
        self.init(
            message, path: path, extensions: [("code", .string(code.rawValue))] + extensions)
    }

    /// `extensions.code`, if it has one.
    package var code: String? {
        for member in extensions where member.key == "code" {
            if case .string(let code) = member.value { return code }
        }
        return nil
    }

    /// Whether clients would read the same.
    package static func == (left: GraphQLError, right: GraphQLError) -> Bool {
        left.message == right.message && left.locations == right.locations
            && left.path == right.path
            && left.extensions.elementsEqual(right.extensions) {
                $0.key == $1.key && $0.value == $1.value
            }
    }
}

extension Error {
    /// What can be told to clients as it is: an error with a code.
    var coded: GraphQLError? {
        guard let error = self as? GraphQLError, error.code != nil else { return nil }
        return error
    }
}

/// A line and column, both counted from 1; columns count UTF-16 units as the reference does.
package struct SourceLocation: Hashable, Sendable {
    package var line: Int
    package var column: Int
    /// The file it is in, where several are read together. Not part of a response.
    package var sourceName: String?

    package init(line: Int, column: Int, sourceName: String? = nil) {
        self.line = line
        self.column = column
        self.sourceName = sourceName
    }
}

/// A step from the root of a response to one of its positions, or from an input value to one inside
/// it.
package enum PathElement: Hashable, Sendable {
    case name(String)
    case index(Int)
}

extension [PathElement] {
    /// ` at .filter[1]`: where inside of an input value something is; nothing for the value itself.
    var placeInValue: String {
        guard !isEmpty else { return "" }
        return reduce(into: " at ") { text, element in
            switch element {
            case .name(let name): text += ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
