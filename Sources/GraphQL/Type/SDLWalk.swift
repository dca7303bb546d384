/// A node of a type system document, as the rules for SDL see it.
enum SDLNode {
    /// `schema { ... }` or its extension.
    case schema(SchemaDefinition)
    /// The definition or extension of a named type.
    case type(TypeSystemTypeDefinition)
    /// The definition or extension of a directive.
    case directiveDefinition(TypeSystemDirectiveDefinition)
    case field(FieldDefinitionNode)
    case inputValue(InputValueDefinitionNode)
    case enumValue(EnumValueDefinitionNode)
    /// A type that is referred to.
    case typeName(NameNode)
    /// A directive that is applied.
    case directive(Directive, on: DirectiveLocation)
    /// A default value or the value of a directive's argument, as an index in `Document.values`.
    case value(Int32)
}

/// A rule for type system documents. All of them share one walk.
protocol SDLRule: SendableMetatype {
    init(_ index: SDLIndex)

    /// Called for each node in source order, before what the node holds.
    mutating func enter(_ node: SDLNode, _ context: inout SDLContext)

    /// Called behind the arguments of a directive that is applied.
    mutating func leave(_ directive: Directive, _ context: inout SDLContext)
}

extension SDLRule {
    mutating func leave(_ directive: Directive, _ context: inout SDLContext) {}
}

/// What the rules share: the document being walked, and where mistakes go.
struct SDLContext {
    let index: SDLIndex
    var errors: SDLErrorList
    fileprivate(set) var document: Document
    fileprivate(set) var documentIndex: Int32 = 0
    private var suggestionsLeft = Limits.schemaSuggestionsMax

    fileprivate init(_ index: SDLIndex, document: Document, errors: SDLErrorList) {
        self.index = index
        self.document = document
        self.errors = errors
    }

    func text(_ name: Name) -> String { document.text(name) }

    func position(_ offset: UInt32) -> SDLPosition {
        SDLPosition(document: documentIndex, offset: offset)
    }

    /// ` Did you mean ...?`, as long as suggestions have not been asked for too often.
    mutating func suggestion(for name: String, among options: [String]) -> String {
        guard suggestionsLeft > 0, !errors.isFull else { return "" }
        suggestionsLeft -= 1
        return didYouMean(nil, suggestionList(name, options))
    }
}

/// Walks type system documents once, for all rules. Executable definitions are passed over.
struct SDLWalk {
    private var rules: [any SDLRule]
    private var context: SDLContext

    /// The mistakes that `rules` find in documents, in source order.
    static func errors(
        in documents: [Document], index: SDLIndex, rules: [any SDLRule.Type]
    ) -> SDLErrorList {
        let errors = SDLErrorList(errorsMax: Limits.schemaErrorsMax)
        guard let first = documents.first else { return errors }
        var walk = SDLWalk(
            rules: rules.map { $0.init(index) },
            context: SDLContext(index, document: first, errors: errors))
        for (number, document) in documents.enumerated() {
            walk.context.document = document
            walk.context.documentIndex = Int32(number)
            for definition in document.definitions { walk.visit(definition) }
        }
        return walk.context.errors
    }

    private mutating func enter(_ node: SDLNode) {
        for index in rules.indices { rules[index].enter(node, &context) }
    }

    private mutating func visit(_ definition: Definition) {
        guard !context.errors.isFull else { return }
        switch definition {
        case .schema(let schema):
            enter(.schema(schema))
            visit(directives: schema.directives, on: .schema)
            for operation in schema.operationTypes { enter(.typeName(operation.type)) }
        case .type(let type):
            visit(type)
        case .directive(let directive):
            enter(.directiveDefinition(directive))
            for argument in directive.arguments { visit(argument, on: .argumentDefinition) }
            visit(directives: directive.directives, on: .directiveDefinition)
        case .operation, .fragment:
            break
        }
    }

    private mutating func visit(_ type: TypeSystemTypeDefinition) {
        enter(.type(type))
        for interface in type.interfaces { enter(.typeName(interface)) }
        visit(directives: type.directives, on: DirectiveLocation(type.kind))
        for field in type.fields {
            enter(.field(field))
            for argument in field.arguments { visit(argument, on: .argumentDefinition) }
            enter(.typeName(field.type.name))
            visit(directives: field.directives, on: .fieldDefinition)
        }
        for member in type.memberTypes { enter(.typeName(member)) }
        for value in type.enumValues {
            enter(.enumValue(value))
            visit(directives: value.directives, on: .enumValue)
        }
        for field in type.inputFields { visit(field, on: .inputFieldDefinition) }
    }

    private mutating func visit(_ input: InputValueDefinitionNode, on location: DirectiveLocation) {
        enter(.inputValue(input))
        enter(.typeName(input.type.name))
        if let value = input.defaultValue { enter(.value(value)) }
        visit(directives: input.directives, on: location)
    }

    private mutating func visit(directives: NodeRange, on location: DirectiveLocation) {
        for position in directives {
            let directive = context.document.directives[Int(position)]
            enter(.directive(directive, on: location))
            for argument in directive.arguments {
                enter(.value(context.document.arguments[Int(argument)].value))
            }
            for index in rules.indices { rules[index].leave(directive, &context) }
        }
    }
}

extension DirectiveLocation {
    /// Where a directive on the definition of a type is.
    init(_ kind: TypeKind) {
        self =
            switch kind {
            case .scalar: .scalar
            case .object: .object
            case .interface: .interface
            case .union: .union
            case .enum: .enum
            case .inputObject: .inputObject
            }
    }
}
