/// A field of the schema, or one of the three that every schema has.
struct FieldReference: Equatable {
    /// The type it was selected on.
    let owner: TypeID
    /// Index in the fields of `owner`; negative for `__typename`, `__schema` and `__type`.
    private let index: Int32

    fileprivate init(owner: TypeID, index: Int) {
        self.owner = owner
        self.index = Int32(index)
    }

    /// Whether the field belongs to introspection and not to `owner`.
    var isMeta: Bool { index < 0 }

    fileprivate var position: Int { Int(index) }
}

extension Walker {
    /// The field of this name that can be selected on a type.
    func lookUpField(_ name: Name, on type: TypeID) -> FieldReference? {
        let text = document.text(name)
        if let index = schema.types[Int(type.index)].fieldIndices[text] {
            return FieldReference(owner: type, index: index)
        }
        guard text.hasPrefix("__"), schema.fieldDefinition(named: text, on: type) != nil else {
            return nil
        }
        return FieldReference(owner: type, index: -Int(name.id) - 1)
    }

    func definition(of field: FieldReference) -> FieldDefinition? {
        guard field.isMeta else {
            return schema.types[Int(field.owner.index)].fields[field.position]
        }
        let name = Name(id: UInt32(-(field.position + 1)))
        return schema.fieldDefinition(named: document.text(name), on: field.owner)
    }

    /// The type of a field; nil for introspection fields, which nothing but `definition` knows.
    func type(of field: FieldReference) -> SchemaType? {
        field.isMeta ? nil : schema.types[Int(field.owner.index)].fields[field.position].type
    }
}
