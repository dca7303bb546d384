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
    /// - Returns: every mistake as text: where it is, what it is, and the lines around it with a
    ///   caret. None if all is well. With a mistake in the schema, the documents are not checked.
    static func problems(schemas: [String], documents: [String]) throws -> [String] {
        let sources = try schemas.map(read)
        let schema: Schema
        do {
            schema = try buildSchema(sources, checksDirectives: true)
        } catch {
            return error.errors.map { describe($0, in: sources) }
        }
        return documents.flatMap { problems(in: $0, against: schema) }
    }

    private static func problems(in path: String, against schema: Schema) -> [String] {
        do {
            let source = try read(path)
            do {
                _ = try validate(parse(source, limits: limits), against: schema, limits: limits)
            } catch let error as GraphQLErrors {
                return error.errors.map { describe($0, in: [source]) }
            } catch let error as GraphQLError {
                return [describe(error, in: [source])]
            }
            return []
        } catch {
            return ["\(error)"]
        }
    }

    /// The document in canonical layout.
    static func formatted(_ path: String) throws -> String {
        let source = try read(path)
        do {
            return printDocument(try parse(source, limits: .unlimited)) + "\n"
        } catch {
            throw Failure(describe(error, in: [source]))
        }
    }

    /// The schema in canonical layout, its parts put together.
    static func printedSchema(_ paths: [String]) throws -> String {
        printSchemaWithDirectives(try schema(paths)) + "\n"
    }

    /// The result of the full introspection query, as JSON.
    static func introspection(_ paths: [String]) async throws -> [UInt8] {
        let schema = try schema(paths)
        let executable = try ExecutableSchema(
            schema, InventedData(schema: schema, seed: 0).resolvers())
        return await Engine(executable, limits: .unlimited).execute(
            Request(source: Source(introspectionQuery)), context: InventedData.Context(),
            report: { _, _ in GraphQLError("Internal error.") }
        ).body
    }

    // MARK: Parts

    private static func schema(_ paths: [String]) throws -> Schema {
        let sources = try paths.map(read)
        do {
            return try buildSchema(sources)
        } catch {
            throw Failure(error.errors.map { describe($0, in: sources) }.joined(separator: "\n\n"))
        }
    }

    /// `file:line:column: message`, the lines around with a caret, and where else it is.
    private static func describe(_ error: GraphQLError, in sources: [Source]) -> String {
        guard !error.locations.isEmpty else {
            return sources.count == 1 ? "\(sources[0].name): \(error.message)" : error.message
        }
        return error.locations.enumerated().compactMap { index, location in
            let source = sources.first { location.sourceName ?? $0.name == $0.name }
            return source.map { source in
                "\(source.name):\(location.line):\(location.column)"
                    + (index == 0 ? ": \(error.message)\n" : "\n") + source.excerpt(at: location)
            }
        }.joined(separator: "\n")
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
