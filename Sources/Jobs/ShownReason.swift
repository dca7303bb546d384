/// What is kept and logged of an error: what it says of itself if it was made to be read, else its
/// type and case. Its other values may be what should not be read.
func shownReason(_ error: any Error) -> String {
    let text: String
    if let error = (error as Any) as? any CustomStringConvertible {
        text = error.description
    } else {
        let mirror = Mirror(reflecting: error)
        let isEnum = mirror.displayStyle == .enum
        // A case without values has no child, and is its own description.
        let name = isEnum ? ".\(mirror.children.first?.label ?? "\(error)")" : ""
        text = "\(type(of: error))\(name)"
    }
    // The table cannot hold a NUL.
    return String(
        decoding: text.utf8.prefix(JobsLimits.errorBytesMax).filter { $0 != 0 }, as: UTF8.self)
}
