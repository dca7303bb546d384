import CPostgres

/// Where and how to connect: what the address says, completed by settings of ours.
struct ConnectionParameters: Sendable {
    private var values: [(keyword: String, value: String)] = []
    /// For messages about the address.
    let redaction: AddressRedaction

    /// Takes a URI or `keyword=value` text apart; the address may set anything libpq knows, and
    /// what it says wins over our defaults. `PQconninfoParse`
    init(
        address: String, defaults: [(keyword: String, value: String)], settings: [String]
    ) throws(PostgresError) {
        redaction = AddressRedaction(address)
        var message: UnsafeMutablePointer<CChar>?
        defer { PQfreemem(message) }
        guard let options = PQconninfoParse(address, &message) else {
            let reason = message.map { String(cString: $0).trimmed } ?? "no memory"
            throw PostgresError(
                .invalidRequest,
                "the address of the database, \(redaction.shown), is wrong: "
                    + redaction.clean(reason))
        }
        defer { PQconninfoFree(options) }
        values = defaults
        var serverOptions = settings.map { "-c \($0)" }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                let (keyword, value) = (String(cString: keyword), String(cString: value))
                if keyword == "options" {
                    serverOptions.append(value)
                } else {
                    values.append((keyword, value))
                }
            }
            option += 1
        }
        // A pooler refuses a connection that has any.
        if !serverOptions.isEmpty {
            values.append(("options", serverOptions.joined(separator: " ")))
        }
    }

    /// Null-terminated arrays of keywords and values.
    func withCArrays<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) ->
            Value
    ) -> Value {
        let strings = values.map { (keyword: copy($0.keyword), value: copy($0.value)) }
        defer {
            for string in strings {
                string.keyword.deallocate()
                string.value.deallocate()
            }
        }
        let keywords = strings.map { UnsafePointer<CChar>?($0.keyword) } + [nil]
        let values = strings.map { UnsafePointer<CChar>?($0.value) } + [nil]
        return keywords.withUnsafeBufferPointer { keywords in
            values.withUnsafeBufferPointer { values in
                // Both hold at least the terminating null, so they have an address.
                guard let keywords = keywords.baseAddress, let values = values.baseAddress else {
                    preconditionFailure("an array with an element has an address")
                }
                return body(keywords, values)
            }
        }
    }

    private func copy(_ string: String) -> UnsafeMutablePointer<CChar> {
        let utf8 = string.utf8CString
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: utf8.count)
        _ = buffer.initialize(from: utf8)
        guard let start = buffer.baseAddress else {
            preconditionFailure("a C string has at least its end")
        }
        return start
    }
}

/// What it shows is the address without its password.
extension ConnectionParameters: CustomStringConvertible, CustomReflectable {
    var description: String { "ConnectionParameters(\(redaction.shown))" }

    var customMirror: Mirror { Mirror(self, children: ["address": redaction.shown]) }
}
