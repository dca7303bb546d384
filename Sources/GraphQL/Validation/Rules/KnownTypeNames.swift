extension Rule {
    /// Type conditions and variables name types of the schema.
    static let knownTypeNames = Rule("KnownTypeNames") { registration in
        registration.on(.namedType) { _, walker in
            let node = walker.typeName
            guard walker.type(named: node.name) == nil, !walker.document.defines(node.name) else {
                return
            }
            let text = walker.document.text(node.name)
            let suggestion = walker.suggestion(
                for: text, among: walker.suggests ? walker.schema.types.map(\.name) : [])
            walker.report("Unknown type \"\(excerpt(text))\".\(suggestion)", at: node.start)
        }
    }
}

extension Document {
    /// Whether the document itself defines the type, which another rule reports.
    fileprivate func defines(_ type: Name) -> Bool {
        definitions.contains {
            if case .type(let definition) = $0 {
                definition.name.name == type && !definition.isExtension
            } else {
                false
            }
        }
    }
}
