import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

@testable import Gateway

@Suite struct `The mails of a demo` {
    @Test(.crosses(\GatewayLimits.mailsShownMax)) func `are shown as text, the newest and no more`()
        async throws
    {
        let limit = GatewayLimits.standard.mailsShownMax
        let mails = (0..<limit + 2).map { number in
            "Subject: No. \(number)\r\n\r\n<script>&\r\nhttp://127.0.0.1/#a=\"b\r\n"
        }
        try await World(mails: mails).test { client in
            let response = try await client.execute(uri: "/mails", method: .get)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "text/html; charset=utf-8")
            #expect(response.headers[.cacheControl] == "no-store")
            #expect(
                response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
            let page = String(buffer: response.body)
            #expect(page.contains("No. 0\n\n&lt;script&gt;&amp;\n"))
            let link = "http://127.0.0.1/#a=&quot;b"
            #expect(page.contains("<a href=\"\(link)\">\(link)</a>"))
            #expect(page.contains("No. \(limit - 1)\n") && !page.contains("No. \(limit)\n"))
        }
        try await World(mails: []).test { client in
            let response = try await client.execute(uri: "/mails", method: .get)
            #expect(String(buffer: response.body).contains("There is none yet."))
        }
    }

    @Test func `are shown by no other server`() async throws {
        try await World().test { client in
            let response = try await client.execute(uri: "/mails", method: .get)
            #expect(response.status == .notFound)
        }
    }
}
