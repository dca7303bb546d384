/// Mistakes found together, such as all those of a schema or of a document; never empty.
package struct GraphQLErrors: Error, Sendable, Equatable {
    package let errors: [GraphQLError]
    package let reason: Reason

    /// What servers tell apart, say by a status.
    package enum Reason: Sendable {
        /// The text is no document.
        case syntax
        /// The document, or the request around it, breaks a rule or a limit.
        case invalid
        /// It took longer than `Limits.executionMillisecondsMax`.
        case late
        /// `Limits.operationsInFlightMax` others are running.
        case overloaded
    }

    package init(errors: [GraphQLError], reason: Reason = .invalid) {
        self.errors = errors
        self.reason = reason
    }

    /// The same mistakes, found at a stage.
    func found(at stage: GraphQLError.Stage) -> GraphQLErrors {
        let errors = errors.map { error in
            var error = error
            error.stage = stage
            return error
        }
        return GraphQLErrors(errors: errors, reason: reason)
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
