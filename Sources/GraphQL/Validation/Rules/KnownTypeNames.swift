extension Rule {
    /// Type conditions and variables name types of the schema.
    static let knownTypeNames = Rule("KnownTypeNames") { registration in
        registration.on(.namedType) { _, walker in
            let node = walker.typeName
            guard walker.type(named: node.name) == nil else { return }
            let text = walker.document.text(node.name)
            // Another rule reports what the document itself defines.
            let defined = walker.definedHere
            if defined?.types[text] != nil { return }
            let standard = walker.isInDefinition ? defined?.standardTypeNames ?? [] : []
            if standard.contains(text) { return }
            let names = walker.suggests ? walker.schema.types.map(\.name) : []
            let others = walker.suggests ? defined?.typeNames ?? [] : []
            let suggestion = walker.suggestion(
                for: text,
                among: standard.subtracting(names).sorted() + names + others)
            walker.report("Unknown type \"\(excerpt(text))\".\(suggestion)", at: node.start)
        }
    }
}
