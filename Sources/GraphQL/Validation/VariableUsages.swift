/// A use of a variable in a document, and what is expected there.
struct VariableUsage {
    let name: Name
    /// Byte offset of the `$`.
    let start: UInt32
    let position: VariablePosition
}

/// A place where an input value stands.
struct VariablePosition {
    /// Nil if that is unknown.
    var type: SchemaType?
    var hasDefault = false
    /// The OneOf input object that the place is a field of.
    var oneOf: TypeID?
}

extension Walker {
    /// Notes the variables in a value. The parser bounds how deep values nest.
    func collectVariables(in index: Int32, at position: VariablePosition) {
        let value = document.values[Int(index)]
        switch value.kind {
        case .variable:
            variableUsages.append(
                VariableUsage(name: value.name, start: value.start, position: position))
        case .list:
            let type = position.type.flatMap { $0.isList ? $0.item : nil }
            var item = index + 1
            while item < value.end {
                collectVariables(in: item, at: VariablePosition(type: type))
                item = document.values[Int(item)].end
            }
        case .object:
            var field = index + 1
            while field < value.end {
                collectVariables(in: field + 1, at: fieldPosition(field, in: position.type))
                field = document.values[Int(field)].end
            }
        case .int, .float, .string, .blockString, .boolean, .null, .enum, .objectField: break
        }
    }

    /// What a field of an object value of this type expects.
    private func fieldPosition(_ field: Int32, in type: SchemaType?) -> VariablePosition {
        guard let type, kind(of: type.named) == .inputObject else { return VariablePosition() }
        let object = schema.types[Int(type.named.index)]
        let name = document.text(document.values[Int(field)].name)
        let definition = object.inputField(named: name)
        return VariablePosition(
            type: definition?.type, hasDefault: definition?.defaultValue != nil,
            oneOf: object.isOneOf ? type.named : nil)
    }

    /// The uses of variables that executing an operation meets: its own, then those of the
    /// fragments it reaches, as ranges of `variableUsages`.
    func usages(of operation: Int32) -> [Range<Int>] {
        guard let definition = self.operation(operation) else { return [] }
        var ranges = [usageRanges[Int(operation)]]
        for fragment in fragmentsReached(from: definition.selectionSet) {
            ranges.append(usageRanges[Int(fragments.definitionIndex(of: fragment))])
        }
        visitShared(ranges.reduce(0) { $0 + $1.count })
        return isStopped ? [] : ranges
    }
}
