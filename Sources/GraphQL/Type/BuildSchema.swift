/// Builds a schema from type system documents.
///
/// Definitions and extensions may be in any order and any source. Built are the schema's own
/// definitions with those of the specification: its scalars as far as they are referred to, its
/// directives and the introspection types. Executable definitions are passed over.
/// https://spec.graphql.org/September2026/#sec-Type-System
///
/// - Parameters:
///   - sources: One or more texts, whose names lead the locations of errors.
///   - limits: Schemas are documents of our own, so only nesting is limited.
///   - incrementalDelivery: Whether the schema has the draft's directives `@defer` and `@stream`.
///   - checksDirectives: Whether arguments of directives must be of the types they are declared
///     with. The reference implementation lets anything pass there.
///   - assumeValid: Whether the rules for the type system are not looked at, as for the schema of
///     another service that breaks some of them. It must still be possible to build it.
/// - Throws: All syntax errors (one for each source), or else everything that breaks a rule for
///   type system documents, or else everything that breaks a rule for the type system. At most
///   `Limits.schemaErrorsMax`.
package func buildSchema(
    _ sources: [Source], limits: Limits = .unlimited, incrementalDelivery: Bool = false,
    checksDirectives: Bool = false, assumeValid: Bool = false
) throws(GraphQLErrors) -> Schema {
    let documents = try parseAll(sources, limits: limits)
    let incremental = incrementalDelivery ? StandardSchema.incrementalDirectiveNames : []
    let standardDirectives = StandardSchema.directiveNames + incremental
    let index = SDLIndex(documents, standardDirectives: standardDirectives)
    try SDLWalk.errors(in: documents, index: index, rules: specifiedSDLRules).throwAny(in: sources)

    var builder = SchemaBuilder(documents, standardDirectives: standardDirectives)
    let built = builder.build()
    try builder.errors.throwAny(in: sources)
    if !assumeValid {
        try validateTypeSystem(built, checksDirectives: checksDirectives).throwAny(in: sources)
    }
    return built.schema
}

/// Builds a schema from one text.
package func buildSchema(
    _ text: String, limits: Limits = .unlimited, incrementalDelivery: Bool = false,
    checksDirectives: Bool = false, assumeValid: Bool = false
) throws(GraphQLErrors) -> Schema {
    try buildSchema(
        [Source(text)], limits: limits, incrementalDelivery: incrementalDelivery,
        checksDirectives: checksDirectives, assumeValid: assumeValid)
}

private func parseAll(_ sources: [Source], limits: Limits) throws(GraphQLErrors) -> [Document] {
    var documents: [Document] = []
    var errors: [GraphQLError] = []
    for source in sources {
        do {
            documents.append(try parse(source, limits: limits))
        } catch {
            var error = error
            for index in error.locations.indices {
                error.locations[index].sourceName = source.name
            }
            errors.append(error)
        }
    }
    if !errors.isEmpty { throw GraphQLErrors(errors: errors) }
    return documents
}

extension SDLErrorList {
    fileprivate func throwAny(in sources: [Source]) throws(GraphQLErrors) {
        if !errors.isEmpty { throw GraphQLErrors(errors: located(in: sources)) }
    }
}
