import Foundation
import GraphQL

/// `tintype graphql check|print|format|introspect`: the engine on files, for people and their CI.
enum GraphQLFiles {
    /// Checks documents against a schema and prints every mistake with its place and a caret.
    ///
    /// - Returns: whether all documents are valid.
    static func check(schemas: [String], documents: [String]) throws -> Bool {
        let schema: Schema
        do {
            schema = try buildSchema(try schemas.map(read))
        } catch let errors as GraphQLErrors {
            for error in errors.errors { report(error, in: nil) }
            return false
        }
        var isValid = true
        for path in documents {
            let source = try read(path)
            for error in errors(in: source, against: schema) {
                report(error, in: source)
                isValid = false
            }
        }
        return isValid
    }

    private static func errors(in source: Source, against schema: Schema) -> [GraphQLError] {
        do {
            let document = try parse(source, limits: .unlimited)
            _ = try validate(document, against: schema)
            return []
        } catch let error as GraphQLErrors {
            return error.errors
        } catch let error as GraphQLError {
            return [error]
        } catch {
            return [GraphQLError("The document cannot be checked.")]
        }
    }

    private static func report(_ error: GraphQLError, in source: Source?) {
        var text = error.message
        if let source, let first = error.locations.first {
            text = "\(source.name):\(first.line):\(first.column): " + error.description(in: source)
        } else {
            text = GraphQLErrors(errors: [error]).description
        }
        FileHandle.standardError.write(Data((text + "\n\n").utf8))
    }

    /// The document in canonical layout.
    static func formatted(_ path: String) throws -> String {
        let source = try read(path)
        do {
            return printDocument(try parse(source, limits: .unlimited)) + "\n"
        } catch {
            report(error, in: source)
            throw error
        }
    }

    /// The schema in canonical layout, its parts put together.
    static func printedSchema(_ paths: [String]) throws -> String {
        printSchema(try buildSchema(try paths.map(read))) + "\n"
    }

    /// The result of the full introspection query, as JSON.
    static func introspection(_ paths: [String]) async throws -> [UInt8] {
        let schema = try buildSchema(try paths.map(read))
        let executable = try ExecutableSchema(
            schema, InventedData(schema: schema, seed: 0).resolvers())
        return await Engine(executable, limits: .unlimited).execute(
            Request(source: Source(introspectionQuery)), context: InventedData.Context(),
            report: { _, _ in GraphQLError("Internal error.") }
        ).body
    }

    private static func read(_ path: String) throws -> Source {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw GraphQLError("The file \(path) cannot be read.")
        }
        return Source(bytes: Array(data), name: path)
    }
}
