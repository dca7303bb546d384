extension Rule {
    /// Literals are values of the type expected at their place.
    static let valuesOfCorrectType = Rule("ValuesOfCorrectType") { registration in
        registration.on(.value) { index, walker in
            if let type = walker.inputType { walker.checkLiteral(index, type) }
        }
    }
}

extension Walker {
    /// The parser bounds how deep values nest, and so this recursion.
    fileprivate func checkLiteral(_ index: Int32, _ type: SchemaType) {
        let value = document.values[Int(index)]
        switch value.kind {
        case .variable: return
        case .null:
            guard type.isNonNull else { return }
            report(
                "Expected value of non-null type \"\(shown(type))\" not to be null.",
                at: value.start)
        case .list where type.isList:
            var item = index + 1
            while item < value.end, !isStopped {
                checkLiteral(item, type.item)
                item = document.values[Int(item)].end
            }
        default: checkItem(index, type)
        }
    }

    /// A value in place of a list stands for a list with that one item.
    private func checkItem(_ index: Int32, _ type: SchemaType) {
        var type = type
        while type.isList { type = type.item }
        switch kind(of: type.named) {
        case .scalar: checkScalar(index, schema.types[Int(type.named.index)])
        case .enum: checkEnum(index, schema.types[Int(type.named.index)])
        case .inputObject: checkObject(index, type.named)
        case .object, .interface, .union: return
        }
    }

    // MARK: Enums

    private func checkEnum(_ index: Int32, _ type: TypeDefinition) {
        let value = document.values[Int(index)]
        let isEnum = value.kind == .enum
        let text = isEnum ? document.text(value.name) : printed(index)
        if isEnum, type.enumValueIndices[text] != nil { return }
        let problem =
            isEnum
            ? "Value \"\(excerpt(text))\" does not exist in \"\(type.name)\" enum."
            : "Enum \"\(type.name)\" cannot represent non-enum value: \(text)."
        let names = type.enumValues.map(\.name)
        let suggestion = suggestion("the enum value", for: text, among: names)
        report(problem + suggestion, at: value.start)
    }

    // MARK: Input objects

    private func checkObject(_ index: Int32, _ id: TypeID) {
        let value = document.values[Int(index)]
        let type = schema.types[Int(id.index)]
        guard value.kind == .object else {
            report(
                "Expected value of type \"\(type.name)\" to be an object, found: "
                    + "\(printed(index)).", at: value.start)
            return
        }
        let given = GivenFields(of: index, in: document)
        for field in type.inputFields where !isStopped {
            if let fieldIndex = given[field.name] {
                checkLiteral(fieldIndex + 1, field.type)
            } else if field.isRequired {
                report(
                    "Expected value of type \"\(type.name)\" to include required field "
                        + "\"\(field.name)\", found: \(printed(index)).", at: value.start)
            }
        }
        let known = reportUnknownFields(in: index, type)
        if type.isOneOf { checkOneOf(index, type, known: known) }
    }

    /// Returns the fields that are known.
    private func reportUnknownFields(in index: Int32, _ type: TypeDefinition) -> [Int32] {
        var known: [Int32] = []
        var field = index + 1
        let end = document.values[Int(index)].end
        while field < end, !isStopped {
            let node = document.values[Int(field)]
            let name = document.text(node.name)
            if type.inputFieldIndices[name] != nil {
                if type.isOneOf { known.append(field) }
            } else {
                let suggestion = suggestion(for: name, among: type.inputFields.map(\.name))
                let found = suggestion.isEmpty ? ", found" : ".\(suggestion) Found"
                report(
                    "Expected value of type \"\(type.name)\" not to include unknown field "
                        + "\"\(excerpt(name))\"\(found): \(printed(index)).", at: node.start)
            }
            field = node.end
        }
        return known
    }

    private func checkOneOf(_ index: Int32, _ type: TypeDefinition, known: [Int32]) {
        if known.count == 1, document.values[Int(known[0]) + 1].kind != .null { return }
        report(
            "Within OneOf Input Object type \"\(type.name)\", exactly one field must be "
                + "specified, and the value for that field must be non-null.",
            at: document.values[Int(index)].start)
    }
}

/// The fields of an object value by name. Of several with one name the last counts.
private struct GivenFields {
    private let document: Document
    private var fields: [Int32] = []
    /// Made if there are too many fields to search through.
    private var indices: [String: Int32] = [:]
    private static let searchedMax = 16

    init(of index: Int32, in document: Document) {
        self.document = document
        for field in document.children(ofValue: index) { fields.append(field) }
        guard fields.count > Self.searchedMax else { return }
        for field in fields { indices[document.text(document.values[Int(field)].name)] = field }
    }

    subscript(name: String) -> Int32? {
        if fields.count > Self.searchedMax { return indices[name] }
        return fields.last { document.text(document.values[Int($0)].name) == name }
    }
}
