/// Checks a schema against the rules for the type system.
/// https://spec.graphql.org/September2026/#sec-Type-System
///
/// The rules are in `Rules/`, each an extension of the context. Mistakes come in the order of root
/// types, directives, types as ordered in the schema, and then cycles.
///
/// - Parameter checksDirectives: Whether the arguments of applied directives are checked as well.
func validateTypeSystem(_ built: BuiltSchema, checksDirectives: Bool) -> SDLErrorList {
    var context = TypeSystemContext(built)
    context.checkRootTypes()
    for index in built.schema.directives.indices where !context.errors.isFull {
        context.checkDirective(index)
    }
    var defaultValueCycles = DefaultValueCycles(built)
    for index in built.schema.types.indices where !context.errors.isFull {
        context.check(TypeID(index), &defaultValueCycles)
    }
    context.checkInputObjectsAreFinite()
    context.checkDirectiveCycles()
    if checksDirectives { context.checkDirectiveArguments() }
    return context.errors
}

/// A schema, its nodes, and the mistakes found so far.
struct TypeSystemContext {
    let built: BuiltSchema
    let schema: Schema
    var errors = SDLErrorList(errorsMax: Limits.schemaErrorsMax)
    /// Of each type, the last type looked at that says it implements it; quicker than a set.
    var implementer: [Int32]

    init(_ built: BuiltSchema) {
        self.built = built
        schema = built.schema
        implementer = Array(repeating: -1, count: schema.types.count)
    }

    fileprivate mutating func check(_ id: TypeID, _ cycles: inout DefaultValueCycles) {
        let type = schema[id]
        if type.isBuiltIn { return }
        checkName(type.name, at: built.positions(of: id).first)
        switch type.kind {
        case .scalar:
            break
        case .object, .interface:
            checkFields(of: id)
            checkInterfaces(of: id)
        case .union:
            checkMembers(of: id)
        case .enum:
            checkEnumValues(of: id)
        case .inputObject:
            checkInputFields(of: id)
            cycles.check(id, &errors)
        }
    }

    /// Names that begin with two underscores belong to introspection.
    /// https://spec.graphql.org/September2026/#sec-Names.Reserved-Names
    mutating func checkName(_ name: String, at position: SDLPosition?) {
        guard name.utf8.starts(with: "__".utf8) else { return }
        errors.report(
            "Name \"\(name)\" must not begin with \"__\", which is reserved by GraphQL"
                + " introspection.",
            at: position.map { [$0] } ?? [])
    }

    /// Rules that arguments and input fields have in common.
    ///
    /// - Parameters:
    ///   - coordinate: What messages call it: `Query.posts(first:)`.
    ///   - kind: `argument` or `input field`.
    ///   - typeProblemAt: Where a type that is no input type is reported.
    mutating func checkInput(
        _ input: InputValueDefinition, _ node: Located<InputValueDefinitionNode>,
        coordinate: String, kind: String, typeProblemAt: SDLPosition
    ) {
        checkName(input.name, at: built.position(of: node))
        let hasInputType = schema[input.type.named].isInput
        if !hasInputType {
            errors.report(
                "The type of \(coordinate) must be Input Type but got:"
                    + " \(schema.typeName(input.type)).",
                at: typeProblemAt)
        }
        if input.isRequired, input.deprecationReason != nil {
            let deprecation = built.deprecation(of: node, directives: node.node.directives)
            errors.report(
                "Required \(kind) \(coordinate) cannot be deprecated.",
                at: (deprecation.map { [$0] } ?? []) + [node.position(node.node.type.start)])
        }
        if hasInputType, node.node.defaultValue != nil {
            checkDefaultValue(of: input, node, coordinate: coordinate)
        }
    }
}
