/// Makes a schema of the definitions of documents that keep the rules for type system documents.
struct SchemaBuilder {
    /// Directives of the specification whose arguments have the wrong type.
    private(set) var errors = SDLErrorList(errorsMax: Limits.schemaErrorsMax)

    private let definitions: CollectedDefinitions
    private let order: TypeOrder
    private var documents: [Document] { definitions.documents }

    init(_ documents: [Document], standardDirectives: [String]) {
        definitions = CollectedDefinitions(documents, standardDirectives: standardDirectives)
        order = TypeOrder(definitions)
    }

    mutating func build() -> BuiltSchema {
        let roots = definitions.rootTypeNames().compactMapValues { order.ids[$0] }
        var built = BuiltSchema(schema: Schema(typeIDs: order.ids), documents: documents)
        built.schemaNodes = definitions.schemaNodes
        built.schema.description = definitions.schemaDefinition.flatMap {
            text($0.node.description, in: $0.document)
        }
        built.schema.queryType = roots[.query]
        built.schema.mutationType = roots[.mutation]
        built.schema.subscriptionType = roots[.subscription]
        for node in built.schemaNodes {
            built.schema.appliedDirectives += applied(node.node.directives, in: node.document)
        }
        for nodes in definitions.directives() { add(directive: nodes, to: &built) }
        for name in order.names { add(type: name, to: &built) }
        built.schema.findPossibleTypes()
        return built
    }
}

// MARK: - Building

extension SchemaBuilder {
    private mutating func add(
        directive nodes: [Located<TypeSystemDirectiveDefinition>], to built: inout BuiltSchema
    ) {
        let node = nodes[0]
        let document = documents[Int(node.document)]
        let reasons = nodes.compactMap { deprecationReason($0.node.directives, in: $0.document) }
        let definition = DirectiveDefinition(
            name: document.text(node.node.name.name),
            description: text(node.node.description, in: node.document),
            arguments: node.node.arguments.map { inputValue($0, in: node.document) },
            isRepeatable: node.node.isRepeatable,
            locations: node.node.locations.compactMap {
                DirectiveLocation(rawValue: document.text($0.name))
            },
            deprecationReason: reasons.first,
            appliedDirectives: nodes.flatMap { applied($0.node.directives, in: $0.document) },
            isBuiltIn: StandardSchema.directiveNames.contains(document.text(node.node.name.name)))
        built.schema.directiveIndices[definition.name] = built.schema.directives.count
        built.schema.directives.append(definition)
        built.directives.append(nodes)
    }

    private mutating func add(type name: String, to built: inout BuiltSchema) {
        let nodes = definitions.nodes(ofType: name)
        let first = nodes[0]
        var type = TypeDefinition(
            name: name, kind: first.node.kind,
            description: text(first.node.description, in: first.document))
        type.isBuiltIn = first.document == definitions.standardNumber
        for node in nodes {
            type.interfaces += node.node.interfaces.compactMap { typeID($0, in: node.document) }
            type.possibleTypes += node.node.memberTypes.compactMap { typeID($0, in: node.document) }
            type.appliedDirectives += applied(node.node.directives, in: node.document)
        }
        if type.kind == .scalar {
            type.specifiedByURL = nodes.compactMap { specifiedByURL($0) }.last
        }
        type.isOneOf =
            type.kind == .inputObject && type.appliedDirectives.contains { $0.name == "oneOf" }
        addMembers(of: nodes, to: &type, &built)
        built.schema.types.append(type)
        built.types.append(nodes)
    }

    private mutating func addMembers(
        of nodes: [Located<TypeSystemTypeDefinition>], to type: inout TypeDefinition,
        _ built: inout BuiltSchema
    ) {
        let fields = members(of: nodes, \.fields)
        let enumValues = members(of: nodes, \.enumValues)
        let inputFields = members(of: nodes, \.inputFields)
        type.fields = fields.map { field($0.node, in: $0.document) }
        type.fieldIndices = indices(type.fields.lazy.map(\.name))
        type.enumValues = enumValues.map { enumValue($0.node, in: $0.document) }
        type.enumValueIndices = indices(type.enumValues.lazy.map(\.name))
        type.inputFields = inputFields.map { inputValue($0.node, in: $0.document) }
        type.inputFieldIndices = indices(type.inputFields.lazy.map(\.name))
        type.requiredInputFields = type.inputFields.indices.filter {
            type.inputFields[$0].isRequired
        }
        built.fields.append(fields)
        built.enumValues.append(enumValues)
        built.inputFields.append(inputFields)
    }

    private func members<Member>(
        of nodes: [Located<TypeSystemTypeDefinition>],
        _ list: (TypeSystemTypeDefinition) -> [Member]
    ) -> [Located<Member>] {
        nodes.flatMap { node in
            list(node.node).map { Located(document: node.document, node: $0) }
        }
    }

    private func indices(_ names: some Sequence<String>) -> [String: Int] {
        Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
    }

    private mutating func field(
        _ node: FieldDefinitionNode, in number: Int32
    ) -> FieldDefinition {
        FieldDefinition(
            name: documents[Int(number)].text(node.name.name),
            description: text(node.description, in: number),
            arguments: node.arguments.map { inputValue($0, in: number) },
            type: type(node.type, in: number),
            deprecationReason: deprecationReason(node.directives, in: number),
            appliedDirectives: applied(node.directives, in: number))
    }

    private mutating func inputValue(
        _ node: InputValueDefinitionNode, in number: Int32
    ) -> InputValueDefinition {
        let document = documents[Int(number)]
        return InputValueDefinition(
            name: document.text(node.name.name),
            description: text(node.description, in: number),
            type: type(node.type, in: number),
            defaultValue: node.defaultValue.map { document.value(ofLiteral: $0) },
            defaultValueText: node.defaultValue.map { document.printedValue(at: $0) },
            deprecationReason: deprecationReason(node.directives, in: number),
            appliedDirectives: applied(node.directives, in: number))
    }

    private mutating func enumValue(
        _ node: EnumValueDefinitionNode, in number: Int32
    ) -> EnumValueDefinition {
        EnumValueDefinition(
            name: documents[Int(number)].text(node.name.name),
            description: text(node.description, in: number),
            deprecationReason: deprecationReason(node.directives, in: number),
            appliedDirectives: applied(node.directives, in: number))
    }

    private func type(_ reference: TypeReference, in number: Int32) -> SchemaType {
        guard let id = typeID(reference.name, in: number) else {
            preconditionFailure("The rules for type system documents let an unknown type through.")
        }
        return SchemaType(id, reference.wrapping)
    }

    private func typeID(_ name: NameNode, in number: Int32) -> TypeID? {
        order.ids[documents[Int(number)].text(name.name)]
    }

    private func text(_ description: Description?, in number: Int32) -> String? {
        description.map { documents[Int(number)].stringValue(of: $0.value) }
    }
}

// MARK: - Directives with a meaning

extension SchemaBuilder {
    private func applied(_ directives: NodeRange, in number: Int32) -> [AppliedDirective] {
        directives.map { documents[Int(number)].appliedDirective($0) }
    }

    private mutating func deprecationReason(
        _ directives: NodeRange, in number: Int32
    ) -> String? {
        string(of: "reason", in: "deprecated", directives, in: number) {
            StandardSchema.defaultDeprecationReason
        }
    }

    private mutating func specifiedByURL(
        _ node: Located<TypeSystemTypeDefinition>
    ) -> String? {
        string(of: "url", in: "specifiedBy", node.node.directives, in: node.document) { nil }
    }

    /// The string that a directive gives for an argument, or what holds if it gives none; nil if
    /// the directive is not there.
    private mutating func string(
        of argumentName: String, in directiveName: String, _ directives: NodeRange,
        in number: Int32, otherwise: () -> String?
    ) -> String? {
        if directives.isEmpty { return nil }
        let document = documents[Int(number)]
        let found = directives.first {
            document.text(document.directives[Int($0)].name.name) == directiveName
        }
        guard let found else { return nil }
        let argument = document.directives[Int(found)].arguments.first {
            document.text(document.arguments[Int($0)].name.name) == argumentName
        }
        guard let argument else { return otherwise() }
        let index = document.arguments[Int(argument)].value
        let value = document.values[Int(index)]
        switch value.kind {
        case .string, .blockString:
            return document.stringValue(of: index)
        default:
            let problem =
                value.kind == .null
                ? "Expected value of non-null type \"String!\" not to be null."
                : "String cannot represent a non string value: "
                    + document.excerpt(ofValue: index)
            errors.report(
                "Argument \"\(argumentName)\" has invalid value: \(problem)",
                at: SDLPosition(document: number, offset: value.start))
            return nil
        }
    }
}

extension Schema {
    /// A schema with names for types that are still to be added.
    fileprivate init(typeIDs: [String: TypeID]) {
        types = []
        directives = []
        appliedDirectives = []
        self.typeIDs = typeIDs
        directiveIndices = [:]
        metaFields = MetaFields(typeIDs: typeIDs)
    }

    /// Fills in which object types each type can be. Unions have theirs from their members.
    fileprivate mutating func findPossibleTypes() {
        for index in types.indices where types[index].kind == .object {
            let id = TypeID(index)
            types[index].possibleTypes = [id]
            for interface in Set(types[index].interfaces)
            where self[interface].kind == .interface {
                types[Int(interface.index)].possibleTypes.append(id)
            }
        }
        possibleTypeSets = types.map { TypeSet($0.possibleTypes) }
    }
}
