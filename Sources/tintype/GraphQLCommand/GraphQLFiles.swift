import Foundation
import GraphQL

/// `tintype graphql check|format|print|introspect`: the engine on files, for people and their CI.
///
/// A file called `-` is standard input.
enum GraphQLFiles {
    /// Limits for documents of one's own: a file may hold all operations of a client.
    private static let limits = {
        var limits = Limits.unlimited
        limits.validationErrorsMax = Limits.standard.validationErrorsMax
        return limits
    }()

    /// Checks documents against a schema.
    ///
    /// - Parameters:
    ///   - documents: those that define types are parts of the schema, so that a shell's
    ///     `Schema/*.graphql` can stand before the queries.
    ///   - assumeValid: whether the rules for the schema are not looked at.
    /// - Returns: every mistake as text: where it is, what it is, and the lines around it with a
    ///   caret. None if all is well. With a mistake in the schema, no more is said of the documents
    ///   than whether they can be read.
    static func problems(
        schemas: [String], documents: [String], assumeValid: Bool = false
    ) throws -> [String] {
        var sources = try schemas.map(read)
        var parsed: [Document] = []
        var problems: [String] = []
        for path in documents {
            do {
                let source = try read(path)
                let document = try parse(source)
                if document.definesTypes { sources.append(source) } else { parsed.append(document) }
            } catch {
                problems.append("\(error)")
            }
        }
        do throws(GraphQLErrors) {
            let schema = try buildSchema(
                sources, checksDirectives: true, assumeValid: assumeValid)
            return problems + parsed.flatMap { Self.problems(in: $0, against: schema) }
        } catch {
            return problems + describe(error, in: sources)
        }
    }

    private static func problems(in document: Document, against schema: Schema) -> [String] {
        do {
            _ = try validate(document, against: schema, limits: limits)
            return []
        } catch {
            return describe(error, in: [document.source])
        }
    }

    /// The document in canonical layout, with its comments.
    static func formatted(_ path: String) throws -> String {
        let source = try read(path)
        do {
            return try formatDocument(source, limits: limits) + "\n"
        } catch {
            throw Failure(describe(GraphQLErrors(errors: [error]), in: [source])[0])
        }
    }

    /// The schema in canonical layout, its parts put together.
    static func printedSchema(_ paths: [String], assumeValid: Bool = false) throws -> String {
        printSchemaWithDirectives(try schema(paths, assumeValid: assumeValid)) + "\n"
    }

    /// The result of the full introspection query, as JSON.
    static func introspection(
        _ paths: [String], assumeValid: Bool = false
    ) async throws -> [UInt8] {
        let schema = try schema(paths, assumeValid: assumeValid)
        let executable = try ExecutableSchema(
            schema, InventedData(schema: schema, seed: 0).resolvers())
        return await Engine(executable, limits: .unlimited).execute(
            Request(source: Source(introspectionQuery)), context: InventedData.Context(),
            report: maskErrors(as: "Internal error.")
        ).body
    }

    /// Brings the Swift types of a schema in a folder up to date.
    ///
    /// - Returns: the paths of what was written or removed.
    static func swift(
        _ paths: [String], to folder: String, assumeValid: Bool = false
    ) throws -> [String] {
        _ = try schema(paths, assumeValid: assumeValid)
        return try SwiftAPI.write(paths.map(read), to: folder, assumeValid: assumeValid)
    }

    // MARK: Folders

    /// What files of GraphQL are called.
    static let extensions = ["graphql", "graphqls", "gql"]

    /// The paths with each folder replaced by the GraphQL files in it and in its folders, in the
    /// order of their names.
    ///
    /// - Throws: `Failure` if a folder has none.
    static func files(in paths: [String]) throws -> [String] {
        try paths.flatMap { path in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            else { return [path] }
            let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }
            let files = (names ?? []).filter { name in
                extensions.contains { name.hasSuffix(".\($0)") }
            }
            guard !files.isEmpty else {
                throw Failure("The folder \(path) holds no file of GraphQL.")
            }
            return files.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        }
    }

    // MARK: Parts

    private static func schema(_ paths: [String], assumeValid: Bool) throws -> Schema {
        let sources = try paths.map(read)
        do {
            return try buildSchema(sources, assumeValid: assumeValid)
        } catch {
            throw Failure(describe(error, in: sources).joined(separator: "\n\n"))
        }
    }

    /// - Throws: a `Failure` that shows where the mistake is.
    private static func parse(_ source: Source) throws -> Document {
        do {
            return try GraphQL.parse(source, limits: limits)
        } catch {
            throw Failure(describe(GraphQLErrors(errors: [error]), in: [source])[0])
        }
    }

    private static func describe(_ errors: GraphQLErrors, in sources: [Source]) -> [String] {
        var excerpts = sources.map { SourceExcerpts($0) }
        return errors.errors.map { describe($0, in: &excerpts) }
    }

    /// `file:line:column: message`, the lines around with a caret, and where else it is.
    private static func describe(
        _ error: GraphQLError, in sources: inout [SourceExcerpts]
    ) -> String {
        guard !error.locations.isEmpty else {
            return sources.count == 1 ? "\(sources[0].name): \(error.message)" : error.message
        }
        var places: [String] = []
        for location in error.locations {
            let number = sources.firstIndex { location.sourceName ?? $0.name == $0.name }
            guard let number else { continue }
            places.append(
                "\(sources[number].name):\(location.line):\(location.column)"
                    + (places.isEmpty ? ": \(error.message)\n" : "\n")
                    + sources[number].excerpt(at: location))
        }
        return places.joined(separator: "\n")
    }

    private static func read(_ path: String) throws -> Source {
        if path == "-" {
            let data = try FileHandle.standardInput.readToEnd() ?? Data()
            return Source(bytes: Array(data), name: "standard input")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("The file \(path) cannot be read.")
        }
        return Source(bytes: Array(data), name: path)
    }
}

extension Document {
    fileprivate var definesTypes: Bool {
        definitions.contains {
            switch $0 {
            case .schema, .type, .directive: true
            case .operation, .fragment: false
            }
        }
    }
}
