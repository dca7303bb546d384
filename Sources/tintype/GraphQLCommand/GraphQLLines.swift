import Foundation
import Gateway
import GraphQL

/// The engine on JSON lines: one request a line in, one answer a line out, in the same order.
///
/// ```
/// {"op":"parse","source":S}                                  -> {"printed":S} | {"errors":[E]}
/// {"op":"validate","schema":S,"source":S,"rules":[names]?}   -> {"errors":[E]}
/// {"op":"schema","schema":S}                                 -> {"printed":S} | {"errors":[E]}
/// {"op":"introspect","schema":S}                             -> {"data":...}
/// {"op":"execute","schema":S,"source":S,"variables":{}?,"operationName":null?,"seed":N?}
///                                                            -> {"data":...,"errors":[E]?}
/// {"op":"execute","incremental":true,...}                    -> {"initial":...,"subsequent":[...]}
/// ```
///
/// `execute` invents its data; see `InventedData`. With `incremental` the schema has `@defer` and
/// `@stream`, and what is left for later follows the first response; if nothing is, the answer is as
/// without. A line that cannot be read is answered with an
/// error, and the next line is read.
struct GraphQLLines {
    /// Schemas used last, by their text: a run of requests mostly repeats one.
    private var schemas: [SchemaKey: Result<Schema, GraphQLErrors>] = [:]
    private static let schemasMax = 16

    private struct SchemaKey: Hashable {
        let text: String
        let isIncremental: Bool
    }

    /// Answers every line of standard input.
    mutating func run() async throws {
        while let line = readLine(strippingNewline: true) {
            var answer = await answer(Array(line.utf8))
            answer.append(UInt8(ascii: "\n"))
            try Terminal.write(answer, to: STDOUT_FILENO)
        }
    }

    /// The answer to one line, without a line break.
    mutating func answer(_ line: [UInt8]) async -> [UInt8] {
        guard let request = try? readJSON(line), case .object = request else {
            return refusal("The line is not a JSON object.")
        }
        do {
            guard let operation = request["op"]?.string else {
                return refusal("The line has no \"op\".")
            }
            switch operation {
            case "parse": return try parse(request)
            case "validate": return try validate(request)
            case "schema": return printed(printSchema(try schema(request)))
            case "introspect": return try await introspect(request)
            case "execute": return try await execute(request)
            default: return refusal("There is no op \"\(operation.prefix(60))\".")
            }
        } catch let error as GraphQLErrors {
            return Response(requestErrors: error.errors).body
        } catch let error as GraphQLError {
            return Response(requestErrors: [error]).body
        } catch {
            return refusal("The request failed.")
        }
    }

    // MARK: Operations

    private func parse(_ request: InputValue) throws -> [UInt8] {
        let document = try GraphQL.parse(source(request), limits: .unlimited)
        return printed(printDocument(document))
    }

    private mutating func validate(_ request: InputValue) throws -> [UInt8] {
        let document = try GraphQL.parse(source(request), limits: .unlimited)
        let schema = try schema(request)
        var rules = [Rule].specified
        if let names = request["rules"]?.list {
            guard let named = [Rule].named(names.compactMap(\.string)) else {
                throw GraphQLError("There is no such rule.")
            }
            rules = named
        }
        do {
            _ = try GraphQL.validate(document, against: schema, rules: rules)
            return Response(requestErrors: []).body
        } catch {
            return Response(requestErrors: error.errors).body
        }
    }

    private mutating func introspect(_ request: InputValue) async throws -> [UInt8] {
        try await run(Source(introspectionQuery), on: schema(request), request)
    }

    private mutating func execute(_ request: InputValue) async throws -> [UInt8] {
        try await run(source(request), on: schema(request), request)
    }

    private func run(
        _ source: Source, on schema: Schema, _ request: InputValue
    ) async throws -> [UInt8] {
        let invented = InventedData(schema: schema, seed: request["seed"]?.int ?? 0)
        let executable = try ExecutableSchema(schema, invented.resolvers())
        var variables: [InputField] = []
        if case .object(let fields)? = request["variables"] { variables = fields }
        let engine = Engine(executable, limits: .unlimited)
        let operation = try engine.prepare(
            Request(
                source: source, operationName: request["operationName"]?.string,
                variables: variables, isIncremental: request.isIncremental))
        let response = await engine.executeIncrementally(
            operation, context: InventedData.Context(),
            report: maskErrors(as: "Internal error."))
        guard let subsequent = response.subsequent else { return response.initial.body }
        return await together(response.initial.body, subsequent)
    }

    /// A response and the payloads that follow it, in one answer.
    private func together(_ initial: [UInt8], _ subsequent: SubsequentPayloads) async -> [UInt8] {
        var json = JSONWriter()
        json.raw("{\"initial\":")
        json.raw(initial)
        json.raw(",\"subsequent\":[")
        var isFirst = true
        for await payload in subsequent {
            if !isFirst { json.raw(",") }
            isFirst = false
            json.raw(payload)
        }
        json.raw("]}")
        return json.bytes
    }

    // MARK: Parts of a request

    private func source(_ request: InputValue) throws -> Source {
        guard let text = request["source"]?.string else {
            throw GraphQLError("The request has no \"source\".")
        }
        return Source(text)
    }

    private mutating func schema(_ request: InputValue) throws -> Schema {
        guard let text = request["schema"]?.string else {
            throw GraphQLError("The request has no \"schema\".")
        }
        let key = SchemaKey(text: text, isIncremental: request.isIncremental)
        if let known = schemas[key] { return try known.get() }
        if schemas.count >= Self.schemasMax { schemas.removeAll() }
        let built = Result { () throws(GraphQLErrors) in
            try buildSchema(text, incrementalDelivery: key.isIncremental)
        }
        schemas[key] = built
        return try built.get()
    }

    // MARK: Answers

    private func printed(_ text: String) -> [UInt8] {
        var json = JSONWriter()
        json.value(.object([InputField(name: "printed", value: .string(text))]))
        return json.bytes
    }

    private func refusal(_ message: String) -> [UInt8] {
        Response(requestErrors: [GraphQLError(message)]).body
    }
}

extension InputValue {
    fileprivate var isIncremental: Bool { self["incremental"]?.boolean ?? false }
}
