import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Gateway

@Suite struct `Every address` {
    /// One of each route, and what it answers to.
    private static let allowed = [
        "/health": "GET, HEAD, OPTIONS", "/ready": "GET, HEAD, OPTIONS",
        "/graphql": "GET, HEAD, POST, OPTIONS", "/media/x/y": "GET, HEAD, OPTIONS",
        "/private/x": "GET, HEAD, OPTIONS", "/originals/x": "GET, HEAD, OPTIONS",
        "/upload/x": "PUT, OPTIONS",
    ]

    private static let others = ["DELETE", "PATCH", "TRACE", "PROPFIND"].compactMap {
        HTTPRequest.Method($0)
    }

    @Test func `says which methods it answers to`() async throws {
        try await World().test(.live) { client in
            for (address, methods) in Self.allowed {
                let told = try await client.execute(uri: address, method: .options)
                #expect(told.status == .noContent, "\(address)")
                #expect(told.headers[.allow] == methods, "\(address)")
                #expect(told.headers[.contentLength] == nil)
                for method in Self.others {
                    let response = try await client.execute(uri: address, method: method)
                    #expect(response.status == .methodNotAllowed, "\(method) \(address)")
                    #expect(response.headers[.allow] == methods, "\(method) \(address)")
                    #expect(response.code == "METHOD_NOT_ALLOWED")
                }
            }
        }
    }

    @Test func `has one spelling`() async throws {
        try await World().test(.live) { client in
            for address in Self.allowed.keys {
                let isOpen = address.dropFirst().contains("/")
                let others =
                    ["/" + address, address.uppercased(), "/%" + address.dropFirst()]
                    + (isOpen ? [] : [address + "/", address + "//"])
                for other in others {
                    for method in [HTTPRequest.Method.get, .put, .options] {
                        let response = try await client.execute(uri: other, method: method)
                        #expect(response.status == .notFound, "\(method) \(other)")
                        #expect(response.code == "NOT_FOUND")
                        #expect(response.headers[.xRequestID] != nil)
                        #expect(response.headers[.xContentTypeOptions] == "nosniff")
                    }
                }
            }
        }
    }

    /// What is behind the first part of an address with several is its own.
    @Test(arguments: [
        ("/media/", "GET, HEAD, OPTIONS", 404), ("/media/x", "GET, HEAD, OPTIONS", 404),
        ("/media//x", "GET, HEAD, OPTIONS", 404), ("/media/x/y/", "GET, HEAD, OPTIONS", 404),
        ("/private/", "GET, HEAD, OPTIONS", 404), ("/private//x", "GET, HEAD, OPTIONS", 404),
        ("/originals/x/y", "GET, HEAD, OPTIONS", 404), ("/upload/", "PUT, OPTIONS", 405),
        ("/upload/x/y", "PUT, OPTIONS", 405), ("/upload//x", "PUT, OPTIONS", 405),
    ])
    func `that can be none is one of its kind`(
        _ address: String, _ methods: String, _ status: Int
    ) async throws {
        try await World().test(.live) { client in
            #expect(try await client.get(address).status.code == status)
            let put = try await client.execute(uri: address, method: .put)
            #expect(put.status.code == (status == 404 ? 405 : 403))
            let told = try await client.execute(uri: address, method: .options)
            #expect(told.status == .noContent)
            #expect(told.headers[.allow] == methods)
        }
    }

    @Test func `that is refused has no body for HEAD`() async throws {
        try await World().test(.live) { client in
            for address in ["/nothing", "/health/", "/upload/x"] {
                let get = try await client.get(address)
                let head = try await client.execute(uri: address, method: .head)
                #expect(head.status == get.status)
                #expect(head.text == "")
                #expect(head.headers[.contentLength] == String(get.text.utf8.count))
            }
        }
    }

    @Test func `is held to its length before anything else`() async throws {
        let long = "?" + String(repeating: "x", count: 200)
        try await World { $0.limits.uriBytesMax = 200 }.test(.live) { client in
            for address in Self.allowed.keys where address != "/health" {
                for method in [HTTPRequest.Method.get, .put, .options] {
                    let response = try await client.execute(uri: address + long, method: method)
                    #expect(response.status == .uriTooLong, "\(method) \(address)")
                    #expect(response.code == "URI_TOO_LONG")
                }
            }
        }
    }
}
