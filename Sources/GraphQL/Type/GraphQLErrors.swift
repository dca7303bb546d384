/// Mistakes found together, such as all those of a schema or of a document; never empty.
package struct GraphQLErrors: Error, Sendable, Equatable {
    package let errors: [GraphQLError]

    package init(errors: [GraphQLError]) {
        self.errors = errors
    }
}

extension GraphQLErrors: CustomStringConvertible {
    /// Every mistake on a line of its own, led by where it is:
    /// `feed.graphql:12:3: Unknown type "Pots".`
    package var description: String {
        errors.map(\.lineOfText).joined(separator: "\n")
    }
}

extension GraphQLError {
    /// The message, led by its first place and followed by the others.
    fileprivate var lineOfText: String {
        guard let first = locations.first else { return message }
        let others = locations.dropFirst().map(\.description)
        let tail = others.isEmpty ? "" : " (also " + others.joined(separator: ", ") + ")"
        return "\(first.description): \(message)\(tail)"
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, as compilers print it; without a file just `line:column`.
    package var description: String {
        (sourceName.map { $0 + ":" } ?? "") + "\(line):\(column)"
    }
}
