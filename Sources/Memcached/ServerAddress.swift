/// Where one memcached listens.
enum ServerAddress: Sendable, Equatable {
    case tcp(host: String, port: UInt16)
    case unix(path: String)

    /// memcached's registered port.
    static let defaultPort: UInt16 = 11_211

    /// "host:port", "[address]:port", "host" or "/path"; nil for anything else.
    init?(_ text: String) {
        if text.hasPrefix("/") {
            // `sockaddr_un.sun_path` has 108 bytes with the final zero.
            guard text.utf8.count < 108 else { return nil }
            self = .unix(path: text)
            return
        }
        var host = text[...]
        var port = Self.defaultPort
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else {
                return nil
            }
            port = number
            host = text[..<colon]
        }
        guard !host.isEmpty, !host.contains(" ") else { return nil }
        self = .tcp(host: String(host), port: port)
    }
}
