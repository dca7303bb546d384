/// Finds default values of input fields that contain themselves: `{}` stands for an object whose
/// fields have their defaults, which may be the same object again.
/// https://spec.graphql.org/September2026/#InputObjectDefaultValueHasCycle()
///
/// Each default is followed once, so the work grows with the text of the schema, not with the
/// number of ways through it; and without recursion, as a chain may be as long as a schema.
struct DefaultValueCycles {
    private let built: BuiltSchema
    /// Of each input object, the fields whose default has not been followed yet.
    private var unvisited: [TypeID: [Int]] = [:]
    /// Of each input object, the fields whose default is being followed.
    private var onPath: [TypeID: [Int]] = [:]
    private var path: [Field] = []
    private var pathDepths: [Field: Int] = [:]
    private var work: [Step] = []

    private struct Field: Hashable {
        let type: TypeID
        let index: Int
    }

    private enum Step {
        /// A literal for an input object, or a list of such.
        case literal(Int32, document: Int32, of: TypeID)
        /// The default of a field that was left out.
        case field(Field)
        case leave(Field)
    }

    init(_ built: BuiltSchema) {
        self.built = built
        for index in built.schema.types.indices {
            let type = built.schema.types[index]
            guard type.kind == .inputObject else { continue }
            unvisited[TypeID(index)] = type.inputFields.indices.filter { field in
                built.inputFields[index][field].node.defaultValue != nil
                    && built.schema[type.inputFields[field].type.named].kind == .inputObject
            }
        }
    }

    /// Follows the defaults that apply where nothing at all is given for an input object.
    mutating func check(_ type: TypeID, _ errors: inout SDLErrorList) {
        work = (unvisited[type] ?? []).reversed().map { .field(Field(type: type, index: $0)) }
        while let step = work.popLast(), !errors.isFull {
            switch step {
            case .literal(let index, let document, let type):
                expand(index, document: document, of: type)
            case .field(let field):
                follow(field, &errors)
            case .leave(let field):
                path.removeLast()
                pathDepths[field] = nil
                onPath[field.type]?.removeAll { $0 == field.index }
            }
        }
    }

    private mutating func expand(_ index: Int32, document number: Int32, of type: TypeID) {
        let document = built.documents[Int(number)]
        switch document.values[Int(index)].kind {
        case .list:
            let items = Array(document.children(ofValue: index))
            work += items.reversed().map { .literal($0, document: number, of: type) }
        case .object:
            expandObject(index, document: number, of: type)
        default:
            break
        }
    }

    /// Fields that are given are looked into; of those left out the defaults count. Only the latter
    /// that were not followed yet, or are being followed, can tell anything new.
    private mutating func expandObject(_ index: Int32, document number: Int32, of type: TypeID) {
        let document = built.documents[Int(number)]
        let definition = built.schema[type]
        var steps: [Int: Step] = [:]
        var given: Set<Int> = []
        for node in document.children(ofValue: index) {
            let name = document.text(document.values[Int(node)].name)
            guard let field = definition.inputFieldIndices[name] else { continue }
            given.insert(field)
            let target = definition.inputFields[field].type.named
            guard built.schema[target].kind == .inputObject else { continue }
            steps[field] = .literal(node + 1, document: number, of: target)
        }
        for field in (unvisited[type] ?? []) + (onPath[type] ?? []) where !given.contains(field) {
            steps[field] = .field(Field(type: type, index: field))
        }
        work += steps.sorted { $0.key > $1.key }.map(\.value)
    }

    private mutating func follow(_ field: Field, _ errors: inout SDLErrorList) {
        if let depth = pathDepths[field] {
            report(Array(path[depth...]), &errors)
            return
        }
        let remaining = unvisited[field.type]?.firstIndex(of: field.index)
        guard let remaining else { return }
        unvisited[field.type]?.remove(at: remaining)
        onPath[field.type, default: []].append(field.index)
        pathDepths[field] = path.count
        path.append(field)
        let node = built.inputFields[Int(field.type.index)][field.index]
        let target = built.schema[field.type].inputFields[field.index].type.named
        work.append(.leave(field))
        if let value = node.node.defaultValue {
            work.append(.literal(value, document: node.document, of: target))
        }
    }

    private func report(_ cycle: [Field], _ errors: inout SDLErrorList) {
        let shown = cycle.prefix(Limits.cycleFieldsMax)
        let names = shown.map { field in
            let type = built.schema[field.type]
            return "\(type.name).\(type.inputFields[field.index].name)"
        }
        let others = names.dropFirst().joined(separator: ", ")
        let rest = cycle.count > shown.count ? ", ..." : ""
        let via = others.isEmpty ? "" : " via the default values of: \(others)\(rest)"
        errors.report(
            "Invalid circular reference. The default value of Input Object field \(names[0])"
                + " references itself\(via).",
            at: shown.map { field in
                let node = built.inputFields[Int(field.type.index)][field.index]
                let value = node.node.defaultValue ?? 0
                return node.position(built.document(of: node).values[Int(value)].start)
            })
    }
}
