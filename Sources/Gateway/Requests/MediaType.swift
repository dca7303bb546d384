/// A media type of an `Accept` or `Content-Type` header. https://www.rfc-editor.org/rfc/rfc9110#name-media-type
struct MediaType: Equatable {
    /// Lower case. `*` stands for any.
    var type: Substring
    var subtype: Substring
    /// Names in lower case; values as given, without quotes.
    var parameters: [(name: String, value: String)] = []

    static let json = MediaType(type: "application", subtype: "json")
    /// https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types
    static let graphQLResponse = MediaType(type: "application", subtype: "graphql-response+json")

    init(type: Substring, subtype: Substring) {
        self.type = type
        self.subtype = subtype
    }

    /// Nil if the text is none.
    init?(_ text: some StringProtocol) {
        // As nearly every client writes it.
        if text == "application/json" {
            self = .json
            return
        }
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let names = parts[0].lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2 else { return nil }
        type = trimmed(names[0])
        subtype = trimmed(names[1])
        guard !type.isEmpty, !subtype.isEmpty else { return nil }
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let value = trimmed(Substring(pair[1])).filter { $0 != "\"" }
            parameters.append((trimmed(Substring(pair[0])).lowercased(), value))
        }
    }

    subscript(parameter: String) -> String? {
        parameters.first { $0.name == parameter }?.value
    }

    /// Whether its text is UTF-8, said or by default.
    var isUTF8: Bool {
        guard let charset = self["charset"]?.lowercased() else { return true }
        return charset == "utf-8" || charset == "utf8"
    }

    /// As a response names it.
    var contentType: String { "\(type)/\(subtype); charset=utf-8" }

    static func == (left: MediaType, right: MediaType) -> Bool {
        left.type == right.type && left.subtype == right.subtype
    }
}

/// Which of our two media types a client would have.
enum ResponseFormat: Equatable {
    /// `application/graphql-response+json`
    case graphQL
    /// `application/json`, for clients that know no other.
    case legacy

    /// Nil if the client takes neither (406).
    ///
    /// Equal wishes go to the current type if it is named. `*/*`, or no header at all, says nothing
    /// of knowing it, and gets plain JSON.
    init?(accept: String?) {
        guard let accept, !accept.isEmpty else {
            self = .legacy
            return
        }
        let ranges = accept.split(separator: ",").compactMap { MediaType($0) }
        let current = quality(of: .graphQLResponse, in: ranges)
        let legacy = quality(of: .json, in: ranges)
        guard current.value > 0 || legacy.value > 0 else { return nil }
        let prefersCurrent =
            current.value > legacy.value || current.value == legacy.value && current.isNamed
        self = prefersCurrent ? .graphQL : .legacy
    }

    /// Whether a client takes plain JSON, even if it would rather have the other.
    static func acceptsJSON(_ accept: String?) -> Bool {
        guard let accept, !accept.isEmpty else { return true }
        let ranges = accept.split(separator: ",").compactMap { MediaType($0) }
        return quality(of: .json, in: ranges).value > 0
    }

    /// The type of the answer.
    var mediaType: MediaType {
        switch self {
        case .graphQL: .graphQLResponse
        case .legacy: .json
        }
    }
}

/// How much a type is wished for, by the most specific range that covers it.
private func quality(
    of type: MediaType, in ranges: [MediaType]
) -> (value: Double, isNamed: Bool) {
    var best = (value: 0.0, specificity: -1)
    for range in ranges where range.isUTF8 {
        let specificity: Int
        switch (range.type, range.subtype) {
        case (type.type, type.subtype): specificity = 2
        case (type.type, "*"): specificity = 1
        case ("*", "*"): specificity = 0
        default: continue
        }
        guard specificity > best.specificity else { continue }
        let wish = range["q"].map { Double($0) ?? 0 } ?? 1
        best = (min(max(wish, 0), 1), specificity)
    }
    return (best.value, best.specificity == 2)
}

private func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
}
