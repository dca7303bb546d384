import Crypto
import GraphQL
import Hummingbird
import NIOCore

/// The parameters of a GraphQL request over HTTP.
/// https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters
struct GraphQLParameters {
    var query: String
    var operationName: String?
    var variables: [InputField] = []
    /// As sent; nothing is read from it yet.
    var extensions: [InputField] = []

    /// Of a POST body. Properties of other names are ignored, as the draft asks.
    ///
    /// - Throws: `Problem`, `PersistedQueryUnknown`.
    init(body: ByteBuffer, limits: GatewayLimits) throws {
        let value = try Self.read(body, limits: limits)
        guard case .object(let properties) = value else {
            throw Problem.malformed("The body must be a JSON object with a \"query\".")
        }
        var query: String?
        for property in properties {
            switch (property.name, property.value) {
            case ("query", .string(let text)): query = text
            case ("query", .null): break
            case ("query", _): throw Problem.malformed("\"query\" must be a string.")
            case ("operationName", let value): operationName = try Self.operationName(value)
            case ("variables", let value): variables = try Self.map(value, named: "variables")
            case ("extensions", let value): extensions = try Self.map(value, named: "extensions")
            default: break
            }
        }
        guard let query else { throw Self.missing(extensions) }
        self.query = query
    }

    /// Of a GET request's URL.
    ///
    /// - Throws: `Problem`, `PersistedQueryUnknown`.
    init(query form: FormQuery, limits: GatewayLimits) throws {
        operationName = form["operationName"]
        variables = try Self.map(form["variables"], named: "variables", limits: limits)
        extensions = try Self.map(form["extensions"], named: "extensions", limits: limits)
        guard let query = form["query"] else { throw Self.missing(extensions) }
        self.query = query
    }

    /// Why there is no query.
    private static func missing(_ extensions: [InputField]) -> any Error {
        extensions.contains { $0.name == "persistedQuery" }
            ? PersistedQueryUnknown() : Problem.malformed("\"query\" is missing.")
    }

    /// What the engine takes; its plan is kept by the digest of the text.
    var request: GraphQL.Request {
        let source = Source(query)
        let hash = DocumentHash(digest: SHA256.hash(data: source.bytes))
        return GraphQL.Request(
            source: source, hash: hash, operationName: operationName, variables: variables)
    }

    private static func read(
        _ body: ByteBuffer, limits: GatewayLimits
    ) throws(Problem) -> InputValue {
        guard body.readableBytes > 0 else { throw .badRequest("The body is empty.") }
        let value = body.withUnsafeReadableBytes { bytes in
            JSONReader.read(bytes.assumingMemoryBound(to: UInt8.self), limits: limits)
        }
        return try valid(value, named: "The body")
    }

    private static func valid(
        _ value: Result<InputValue, JSONError>, named name: String
    ) throws(Problem) -> InputValue {
        switch value {
        case .success(let value): return value
        case .failure(let error):
            throw .badRequest("\(name) is not valid JSON: \(error.description)")
        }
    }

    private static func operationName(_ value: InputValue) throws(Problem) -> String? {
        switch value {
        case .null: return nil
        case .string(let name): return name.isEmpty ? nil : name
        default: throw .malformed("\"operationName\" must be a string.")
        }
    }

    private static func map(_ value: InputValue, named name: String) throws(Problem) -> [InputField]
    {
        switch value {
        case .null: return []
        case .object(let fields): return fields
        default: throw .malformed("\"\(name)\" must be an object.")
        }
    }

    private static func map(
        _ text: String?, named name: String, limits: GatewayLimits
    ) throws(Problem) -> [InputField] {
        guard var text else { return [] }
        let value = text.withUTF8 { JSONReader.read($0, limits: limits) }
        return try map(try valid(value, named: "\"\(name)\""), named: name)
    }
}

/// A request names a query by its digest, and we keep none. Clients know the message and send the
/// text instead, for good. https://www.apollographql.com/docs/apollo-server/performance/apq
struct PersistedQueryUnknown: Error {
    let error = GraphQLError(
        "PersistedQueryNotSupported",
        code: .persistedQueryNotSupported)
}

extension Problem {
    /// A request that is JSON, but none for GraphQL. The status is the draft's; see
    /// `GraphQLStatus.malformed`.
    fileprivate static func malformed(_ message: String) -> Problem {
        Problem(status: .unprocessableContent, code: .badRequest, message: message)
    }
}
