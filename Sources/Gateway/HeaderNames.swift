import HTTPTypes

/// Header names that the HTTP library does not know.
extension HTTPField.Name {
    static let crossOriginOpenerPolicy = name("Cross-Origin-Opener-Policy")
    static let referrerPolicy = name("Referrer-Policy")
    /// `SessionTickets`
    static let tintypeTicket = name("Tintype-Ticket")
    static let xForwardedFor = name("X-Forwarded-For")
    static let xRequestID = name("X-Request-ID")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("No header name: \(text)")
        }
        return name
    }
}
