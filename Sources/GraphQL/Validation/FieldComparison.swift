extension Walker {
    /// The type of a selected field; nil if it is unknown or belongs to introspection.
    func fieldType(of selection: Int32) -> SchemaType? {
        fieldReferences[Int(selection)].flatMap { type(of: $0) }
    }

    /// The object type that a field is selected on; nil if that is an interface or union.
    func objectParent(of selection: Int32) -> TypeID? {
        parentTypes[Int(selection)].flatMap { kind(of: $0) == .object ? $0 : nil }
    }

    func isStreamed(_ selection: Int32) -> Bool {
        document.directive("stream", in: self.selection(selection).directives) != nil
    }

    /// Whether values of two types cannot stand for one field of a response.
    /// https://spec.graphql.org/September2026/#SameResponseShape()
    func typesConflict(_ one: SchemaType, _ other: SchemaType) -> Bool {
        if one == other { return false }
        return one.wrapping != other.wrapping
            || one.named != other.named && !(isComposite(one.named) && isComposite(other.named))
    }
}

extension Document {
    /// Whether two lists of arguments say the same, in whatever order.
    func haveSameArguments(_ one: NodeRange, _ other: NodeRange) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).allSatisfy { areSame(arguments[Int($0)], arguments[Int($1)]) }
            || haveSameArgumentsUnordered(one, other)
    }

    private func areSame(_ one: Argument, _ other: Argument) -> Bool {
        one.name.name == other.name.name && haveSameValue(one.value, other.value)
    }

    private func haveSameArgumentsUnordered(_ one: NodeRange, _ other: NodeRange) -> Bool {
        var values: [Name: Int32] = [:]
        for index in other { values[arguments[Int(index)].name.name] = arguments[Int(index)].value }
        return one.allSatisfy { index in
            let argument = arguments[Int(index)]
            return values[argument.name.name].map { haveSameValue(argument.value, $0) } ?? false
        }
    }

    /// Whether two values are written alike, but for the order of the fields of objects.
    private func haveSameValue(_ one: Int32, _ other: Int32) -> Bool {
        let (left, right) = (values[Int(one)], values[Int(other)])
        guard left.kind == right.kind, left.end - one == right.end - other else { return false }
        switch left.kind {
        case .null: return true
        case .variable, .enum, .boolean, .objectField: return left.name == right.name
        case .int, .float: return haveSameText(left, right)
        case .string, .blockString:
            return haveSameText(left, right) || stringValue(of: one) == stringValue(of: other)
        case .list: return haveSameItems(one, other)
        case .object: return haveSameFields(one, other)
        }
    }

    private func haveSameText(_ one: Value, _ other: Value) -> Bool {
        one.length == other.length
            && source.bytes[Int(one.start)..<Int(one.start + one.length)]
                .elementsEqual(source.bytes[Int(other.start)..<Int(other.start + other.length)])
    }

    private func haveSameItems(_ one: Int32, _ other: Int32) -> Bool {
        let (left, right) = (childrenOfValue(one), childrenOfValue(other))
        return left.count == right.count && zip(left, right).allSatisfy { haveSameValue($0, $1) }
    }

    private func haveSameFields(_ one: Int32, _ other: Int32) -> Bool {
        let (left, right) = (fieldsByName(one), fieldsByName(other))
        return left.count == right.count
            && zip(left, right).allSatisfy {
                values[Int($0)].name == values[Int($1)].name && haveSameValue($0 + 1, $1 + 1)
            }
    }

    private func fieldsByName(_ object: Int32) -> [Int32] {
        childrenOfValue(object).sorted {
            (values[Int($0)].name.id, $0) < (values[Int($1)].name.id, $1)
        }
    }

    private func childrenOfValue(_ index: Int32) -> [Int32] { Array(children(ofValue: index)) }
}
