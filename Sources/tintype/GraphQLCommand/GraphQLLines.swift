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
/// without. `"limits": {"tokensMax": 1000}` limits what `parse`, `validate` and `execute` take, by
/// the names of `Limits`; nothing is limited otherwise but nesting. `"assumeValid": true` takes a
/// schema as it is. A line that cannot be read is answered with an error, and the next line is read.
struct GraphQLLines {
    /// Schemas used last, by their text: a run of requests mostly repeats one.
    private var schemas: [SchemaKey: Result<Schema, GraphQLErrors>] = [:]

    /// How many are kept.
    var schemaCount: Int { schemas.count }

    private struct SchemaKey: Hashable {
        let text: String
        let isIncremental: Bool
        let assumesValid: Bool
    }

    /// Answers every line of standard input.
    mutating func run() async throws {
        var lines = InputLines(.standardInput)
        while let line = try lines.next() {
            var answer =
                switch line {
                case .whole(let bytes): await answer(bytes)
                case .tooLong: refusal("The line is too long.")
                }
            answer.append(UInt8(ascii: "\n"))
            try Terminal.write(answer, to: STDOUT_FILENO)
        }
    }

    /// The answer to one line, without a line break.
    mutating func answer(_ line: [UInt8]) async -> [UInt8] {
        do {
            let request = try LineRequest(line: line)
            let operation = try request.operation()
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

    private func parse(_ request: LineRequest) throws -> [UInt8] {
        let document = try GraphQL.parse(request.source(), limits: request.limits())
        return printed(printDocument(document))
    }

    private mutating func validate(_ request: LineRequest) throws -> [UInt8] {
        let (rules, limits) = (try request.rules(), try request.limits())
        let document = try GraphQL.parse(request.source(), limits: limits)
        let schema = try schema(request)
        do {
            _ = try GraphQL.validate(document, against: schema, rules: rules, limits: limits)
            return Response(requestErrors: []).body
        } catch {
            return Response(requestErrors: error.errors).body
        }
    }

    private mutating func introspect(_ request: LineRequest) async throws -> [UInt8] {
        try await run(Source(introspectionQuery), on: schema(request), request)
    }

    private mutating func execute(_ request: LineRequest) async throws -> [UInt8] {
        try await run(request.source(), on: schema(request), request)
    }

    private func run(
        _ source: Source, on schema: Schema, _ request: LineRequest
    ) async throws -> [UInt8] {
        let invented = InventedData(schema: schema, seed: try request.seed())
        let executable = try ExecutableSchema(schema, invented.resolvers())
        let engine = Engine(executable, limits: try request.limits())
        let operation = try engine.prepare(
            Request(
                source: source, operationName: request.operationName(),
                variables: request.variables(), isIncremental: request.isIncremental()))
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

    private mutating func schema(_ request: LineRequest) throws -> Schema {
        let key = SchemaKey(
            text: try request.schemaText(), isIncremental: try request.isIncremental(),
            assumesValid: try request.assumesValid())
        if let known = schemas[key] { return try known.get() }
        if schemas.count >= CommandLimits.schemasMax { schemas.removeAll() }
        let built = Result { () throws(GraphQLErrors) in
            try buildSchema(
                key.text, incrementalDelivery: key.isIncremental, assumeValid: key.assumesValid)
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
