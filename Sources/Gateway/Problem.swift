import HTTPTypes
import Hummingbird

import enum GraphQL.ErrorCode
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
    /// What programs decide by.
    var code: ErrorCode
    /// A sentence for people. It never holds a path, a query or anything of another request.
    var message: String
    var headers: HTTPFields = [:]

    /// The response. `mediaType` is GraphQL's own for clients that ask for it, else plain JSON.
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
        json.errors([GraphQLError(message, code: code)])
        json.byte(UInt8(ascii: "}"))
        return ByteBuffer(bytes: json.bytes)
    }
}

extension Problem {
    static let notFound = Problem(
        status: .notFound, code: .notFound, message: "There is nothing at this address.")

    static func methodNotAllowed(allowed: String) -> Problem {
        Problem(
            status: .methodNotAllowed, code: .methodNotAllowed,
            message: "This address answers to \(allowed).", headers: [.allow: allowed])
    }

    static func badRequest(_ message: String) -> Problem {
        Problem(status: .badRequest, code: .badRequest, message: message)
    }

    static func bodyTooLarge(bytesMax: Int) -> Problem {
        Problem(
            status: .contentTooLarge, code: .bodyTooLarge,
            message: "The body is larger than \(bytesMax) bytes.")
    }

    static let bodyTooSlow = Problem(
        status: .requestTimeout, code: .bodyTooSlow,
        message: "The body took too long to arrive.", headers: [.connection: "close"])

    static let bodyCutShort = Problem(
        status: .badRequest, code: .bodyCutShort,
        message: "The connection ended before the body did.", headers: [.connection: "close"])

    static func internalError(id: String) -> Problem {
        Problem(
            status: .internalServerError, code: .internal,
            message: "Something went wrong on our side. If you report it, name \(id).")
    }
}
