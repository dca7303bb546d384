/// Of each input object, the fields that cannot be left out.
struct RequiredFields {
    private let fields: [TypeID: [Int]]

    init(_ schema: Schema) {
        var fields: [TypeID: [Int]] = [:]
        for (index, type) in schema.types.enumerated() where type.kind == .inputObject {
            fields[TypeID(index)] = type.inputFields.indices.filter {
                type.inputFields[$0].isRequired
            }
        }
        self.fields = fields
    }

    subscript(type: TypeID) -> [Int] { fields[type] ?? [] }
}

/// Compares a constant with the type it is meant for. Values of custom scalars all pass: their
/// checks belong to the resolvers, not to the schema.
/// https://spec.graphql.org/September2026/#sec-Values-of-Correct-Type
struct ConstantCheck {
    /// Something wrong with a part of the value.
    struct Problem {
        var message: String
        var path: [PathElement]
        /// Byte offset in the document.
        var start: UInt32
    }

    let schema: Schema
    let requiredFields: RequiredFields
    let document: Document
    private(set) var problems: [Problem] = []

    init(schema: Schema, requiredFields: RequiredFields, document: Document) {
        self.schema = schema
        self.requiredFields = requiredFields
        self.document = document
    }

    private func kind(_ index: Int32) -> Value.Kind { document.values[Int(index)].kind }

    private mutating func report(_ message: String, _ index: Int32, at path: [PathElement]) {
        let start = document.values[Int(index)].start
        problems.append(Problem(message: message, path: path, start: start))
    }

    /// Nests as deeply as the value and the lists of the type, which the parser limits.
    mutating func check(_ index: Int32, as type: SchemaType, at path: [PathElement]) {
        guard problems.count <= SchemaLimits.errorsMax else { return }
        if kind(index) == .null {
            guard type.isNonNull else { return }
            report(
                "Expected value of non-null type \"\(schema.typeName(type))\" not to be null.",
                index, at: path)
            return
        }
        let type = type.asNullable
        if type.isList {
            guard kind(index) == .list else { return check(index, as: type.item, at: path) }
            for (number, item) in document.children(ofValue: index).enumerated() {
                check(item, as: type.item, at: path + [.index(number)])
            }
            return
        }
        let definition = schema[type.named]
        if definition.kind == .inputObject {
            checkObject(index, as: type.named, at: path)
        } else if let message = leafProblem(index, definition) {
            report(message, index, at: path)
        }
    }

    private mutating func checkObject(_ index: Int32, as id: TypeID, at path: [PathElement]) {
        let type = schema[id]
        guard kind(index) == .object else {
            report(
                "Expected value of type \"\(type.name)\" to be an object, found: \(text(index)).",
                index, at: path)
            return
        }
        var given: [Int: Int32] = [:]
        for field in document.children(ofValue: index) {
            let name = document.text(document.values[Int(field)].name)
            if let number = type.inputFieldIndices[name] { given[number] = field + 1 }
        }
        // Not all fields: a list may have many objects, and a type many fields.
        for number in Set(given.keys).union(requiredFields[id]).sorted() {
            let field = type.inputFields[number]
            if let value = given[number] {
                check(value, as: field.type, at: path + [.name(field.name)])
            } else {
                report(
                    "Expected value of type \"\(type.name)\" to include required field"
                        + " \"\(field.name)\", found: \(text(index)).", index, at: path)
            }
        }
        let known = checkFieldsAreKnown(of: index, as: type, at: path)
        if type.isOneOf { checkOneOf(index, as: type, fields: known, at: path) }
    }

    /// Reports unknown fields; returns the others.
    private mutating func checkFieldsAreKnown(
        of index: Int32, as type: TypeDefinition, at path: [PathElement]
    ) -> [Int32] {
        var known: [Int32] = []
        for field in document.children(ofValue: index) {
            let name = document.text(document.values[Int(field)].name)
            if type.inputFieldIndices[name] != nil {
                known.append(field)
                continue
            }
            let isFirst = problems.count < SchemaLimits.suggestionsMax
            let options = isFirst ? type.inputFields.map(\.name) : []
            let suggestion = didYouMean(nil, suggestionList(name, options))
            let found = suggestion.isEmpty ? ", found" : ".\(suggestion) Found"
            report(
                "Expected value of type \"\(type.name)\" not to include unknown field"
                    + " \"\(name)\"\(found): \(text(index)).", field, at: path)
        }
        return known
    }

    private mutating func checkOneOf(
        _ index: Int32, as type: TypeDefinition, fields: [Int32], at path: [PathElement]
    ) {
        var path = path
        if fields.count == 1 {
            guard kind(fields[0] + 1) == .null else { return }
            path.append(.name(document.text(document.values[Int(fields[0])].name)))
        }
        report(
            "Within OneOf Input Object type \"\(type.name)\", exactly one field must be specified,"
                + " and the value for that field must be non-null.", index, at: path)
    }

    /// The text of a value as messages show it.
    private func text(_ index: Int32) -> String { document.literalTextForErrors(index) }
}

// MARK: - Scalars and enums

extension ConstantCheck {
    private func leafProblem(_ index: Int32, _ type: TypeDefinition) -> String? {
        if type.kind == .enum { return enumProblem(index, type) }
        let kind = kind(index)
        switch type.name {
        case "Int" where kind != .int:
            return "Int cannot represent non-integer value: \(text(index))"
        case "Int" where Int32(document.rawText(ofValue: index)) == nil:
            return "Int cannot represent non 32-bit signed integer value: \(text(index))"
        case "Float" where kind != .int && kind != .float:
            return "Float cannot represent non numeric value: \(text(index))"
        case "String" where kind != .string && kind != .blockString:
            return "String cannot represent a non string value: \(text(index))"
        case "Boolean" where kind != .boolean:
            return "Boolean cannot represent a non boolean value: \(text(index))"
        case "ID" where kind != .string && kind != .blockString && kind != .int:
            return "ID cannot represent a non-string and non-integer value: \(text(index))"
        default:
            return nil
        }
    }

    private func enumProblem(_ index: Int32, _ type: TypeDefinition) -> String? {
        let shown = text(index)
        let isName = kind(index) == .enum
        if isName, type.enumValueIndices[document.text(document.values[Int(index)].name)] != nil {
            return nil
        }
        let isFirst = problems.count < SchemaLimits.suggestionsMax
        let options = isFirst ? type.enumValues.map(\.name) : []
        let suggestion = didYouMean("the enum value", suggestionList(shown, options))
        return isName
            ? "Value \"\(shown)\" does not exist in \"\(type.name)\" enum.\(suggestion)"
            : "Enum \"\(type.name)\" cannot represent non-enum value: \(shown).\(suggestion)"
    }
}
