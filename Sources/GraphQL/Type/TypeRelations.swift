extension Schema {
    /// A type as SDL writes it: `[Post!]!`.
    package func typeName(_ type: SchemaType) -> String {
        type.wrapping.wrap(self[type.named].name)
    }

    /// The type that a document refers to; nil if the schema has none of that name.
    package func type(for reference: TypeReference, in document: Document) -> SchemaType? {
        type(named: document.text(reference.name.name)).map { SchemaType($0, reference.wrapping) }
    }

    /// Whether every value of one type is a value of another: the types are the same, or one is
    /// non-null, a member or an implementation where the other is less strict.
    /// https://spec.graphql.org/September2026/#IsSubType()
    package func isSubtype(_ type: SchemaType, of other: SchemaType) -> Bool {
        var type = type
        var other = other
        while true {
            if type == other { return true }
            if other.isNonNull {
                guard type.isNonNull else { return false }
                other = other.asNullable
            }
            type = type.asNullable
            guard type.isList == other.isList else { return false }
            guard type.isList else { return isSubtype(type.named, of: other.named) }
            type = type.item
            other = other.item
        }
    }

    /// Whether a named type is another, one of its possible types, or an interface that
    /// implements it.
    package func isSubtype(_ type: TypeID, of other: TypeID) -> Bool {
        if type == other { return true }
        switch self[type].kind {
        case .object: return isPossible(type, of: other)
        case .interface: return self[type].interfaces.contains(other) || isPossible(type, of: other)
        default: return false
        }
    }

    /// Whether an object type is one of the possible types of a composite type.
    package func isPossible(_ object: TypeID, of type: TypeID) -> Bool {
        possibleTypeSets[Int(type.index)].contains(object)
    }

    /// Whether two composite types have a possible type in common.
    /// https://spec.graphql.org/September2026/#sec-Fragment-Spread-Is-Possible
    package func typesOverlap(_ one: TypeID, _ other: TypeID) -> Bool {
        one == other
            || possibleTypeSets[Int(one.index)].intersects(possibleTypeSets[Int(other.index)])
    }
}
