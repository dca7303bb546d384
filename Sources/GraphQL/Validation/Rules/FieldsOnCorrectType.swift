extension Rule {
    /// Every field that is selected is a field of the type it is selected on.
    static let fieldsOnCorrectType = Rule("FieldsOnCorrectType") { registration in
        registration.on(.field) { index, walker in
            guard let type = walker.parentType, walker.field == nil else { return }
            let selection = walker.selection(index)
            let name = walker.document.text(selection.name.name)
            walker.report(
                "Cannot query field \"\(excerpt(name))\" on type \"\(walker.shown(type))\"."
                    + suggestion(for: name, on: type, walker), at: selection.start)
        }
    }
}

private func suggestion(for name: String, on type: TypeID, _ walker: Walker) -> String {
    guard walker.suggests else { return "" }
    let types = typesWithField(name, among: type, walker.schema)
    if !types.isEmpty { return didYouMean("to use an inline fragment on", types) }
    return didYouMean(nil, suggestionList(name, walker.schema[type].fields.map(\.name)))
}

/// The objects that an abstract type can be, and their interfaces, that do have the field. Those
/// that most of the objects share come first, then interfaces before their implementations.
private func typesWithField(_ name: String, among type: TypeID, _ schema: Schema) -> [String] {
    guard schema[type].isAbstract else { return [] }
    var uses: [TypeID: Int] = [:]
    for object in schema[type].possibleTypes where schema[object].fieldIndices[name] != nil {
        uses[object] = 1
        for interface in schema[object].interfaces
        where schema[interface].fieldIndices[name] != nil {
            uses[interface, default: 0] += 1
        }
    }
    let sorted = uses.sorted { one, two in
        if one.value != two.value { return one.value > two.value }
        if schema.isInterface(one.key, of: two.key) { return true }
        if schema.isInterface(two.key, of: one.key) { return false }
        return precedesNaturally(schema[one.key].name, schema[two.key].name)
    }
    return sorted.map { schema[$0.key].name }
}

extension Schema {
    fileprivate func isInterface(_ interface: TypeID, of type: TypeID) -> Bool {
        self[interface].kind == .interface && self[type].interfaces.contains(interface)
    }
}
