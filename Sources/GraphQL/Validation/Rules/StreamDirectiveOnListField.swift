extension Rule {
    /// Only fields that give lists are streamed.
    static let streamDirectiveOnListField = Rule("StreamDirectiveOnListField") { registration in
        registration.on(.directive) { index, walker in
            let node = walker.document.directives[Int(index)]
            guard walker.document.text(node.name.name) == "stream", let parent = walker.parentType,
                let field = walker.field, let definition = walker.fieldDefinition,
                !definition.type.isList
            else { return }
            let isOwn = field.owner == parent && !field.isMeta
            walker.report(
                "Stream directive cannot be used on non-list field"
                    + (isOwn ? " \"\(definition.name)\"" : "")
                    + " on type \"\(walker.shown(parent))\".", at: node.start)
        }
    }
}
