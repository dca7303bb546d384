import HTTPTypes

/// Header names that the HTTP library does not know.
extension HTTPField.Name {
    static let crossOriginOpenerPolicy = name("Cross-Origin-Opener-Policy")
    static let referrerPolicy = name("Referrer-Policy")
    /// `SessionTickets`
    static let tintypeTicket = name("Tintype-Ticket")
    static let tusResumable = name("Tus-Resumable")
    static let tusVersion = name("Tus-Version")
    static let tusExtension = name("Tus-Extension")
    static let tusMaxSize = name("Tus-Max-Size")
    static let tusChecksumAlgorithm = name("Tus-Checksum-Algorithm")
    static let uploadChecksum = name("Upload-Checksum")
    static let uploadExpires = name("Upload-Expires")
    static let uploadLength = name("Upload-Length")
    static let uploadOffset = name("Upload-Offset")
    static let xForwardedFor = name("X-Forwarded-For")
    static let xHTTPMethodOverride = name("X-HTTP-Method-Override")
    static let xRequestID = name("X-Request-ID")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("No header name: \(text)")
        }
        return name
    }
}
