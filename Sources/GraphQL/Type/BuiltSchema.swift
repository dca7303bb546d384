/// A schema together with the nodes it was built from, for rules that say where a mistake is.
///
/// The arrays run parallel to those of the schema: `fields[t][f]` is the node of
/// `schema.types[t].fields[f]`.
struct BuiltSchema {
    var schema: Schema
    /// The documents of the nodes; the last holds the specification's definitions.
    var documents: [Document]
    /// The schema definition, then its extensions.
    var schemaNodes: [Located<SchemaDefinition>] = []
    /// Of each type the definition, then its extensions.
    var types: [[Located<TypeSystemTypeDefinition>]] = []
    var fields: [[Located<FieldDefinitionNode>]] = []
    var enumValues: [[Located<EnumValueDefinitionNode>]] = []
    var inputFields: [[Located<InputValueDefinitionNode>]] = []
    /// Of each directive the definition, then its extensions.
    var directives: [[Located<TypeSystemDirectiveDefinition>]] = []

    func document<Node>(of node: Located<Node>) -> Document { documents[Int(node.document)] }
}

// MARK: - Places

extension BuiltSchema {
    /// Where the definition and the extensions of a type begin.
    func positions(of type: TypeID) -> [SDLPosition] {
        types[Int(type.index)].map { node in
            node.position(
                document(of: node).start(of: node.node.start, description: node.node.description))
        }
    }

    func position(of node: Located<FieldDefinitionNode>) -> SDLPosition {
        node.position(
            document(of: node).start(of: node.node.start, description: node.node.description))
    }

    func position(of node: Located<InputValueDefinitionNode>) -> SDLPosition {
        node.position(
            document(of: node).start(of: node.node.start, description: node.node.description))
    }

    func position(of node: Located<EnumValueDefinitionNode>) -> SDLPosition {
        node.position(
            document(of: node).start(of: node.node.start, description: node.node.description))
    }

    func position(of node: Located<TypeSystemDirectiveDefinition>) -> SDLPosition {
        node.position(
            document(of: node).start(of: node.node.start, description: node.node.description))
    }

    /// Where an element says that it is deprecated.
    func deprecation<Node>(of node: Located<Node>, directives: NodeRange) -> SDLPosition? {
        let document = document(of: node)
        return directives.lazy.map { document.directives[Int($0)] }
            .first { document.text($0.name.name) == "deprecated" }
            .map { node.position($0.start) }
    }

    /// The arguments of a field with their nodes.
    func argumentNodes(
        of field: Located<FieldDefinitionNode>
    ) -> [Located<InputValueDefinitionNode>] {
        field.node.arguments.map { Located(document: field.document, node: $0) }
    }
}
