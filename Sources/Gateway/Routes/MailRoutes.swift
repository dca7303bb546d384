import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// `GET /mails`: the mails that a demo has sent to nobody, the newest first. It shows everybody's tokens,
/// so no other server has it.
struct MailRoutes {
    /// What was sent last, as it was sent.
    let mails: @Sendable (_ count: Int) async throws -> [String]
    let limits: GatewayLimits

    static let name = "mails"

    var routes: RouteCollection<GatewayContext> {
        let routes = RouteCollection(context: GatewayContext.self)
        routes.read(RouterPath(Self.name)) { _, _ in
            Self.page(try await mails(limits.mailsShownMax))
        }
        return routes
    }

    private static func page(_ mails: [String]) -> Response {
        let list = mails.map { "<hr><pre>\(html($0))</pre>\n" }.joined()
        let text = """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Mails of the demo</title>
            <h1>Mails of the demo</h1>
            <p>They are sent to nobody.</p>
            \(list.isEmpty ? "<p>There is none yet.</p>" : list)
            </html>
            """
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'",
                .referrerPolicy: "no-referrer",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// With what leads somewhere as a link.
    private static func html(_ mail: String) -> String {
        mail.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            let text = escaped(line)
            let isLink = line.hasPrefix("http://") || line.hasPrefix("https://")
            return isLink ? "<a href=\"\(text)\">\(text)</a>" : text
        }.joined(separator: "\n")
    }

    private static func escaped(_ line: Substring) -> String {
        String(line).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
