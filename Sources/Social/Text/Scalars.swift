import GraphQL

// The Swift types of the schema's own scalars, as the generated side calls them.

typealias DateTimeScalar = DateTime
/// As text. Those that clients give are checked by what takes them (`WebAddress`).
typealias URLScalar = String
typealias CountScalar = Int
typealias TimeZoneScalar = TimeZoneName

extension Resolvers<RequestContext> {
    /// Custom scalars are not checked otherwise; what is no text at all is a mistake of the document.
    mutating func registerScalars() {
        scalar("DateTime", .text(orElse: DateTime.form))
        scalar("TimeZone", .text(orElse: TimeZoneName.form))
        scalar("URL", .text(orElse: "A URL is text, such as \"https://example.com\"."))
    }
}

extension ScalarCoercion {
    fileprivate static func text(orElse message: String) -> ScalarCoercion {
        ScalarCoercion(input: { value in
            guard value.string != nil else { throw GraphQLError.badUserInput(message) }
            return value
        })
    }
}
