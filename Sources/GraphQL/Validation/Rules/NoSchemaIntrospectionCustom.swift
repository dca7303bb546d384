extension Rule {
    /// The schema is not asked about: no field gives one of its introspection types. Not one of
    /// the specified rules; for servers that keep their schema to themselves.
    package static let noSchemaIntrospectionCustom = Rule(
        "NoSchemaIntrospectionCustom"
    ) { registration in
        registration.on(.field) { index, walker in
            guard let type = walker.fieldDefinition?.type.named,
                walker.isIntrospection(type)
            else { return }
            let selection = walker.selection(index)
            walker.report(
                "GraphQL introspection has been disabled, but the requested query contained the "
                    + "field \"\(walker.shown(selection.name.name))\".", at: selection.start)
        }
    }
}
