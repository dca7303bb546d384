import GraphQL

/// `tintype graphql swift`: the typed side of a schema, a Swift file for each of its files.
///
/// What is made knows some shapes that schemas of this family have by name, as Relay and the schema's
/// own conventions describe them: `XConnection` with `XEdge`, `XPayload` of the mutation `x`, and
/// `XUserError` with its code. Everything else is an object, input, enum or abstract type like any
/// other.
struct SwiftAPI {
    struct File {
        /// Such as `PostsAPI.swift`.
        var name: String
        var text: String
    }

    /// - Parameter sources: the files of the schema, named by their paths.
    /// - Throws: `GraphQLErrors` or `GraphQLError` if they are no schema.
    static func files(from sources: [Source], assumeValid: Bool = false) throws -> [File] {
        let types = SwiftTypes(
            try buildSchema(sources, checksDirectives: true, assumeValid: assumeValid))
        return try sources.compactMap { source in
            var text = SwiftText()
            text.line("// Made from Schema/\(fileName(of: source)) by `tintype graphql swift`.")
            text.line("// Change that file and run it again.")
            text.line("")
            text.line("import GraphQL")
            let header = text
            let document = try parse(source)
            for definition in document.definitions {
                guard case .type(let type) = definition, !type.isExtension else { continue }
                write(document.text(type.name.name), of: types, to: &text)
            }
            return text.lines == header.lines
                ? nil : File(name: name(for: source), text: text.description)
        }
    }

    /// `Schema/posts.graphql` -> `PostsAPI.swift`. The modules of Swift know no two files of one name.
    private static func name(for source: Source) -> String {
        let area = fileName(of: source).prefix { $0 != "." }
        return area.prefix(1).uppercased() + area.dropFirst() + "API.swift"
    }

    private static func fileName(of source: Source) -> Substring {
        source.name.split(separator: "/").last ?? ""
    }

    private static func write(
        _ name: String, of types: SwiftTypes, to text: inout SwiftText
    ) {
        guard let id = types.schema.type(named: name) else { return }
        let type = types.schema[id]
        switch type.kind {
        case .object: SwiftOutput(types: types, type: type).write(to: &text)
        case .interface, .union:
            SwiftAbstract(types: types, type: type, id: id).write(to: &text)
        case .enum: SwiftEnum(type: type).write(to: &text)
        case .inputObject: SwiftInput(types: types, type: type, id: id).write(to: &text)
        case .scalar: break
        }
    }
}
