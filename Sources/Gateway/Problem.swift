import HTTPTypes
import Hummingbird

import struct GraphQL.GraphQLError
import struct GraphQL.InputField
import enum GraphQL.InputValue
import struct GraphQL.JSONWriter

/// A request that is not answered as asked: the status, a code for programs and a sentence.
///
/// It is written as a GraphQL response without data on every route, so that clients have one way
/// to read an error.
struct Problem: Error, Equatable {
    var status: HTTPResponse.Status
    /// What clients switch on, in capitals.
    var code: String
    /// A sentence for people. It never holds a path, a query or anything of another request.
    var message: String
    var headers: HTTPFields = [:]

    /// The response. `mediaType` is that of GraphQL on its route and plain JSON on the others.
    func response(as mediaType: MediaType = .json) -> Response {
        Response(
            status: status, headers: headers(as: mediaType),
            body: ResponseBody(byteBuffer: body()))
    }

    func headers(as mediaType: MediaType) -> HTTPFields {
        var headers = headers
        headers[.contentType] = mediaType.contentType
        headers[.cacheControl] = "no-store"
        return headers
    }

    /// `{"errors":[…]}`
    func body() -> ByteBuffer {
        var json = JSONWriter(capacity: 256)
        json.raw("{\"errors\":")
        json.errors([GraphQLError(message, extensions: [("code", .string(code))])])
        json.byte(UInt8(ascii: "}"))
        return ByteBuffer(bytes: json.bytes)
    }
}

extension Problem {
    static let notFound = Problem(
        status: .notFound, code: "NOT_FOUND", message: "There is nothing at this address.")

    static func methodNotAllowed(allowed: String) -> Problem {
        Problem(
            status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED",
            message: "This address answers to \(allowed).", headers: [.allow: allowed])
    }

    static func badRequest(_ message: String) -> Problem {
        Problem(status: .badRequest, code: "BAD_REQUEST", message: message)
    }

    static func bodyTooLarge(bytesMax: Int) -> Problem {
        Problem(
            status: .contentTooLarge, code: "BODY_TOO_LARGE",
            message: "The body is larger than \(bytesMax) bytes.")
    }

    static let bodyTooSlow = Problem(
        status: .requestTimeout, code: "BODY_TOO_SLOW",
        message: "The body took too long to arrive.", headers: [.connection: "close"])

    static let bodyCutShort = Problem(
        status: .badRequest, code: "BODY_CUT_SHORT",
        message: "The connection ended before the body did.", headers: [.connection: "close"])

    static func internalError(id: String) -> Problem {
        Problem(
            status: .internalServerError, code: "INTERNAL",
            message: "Something went wrong on our side. If you report it, name \(id).")
    }
}
