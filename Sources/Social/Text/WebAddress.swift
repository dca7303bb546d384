import Foundation

/// A link that people show of themselves.
enum WebAddress {
    /// In the form of RFC 3986: scheme and host in lower case, the host as the domain name system knows
    /// it, and what is not ASCII percent-encoded. An empty text is none, and kept.
    ///
    /// The host is a public name: a number or `localhost` is another machine for each reader. A user's
    /// name before the host is refused, since it may pass for one.
    ///
    /// - Throws: the first rule that it breaks.
    static func kept(_ text: String, charactersMax: Int) throws(BrokenTextRule) -> String {
        let text = try TextRules.text(text, .line, codePointsMax: charactersMax)
        if text.isEmpty { return text }
        guard var components = URLComponents(string: text),
            let scheme = components.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = components.encodedHost?.lowercased(), DomainName.isPublic(host),
            components.percentEncodedUser == nil, components.percentEncodedPassword == nil,
            (1...65_535).contains(components.port ?? 80)
        else { throw .noWebAddress }
        components.scheme = scheme
        components.encodedHost = host
        guard let kept = components.string else { throw .noWebAddress }
        guard kept.utf8.count <= charactersMax else {
            throw .tooLong(codePointsMax: charactersMax)
        }
        return kept
    }
}
