/// The default values of all input fields, each coerced once with the schema.
///
/// A default such as `{}` stands for an object whose fields have their defaults, and so on: written
/// out it may be far larger than the schema. Here each is put together of those inside it, which are
/// shared, so all of them take about as much as the schema.
struct InputDefaults: Sendable {
    /// By the index of the input object type and that of the field.
    private var values: [[InputValue?]]

    private struct Field: Hashable {
        let type: TypeID
        let index: Int
    }

    /// Without any values: for coercion that is to find them out.
    init() {
        values = []
    }

    init(_ schema: Schema, scalars: [String: ScalarCoercion]) {
        values = schema.types.map { Array(repeating: nil, count: $0.inputFields.count) }
        var known: Set<Field> = []
        for (number, type) in schema.types.enumerated() where type.kind == .inputObject {
            for index in type.inputFields.indices where type.inputFields[index].defaultValue != nil
            {
                find(Field(type: TypeID(number), index: index), schema, scalars, &known)
            }
        }
    }

    func value(of field: Int, in type: TypeID) -> InputValue? {
        let index = Int(type.index)
        return index < values.count ? values[index][field] : nil
    }

    /// Finds a default after those inside it; without recursion, as a chain may be as long as a
    /// schema. One that contains itself, which a valid schema has not, is left out there.
    private mutating func find(
        _ field: Field, _ schema: Schema, _ scalars: [String: ScalarCoercion],
        _ known: inout Set<Field>
    ) {
        var path = [field]
        while let field = path.last {
            let definition = schema[field.type].inputFields[field.index]
            guard let value = definition.defaultValue else {
                path.removeLast()
                continue
            }
            if known.insert(field).inserted {
                var inner: [Field] = []
                Self.addDefaults(in: value, definition.type.named, schema, to: &inner)
                path += inner.filter { !known.contains($0) }
                continue
            }
            path.removeLast()
            guard values[Int(field.type.index)][field.index] == nil else { continue }
            let coercion = InputCoercion(schema: schema, scalars: scalars, defaults: self)
            values[Int(field.type.index)][field.index] = coercion.coerceDefault(of: definition)
        }
    }

    /// Adds the defaults that coercion puts into a value.
    private static func addDefaults(
        in value: InputValue, _ type: TypeID, _ schema: Schema, to fields: inout [Field]
    ) {
        guard schema[type].kind == .inputObject else { return }
        switch value {
        case .list(let items):
            for item in items { addDefaults(in: item, type, schema, to: &fields) }
        case .object(let given):
            for (index, definition) in schema[type].inputFields.enumerated()
            where definition.defaultValue != nil {
                if given.contains(where: { $0.name == definition.name }) { continue }
                fields.append(Field(type: type, index: index))
            }
            for field in given {
                guard let definition = schema[type].inputField(named: field.name) else { continue }
                addDefaults(in: field.value, definition.type.named, schema, to: &fields)
            }
        default: return
        }
    }
}
