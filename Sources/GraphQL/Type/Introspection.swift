/// Fields that can be asked for without being declared.
/// https://spec.graphql.org/September2026/#sec-Schema-Introspection
struct MetaFields: Sendable {
    static let names = ["__typename", "__schema", "__type"]

    /// `__typename` of every composite type.
    let typename: FieldDefinition
    /// `__schema` of the query root.
    let schema: FieldDefinition
    /// `__type(name:)` of the query root.
    let type: FieldDefinition

    /// - Parameter typeIDs: Those of a schema with the introspection types.
    init?(typeIDs: [String: TypeID]) {
        guard let string = typeIDs["String"], let schemaID = typeIDs["__Schema"],
            let typeID = typeIDs["__Type"]
        else { return nil }
        let requiredString = SchemaType(string, .none.asNonNull)
        typename = FieldDefinition(
            name: "__typename", description: "The name of the current Object type at runtime.",
            arguments: [], type: requiredString)
        schema = FieldDefinition(
            name: "__schema", description: "Access the current type schema of this server.",
            arguments: [], type: SchemaType(schemaID, .none.asNonNull))
        type = FieldDefinition(
            name: "__type", description: "Request the type information of a single type.",
            arguments: [InputValueDefinition(name: "name", type: requiredString)],
            type: SchemaType(typeID))
    }
}

extension Schema {
    /// The field that a selection on a type names, meta fields included.
    package func fieldDefinition(named name: String, on type: TypeID) -> FieldDefinition? {
        guard name.utf8.starts(with: "__".utf8) else { return self[type].field(named: name) }
        switch name {
        case "__typename" where self[type].isComposite: return metaFields?.typename
        case "__schema" where type == queryType: return metaFields?.schema
        case "__type" where type == queryType: return metaFields?.type
        default: return self[type].field(named: name)
        }
    }
}
