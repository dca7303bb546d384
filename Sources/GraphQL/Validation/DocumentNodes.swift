extension Walker {
    @inline(__always)
    func selection(_ index: Int32) -> Selection { document.selections[Int(index)] }

    func operation(_ index: Int32) -> OperationDefinition? {
        if case .operation(let operation) = document.definitions[Int(index)] {
            operation
        } else {
            nil
        }
    }

    func fragment(_ index: Int32) -> FragmentDefinition? {
        if case .fragment(let fragment) = document.definitions[Int(index)] { fragment } else { nil }
    }
}

extension Definition {
    /// Whether it has no place in an executable document.
    var isTypeSystem: Bool {
        switch self {
        case .schema, .type, .directive: true
        case .operation, .fragment: false
        }
    }
}

extension Document {
    /// The first directive of this name.
    func directive(_ name: String, in range: NodeRange) -> Directive? {
        range.lazy.map { directives[Int($0)] }.first { text($0.name.name) == name }
    }

    func argument(_ name: String, of directive: Directive) -> Argument? {
        directive.arguments.lazy.map { arguments[Int($0)] }.first { text($0.name.name) == name }
    }

    /// Whether a directive of this name stands anywhere in the document.
    func usesDirective(_ name: String) -> Bool {
        directives.contains { text($0.name.name) == name }
    }
}
