import Foundation
import GraphQL

/// JSON as the tests need it.
enum JSONText {
    /// The members of a JSON object, as variables of a request.
    static func inputFields(_ text: String) throws -> [InputField] {
        let value = try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        guard case .object(let fields) = value.input else { return [] }
        return fields
    }

    /// The values of all members of a name that are strings without escapes, in their order.
    static func strings(_ name: String, in json: String) -> [String] {
        json.components(separatedBy: "\"\(name)\":\"").dropFirst().map { rest in
            String(rest.prefix { $0 != "\"" })
        }
    }

    /// Spread over lines, the order of members kept.
    static func spread(_ json: String) -> String {
        var text = ""
        var indent = 0
        var isInString = false
        var isEscaped = false
        func breakLine() { text += "\n" + String(repeating: "  ", count: indent) }
        var characters = Array(json.unicodeScalars)[...]
        while let scalar = characters.popFirst() {
            if isInString {
                text.unicodeScalars.append(scalar)
                if !isEscaped, scalar == "\"" { isInString = false }
                isEscaped = !isEscaped && scalar == "\\"
                continue
            }
            switch scalar {
            case "{", "[":
                text.unicodeScalars.append(scalar)
                if let next = characters.first, next == "}" || next == "]" {
                    text.unicodeScalars.append(characters.removeFirst())
                } else {
                    indent += 1
                    breakLine()
                }
            case "}", "]":
                indent -= 1
                breakLine()
                text.unicodeScalars.append(scalar)
            case ",":
                text += ","
                breakLine()
            case ":": text += ": "
            default:
                text.unicodeScalars.append(scalar)
                if scalar == "\"" { isInString = true }
            }
        }
        return text + "\n"
    }

    /// The value at a path of member names and indices, as Foundation sees it.
    static func value(_ json: String, at path: [String]) throws -> Any? {
        var value: Any? = try JSONSerialization.jsonObject(with: Data(json.utf8))
        for step in path {
            if let items = value as? [Any], let index = Int(step) {
                value = items.indices.contains(index) ? items[index] : nil
            } else {
                value = (value as? [String: Any])?[step]
            }
        }
        return value is NSNull ? nil : value
    }

    private enum Value: Decodable {
        case null
        case boolean(Bool)
        case int(Int)
        case double(Double)
        case string(String)
        case list([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .boolean(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .int(number)
            } else if let number = try? container.decode(Double.self) {
                self = .double(number)
            } else if let text = try? container.decode(String.self) {
                self = .string(text)
            } else if let items = try? container.decode([Value].self) {
                self = .list(items)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        var input: InputValue {
            switch self {
            case .null: .null
            case .boolean(let flag): .boolean(flag)
            case .int(let number): .int(number)
            case .double(let number): .float(number)
            case .string(let text): .string(text)
            case .list(let items): .list(items.map(\.input))
            case .object(let members):
                .object(
                    members.sorted { $0.key < $1.key }
                        .map { InputField(name: $0.key, value: $0.value.input) })
            }
        }
    }
}
