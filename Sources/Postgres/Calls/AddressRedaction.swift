/// The address of a database without its password, for messages. A mistaken address may have its
/// parts anywhere, so more is hidden than libpq would take for the password.
struct AddressRedaction: Sendable {
    /// The address as it may be shown.
    let shown: String
    /// What must not be seen, whole and in the parts that libpq may take it apart into.
    private let secrets: [String]

    private static let mask = "***"
    /// What ends a part of a URI, or of a `keyword=value` text.
    private static let separators = Set("@:/?#&=' ")
    /// A shorter part says little, and is in every word.
    private static let charactersMin = 3

    init(_ address: String) {
        let userPassword = Self.userPassword(in: address)
        let start = userPassword?.upperBound ?? address.startIndex
        let rest = address[start...]
        // All that follows, as what ends the password may be what is mistaken.
        let named = rest.firstMatch(of: /password\s*=\s*/.ignoresCase())?.range.upperBound
        let end = named ?? address.endIndex
        var shown = address[start..<end]
        if let userPassword { shown = address[..<userPassword.lowerBound] + Self.mask + shown }
        self.shown = shown + (named == nil ? "" : Self.mask)
        var hidden: [Substring] = []
        if let userPassword { hidden.append(address[userPassword]) }
        if let named { hidden.append(address[named...]) }
        for whole in hidden { hidden += whole.split { Self.separators.contains($0) } }
        // libpq quotes some parts as they are written, others decoded.
        secrets = hidden.flatMap { [String($0), Self.percentDecoded($0)] }
            .filter { $0.count >= Self.charactersMin }
    }

    /// A message of libpq, which quotes what it could not read.
    func clean(_ message: String) -> String {
        var pieces = message.split(separator: "\"", omittingEmptySubsequences: false)
            .map(String.init)
        for index in pieces.indices where !index.isMultiple(of: 2) && isSecret(pieces[index]) {
            pieces[index] = Self.mask
        }
        return secrets.reduce(pieces.joined(separator: "\"")) {
            $0.replacing($1, with: Self.mask)
        }
    }

    private func isSecret(_ text: String) -> Bool {
        !text.isEmpty && secrets.contains { $0.contains(text) || text.contains($0) }
    }

    /// Between the first colon and the last `@` of a URI, or of what should perhaps be one.
    private static func userPassword(in address: String) -> Range<String.Index>? {
        let scheme = address.firstRange(of: "://") ?? address.firstRange(of: "//")
        let start = scheme?.upperBound ?? address.startIndex
        guard let at = address[start...].lastIndex(of: "@") else {
            return passwordAsPort(in: address[start...])
        }
        guard let colon = address[start..<at].firstIndex(of: ":") else { return nil }
        return address.index(after: colon)..<at
    }

    /// Without an `@` the host was forgotten, and what follows the user is taken for a port: all
    /// behind the first colon of the authority, unless it is ports.
    private static func passwordAsPort(in rest: Substring) -> Range<String.Index>? {
        // A scheme that no two slashes follow.
        let scheme = rest.prefixMatch(of: /postgres(ql)?:\/?/.ignoresCase())
        let behind = rest[(scheme?.range.upperBound ?? rest.startIndex)...]
        let authority = behind.prefix { $0 != "/" && $0 != "?" }
        // Addresses of IPv6 have colons of their own.
        let name = authority.prefixMatch(of: /\[[0-9a-fA-F:.]*\]/)?.range.upperBound
        guard let colon = authority[(name ?? authority.startIndex)...].firstIndex(of: ":"),
            // `host=::1 dbname=d` is no URI.
            !authority[..<colon].contains("=")
        else { return nil }
        let ports = authority[colon...].dropFirst()
        guard ports.wholeMatch(of: /[0-9,:]*|[0-9]*(,[a-z0-9.-]*:[0-9]*)*/.ignoresCase()) == nil
        else { return nil }
        return ports.startIndex..<ports.endIndex
    }

    /// Octets that make no text are left out.
    private static func percentDecoded(_ text: Substring) -> String {
        String(text).replacing(/(%[0-9a-fA-F]{2})+/) { match in
            let octets = match.output.0.split(separator: "%").compactMap { UInt8($0, radix: 16) }
            return String(decoding: octets, as: UTF8.self)
        }
    }
}

/// It shows what may be shown.
extension AddressRedaction: CustomStringConvertible, CustomReflectable {
    var description: String { shown }

    var customMirror: Mirror { Mirror(self, children: ["shown": shown]) }
}
