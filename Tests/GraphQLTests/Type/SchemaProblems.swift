import Testing

@testable import GraphQL

/// What is wrong with a schema, a line for each mistake: `1:5 2:9 message`.
func problems(in sdl: String) -> [String] {
    problems(in: [Source(sdl, name: "schema.graphql")])
}

func problems(in sources: [Source]) -> [String] {
    do {
        _ = try buildSchema(sources)
        return []
    } catch {
        return error.errors.map { problem in
            (problem.locations.map { "\($0.line):\($0.column)" } + [problem.message])
                .joined(separator: " ")
        }
    }
}

/// A schema text that breaks a rule, or does not.
struct SchemaCase: CustomTestStringConvertible, Sendable {
    let sdl: String
    let expected: [String]

    /// - Parameter query: Whether a query root is added behind the text.
    init(_ sdl: String, _ expected: [String] = [], query: Bool = true) {
        self.sdl = query ? sdl + "\ntype Query { books: [String] }" : sdl
        self.expected = expected
    }

    var testDescription: String { sdl }
}
