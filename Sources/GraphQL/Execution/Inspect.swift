/// How an error message shows a value: shortened, so that what was sent is never echoed at length.
func inspect(_ value: InputValue) -> String {
    inspect(value, depth: 0)
}

private func inspect(_ value: InputValue, depth: Int) -> String {
    switch value {
    case .null: "null"
    case .int(let number): String(number)
    case .float(let number):
        number == number.rounded(.towardZero) && number.magnitude < 1e15
            ? String(Int(number)) : number.description
    case .number(let text): shortened(text)
    case .boolean(let flag): String(flag)
    case .enum(let name): shortened(name)
    case .string(let text): printedString(shortened(text))
    case .list(let items): inspect(list: items, depth: depth)
    case .object(let fields): inspect(object: fields, depth: depth)
    }
}

private func inspect(list items: [InputValue], depth: Int) -> String {
    if items.isEmpty { return "[]" }
    if depth >= Limits.inspectedDepthMax { return "[Array]" }
    var shown = items.prefix(Limits.inspectedItemsMax).map { inspect($0, depth: depth + 1) }
    let hidden = items.count - shown.count
    if hidden > 0 { shown.append(hidden == 1 ? "... 1 more item" : "... \(hidden) more items") }
    return "[" + shown.joined(separator: ", ") + "]"
}

private func inspect(object fields: [InputField], depth: Int) -> String {
    if fields.isEmpty { return "{}" }
    if depth >= Limits.inspectedDepthMax { return "[Object]" }
    var shown = fields.prefix(Limits.inspectedItemsMax).map {
        shortened($0.name) + ": " + inspect($0.value, depth: depth + 1)
    }
    if fields.count > shown.count { shown.append("...") }
    return "{ " + shown.joined(separator: ", ") + " }"
}

private func shortened(_ text: String) -> String {
    let prefix = text.prefix(Limits.inspectedCharactersMax)
    return prefix.endIndex == text.endIndex ? text : prefix + "…"
}
