/// Compares literals with the types they are meant for: the values of arguments, of variables'
/// defaults, and those that a schema holds.
/// https://spec.graphql.org/September2026/#sec-Values-of-Correct-Type
struct LiteralCheck {
    /// Something wrong with a literal or with a part of it.
    struct Problem {
        let message: String
        /// Byte offset in the document.
        let start: UInt32
        /// Index of the value that is wrong.
        let value: Int32
    }

    let document: Document
    let schema: Schema
    /// The checks of custom scalars by name; literals of one that has none pass.
    let scalars: [String: ScalarCoercion]
    /// Once more problems than these are known, no others are looked for.
    let problemsMax: Int
    /// So many problems come with suggestions.
    let suggestionsMax: Int
    private(set) var problems: [Problem] = []

    init(
        _ document: Document, schema: Schema, scalars: [String: ScalarCoercion] = [:],
        problemsMax: Int, suggestionsMax: Int
    ) {
        self.document = document
        self.schema = schema
        self.scalars = scalars
        self.problemsMax = problemsMax
        self.suggestionsMax = suggestionsMax
    }

    /// Forgets and gives what was found, in the order of the text but for what is missing.
    mutating func takeProblems() -> [Problem] {
        if problems.isEmpty { return [] }
        defer { problems = [] }
        return problems
    }

    /// Nests as deeply as the value and the lists of the type, which the parser limits.
    mutating func check(_ index: Int32, as type: SchemaType) {
        guard problems.count <= problemsMax else { return }
        let value = document.values[Int(index)]
        switch value.kind {
        case .variable: return
        case .null:
            guard type.isNonNull else { return }
            let name = schema.typeName(type)
            report("Expected value of non-null type \"\(name)\" not to be null.", index)
        case .list where type.isList:
            for item in document.children(ofValue: index) { check(item, as: type.item) }
        default: checkItem(index, as: type)
        }
    }

    /// A value in place of a list stands for a list with that one item.
    private mutating func checkItem(_ index: Int32, as type: SchemaType) {
        let type = schema[type.named]
        switch type.kind {
        case .scalar: checkScalar(index, as: type)
        case .enum: checkEnum(index, as: type)
        case .inputObject: checkObject(index, as: type)
        case .object, .interface, .union: return
        }
    }

    private mutating func report(_ message: String, _ index: Int32, value: Int32? = nil) {
        let start = document.values[Int(index)].start
        problems.append(Problem(message: message, start: start, value: value ?? index))
    }

    private func suggestion(
        _ subject: String? = nil, for text: String, among names: @autoclosure () -> [String]
    ) -> String {
        guard problems.count < suggestionsMax else { return "" }
        return didYouMean(subject, suggestionList(text, names()))
    }

    private func kind(_ index: Int32) -> Value.Kind { document.values[Int(index)].kind }

    private func name(_ index: Int32) -> String {
        document.text(document.values[Int(index)].name)
    }

    private func shown(_ index: Int32) -> String { document.excerpt(ofValue: index) }
}

// MARK: - Input objects

extension LiteralCheck {
    private mutating func checkObject(_ index: Int32, as type: TypeDefinition) {
        guard kind(index) == .object else {
            report(
                "Expected value of type \"\(type.name)\" to be an object, found: \(shown(index)).",
                index)
            return
        }
        var known: [KnownField] = []
        var unknown: [Int32] = []
        for node in document.children(ofValue: index) {
            if let field = type.inputFieldIndices[name(node)] {
                known.append(KnownField(index: field, node: node))
            } else {
                unknown.append(node)
            }
        }
        checkFields(known.sorted(), of: index, as: type)
        for node in unknown where problems.count <= problemsMax {
            reportUnknown(node, of: index, as: type)
        }
        if type.isOneOf { checkOneOf(index, as: type, fields: known.map(\.node)) }
    }

    /// A field of an object value that its type has.
    private struct KnownField: Comparable {
        let index: Int
        let node: Int32

        static func < (left: KnownField, right: KnownField) -> Bool {
            (left.index, left.node) < (right.index, right.node)
        }
    }

    /// Checks the fields that are given, the last of those with one name, and reports what is
    /// missing. Looks at no other fields: a list may have many objects, and a type many fields.
    private mutating func checkFields(
        _ given: [KnownField], of index: Int32, as type: TypeDefinition
    ) {
        var required = type.requiredInputFields[...]
        for (position, field) in given.enumerated() {
            while let next = required.first, next <= field.index {
                if next < field.index { reportMissing(next, of: index, as: type) }
                required.removeFirst()
            }
            let isLast = position + 1 == given.count || given[position + 1].index > field.index
            if isLast { check(field.node + 1, as: type.inputFields[field.index].type) }
        }
        for next in required { reportMissing(next, of: index, as: type) }
    }

    private mutating func reportMissing(_ field: Int, of index: Int32, as type: TypeDefinition) {
        guard problems.count <= problemsMax else { return }
        report(
            "Expected value of type \"\(type.name)\" to include required field "
                + "\"\(type.inputFields[field].name)\", found: \(shown(index)).", index)
    }

    private mutating func reportUnknown(_ node: Int32, of index: Int32, as type: TypeDefinition) {
        let name = name(node)
        let suggestion = suggestion(for: name, among: type.inputFields.map(\.name))
        let found = suggestion.isEmpty ? ", found" : ".\(suggestion) Found"
        report(
            "Expected value of type \"\(type.name)\" not to include unknown field "
                + "\"\(excerpt(name))\"\(found): \(shown(index)).", node, value: index)
    }

    private mutating func checkOneOf(
        _ index: Int32, as type: TypeDefinition, fields: [Int32]
    ) {
        var value = index
        if fields.count == 1 {
            value = fields[0] + 1
            guard kind(value) == .null else { return }
        }
        report(
            "Within OneOf Input Object type \"\(type.name)\", exactly one field must be specified, "
                + "and the value for that field must be non-null.", index, value: value)
    }
}

// MARK: - Scalars and enums

extension LiteralCheck {
    private mutating func checkEnum(_ index: Int32, as type: TypeDefinition) {
        let isName = kind(index) == .enum
        let text = isName ? name(index) : shown(index)
        if isName, type.enumValueIndices[text] != nil { return }
        let problem =
            isName
            ? "Value \"\(excerpt(text))\" does not exist in \"\(type.name)\" enum."
            : "Enum \"\(type.name)\" cannot represent non-enum value: \(text)."
        let names = type.enumValues.map(\.name)
        report(problem + suggestion("the enum value", for: text, among: names), index)
    }

    private mutating func checkScalar(_ index: Int32, as type: TypeDefinition) {
        if let coercion = scalars[type.name] { return check(index, as: type, by: coercion) }
        guard type.isBuiltIn, let problem = problem(index, as: type) else { return }
        report(problem + shown(index), index)
    }

    /// https://spec.graphql.org/September2026/#sec-Scalars
    private func problem(_ index: Int32, as type: TypeDefinition) -> String? {
        let kind = kind(index)
        let isString = kind == .string || kind == .blockString
        switch type.name {
        case "Int" where kind != .int: return "Int cannot represent non-integer value: "
        case "Int" where !isInt32(index):
            return "Int cannot represent non 32-bit signed integer value: "
        case "Float" where kind != .int && kind != .float || !isDouble(index):
            return "Float cannot represent non numeric value: "
        case "String" where !isString: return "String cannot represent a non string value: "
        case "Boolean" where kind != .boolean:
            return "Boolean cannot represent a non boolean value: "
        case "ID" where !isString && kind != .int:
            return "ID cannot represent a non-string and non-integer value: "
        default: return nil
        }
    }

    private func isInt32(_ index: Int32) -> Bool {
        NumberRange.int32(InputValue(wholeNumber: document.rawText(ofValue: index))) != nil
    }

    private func isDouble(_ index: Int32) -> Bool {
        NumberRange.double(document.value(ofLiteral: index)) != nil
    }

    private mutating func check(
        _ index: Int32, as type: TypeDefinition, by coercion: ScalarCoercion
    ) {
        let nodes = document.values[Int(index)..<Int(document.values[Int(index)].end)]
        // Known only when a request brings its variables.
        guard !nodes.contains(where: { $0.kind == .variable }) else { return }
        do {
            _ = try coercion.input(document.value(ofLiteral: index))
        } catch let error as GraphQLError {
            report(error.message, index)
        } catch {
            report("Expected value of type \"\(type.name)\", found: \(shown(index)).", index)
        }
    }
}

extension Document {
    /// The way from a literal to one inside it.
    func path(from outer: Int32, to inner: Int32) -> [PathElement] {
        var path: [PathElement] = []
        var index = outer
        while index != inner {
            var position = 0
            let next = children(ofValue: index).first { child in
                position += 1
                return inner < values[Int(child)].end
            }
            guard let next else { break }
            if values[Int(next)].kind == .objectField {
                path.append(.name(text(values[Int(next)].name)))
                index = next + 1
            } else {
                path.append(.index(position - 1))
                index = next
            }
        }
        return path
    }
}
