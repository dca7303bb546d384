/// A value that passed `validate`. There is no other way to make one, so what takes a
/// `Valid<Document>` cannot be given an unchecked document.
package struct Valid<Value: Sendable>: Sendable {
    package let value: Value

    fileprivate init(_ value: Value) {
        self.value = value
    }
}

/// Checks a document against a schema.
/// https://spec.graphql.org/September2026/#sec-Validation
///
/// The time taken grows about linearly with the document, whatever it holds: `limits` bounds
/// everything that could grow faster.
///
/// - Parameters:
///   - rules: The rules to apply, in the order in which their errors are listed.
///   - scalars: The checks of custom scalars by name; literals of a scalar that has none pass.
///   - suggestions: Whether messages may name things of the schema that were not asked for.
/// - Throws: Every mistake found, in document order, at most `limits.validationErrorsMax` and one
///   that tells of the limit. Messages and locations are those of graphql-js, but that what the
///   document holds is echoed shortened.
package func validate(
    _ document: Document, against schema: Schema, rules: [Rule] = .specified,
    limits: Limits = .standard, scalars: [String: ScalarCoercion] = [:], suggestions: Bool = true
) throws(GraphQLErrors) -> Valid<Document> {
    let walker = Walker(
        document, schema: schema, limits: limits, scalars: scalars, suggests: suggestions,
        handlers: Handlers(rules))
    walker.walk()
    let errors = walker.errors.inOrder(of: document, errorsMax: limits.validationErrorsMax)
    if !errors.isEmpty { throw GraphQLErrors(errors: errors) }
    return Valid(document)
}
