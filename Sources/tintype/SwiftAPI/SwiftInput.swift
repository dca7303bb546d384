import GraphQL

/// An input object type: a struct, or for one of which exactly one field is given, an enum.
struct SwiftInput {
    let types: SwiftTypes
    let type: TypeDefinition
    let id: TypeID

    func write(to text: inout SwiftText) {
        text.gap()
        text.documentation(type.description)
        if type.isOneOf { writeEnum(&text) } else { writeStruct(&text) }
        text.gap()
        text.block("extension \(type.name)") { text in
            text.documentation("Where each field stands, for errors.")
            text.block("enum Path") { text in
                for field in type.inputFields {
                    text.call("static let \(field.name.escaped) = InputPath", "\"\(field.name)\"")
                }
            }
            if isIdempotent {
                text.gap()
                text.line("static let idempotencyKeyPath = Path.idempotencyKey")
            }
        }
    }

    private func writeStruct(_ text: inout SwiftText) {
        text.block("struct \(type.name)") { text in
            for field in type.inputFields {
                text.documentation(field.description)
                text.line(
                    "var \(field.name.escaped): \(types.swift(field, in: id))"
                        + types.initialValue(field, in: id))
            }
            if isIdempotent {
                text.documentation("As it came: the same key with another input is a conflict.")
                text.line("var given = InputFields()")
            }
        }
        text.gap()
        let role = isIdempotent ? "IdempotentInput" : "InputObject"
        text.block("extension \(type.name): \(role)") { text in
            text.block("init(fields: InputFields) throws") { text in
                for field in type.inputFields {
                    text.line("\(field.name.escaped) = try fields.read(\"\(field.name)\")")
                }
                if isIdempotent { text.line("given = fields") }
            }
        }
    }

    /// Whether the schema's convention for creations holds.
    private var isIdempotent: Bool { type.inputField(named: "idempotencyKey") != nil }

    private func writeEnum(_ text: inout SwiftText) {
        text.block("enum \(type.name): InputObject") { text in
            for field in type.inputFields {
                text.documentation(field.description)
                text.line("case \(field.name.escaped)(\(types.name(of: field.type.named)))")
            }
            text.gap()
            text.block("init(fields: InputFields) throws") { text in
                text.line("switch fields.only {")
                for field in type.inputFields {
                    text.line("case \"\(field.name)\"?:")
                    text.line("    self = .\(field.name)(try fields.read(\"\(field.name)\"))")
                }
                text.line("default: throw InputMismatch()")
                text.line("}")
            }
        }
    }
}

/// An enum type.
struct SwiftEnum {
    let type: TypeDefinition

    func write(to text: inout SwiftText) {
        text.gap()
        text.documentation(type.description)
        text.block("enum \(type.name): String, SchemaEnum") { text in
            for value in type.enumValues {
                text.documentation(value.description)
                text.line("case \(Self.caseName(value.name).escaped) = \"\(value.name)\"")
            }
        }
    }

    /// `CLOSE_FRIENDS` -> `closeFriends`
    static func caseName(_ name: String) -> String {
        let words = name.split(separator: "_").map { $0.lowercased() }
        guard let first = words.first else { return name }
        let joined = first + words.dropFirst().map(SwiftTypes.capitalized).joined()
        return joined.first?.isNumber == true ? "_" + joined : joined
    }

    /// Words that cannot be names in Swift unless they are quoted.
    static let keywords: Set = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer",
        "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for",
        "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows",
        "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws",
        "true", "try", "typealias", "var", "where", "while",
    ]
}
