/// The names that type system documents define, with the specification's own.
struct SDLIndex {
    /// A type definition: its kind and where it begins.
    struct DefinedType {
        var kind: TypeKind
        var position: SDLPosition
    }

    /// What uses of a directive have to keep to.
    struct DefinedDirective {
        var locations: Set<DirectiveLocation> = []
        var isRepeatable = false
        var argumentNames: Set<String> = []
        /// Names of the arguments that must be given, with their types as text.
        var requiredArguments: [(name: String, type: String)] = []
    }

    /// By name; of several definitions, the last.
    private(set) var types: [String: DefinedType] = [:]
    /// The names of `types` in source order.
    private(set) var typeNames: [String] = []
    private(set) var directives: [String: DefinedDirective] = [:]
    /// The types of the specification, which need no definition.
    let standardTypeNames: Set<String>
    /// What a type that is referred to could be meant to be.
    var knownTypeNames: [String] { standardTypeNames.sorted() + typeNames }

    /// - Parameters:
    ///   - documents: What is to be validated.
    ///   - standardDirectives: Names of the directives that need no definition.
    init(_ documents: [Document], standardDirectives: [String]) {
        var standard = SDLIndex()
        standard.add(StandardSchema.document, number: -1)
        standardTypeNames = Set(standard.types.keys)
        directives = standard.directives.filter { standardDirectives.contains($0.key) }
        for (number, document) in documents.enumerated() {
            add(document, number: Int32(number))
        }
    }

    private init() {
        standardTypeNames = []
    }

    private mutating func add(_ document: Document, number: Int32) {
        for definition in document.definitions {
            switch definition {
            case .type(let type) where !type.isExtension:
                let start = document.start(of: type.start, description: type.description)
                let name = document.text(type.name.name)
                let defined = DefinedType(
                    kind: type.kind, position: SDLPosition(document: number, offset: start))
                if types.updateValue(defined, forKey: name) == nil { typeNames.append(name) }
            case .directive(let directive) where !directive.isExtension:
                directives[document.text(directive.name.name)] =
                    DefinedDirective(directive, in: document)
            default:
                break
            }
        }
    }
}

extension SDLIndex.DefinedDirective {
    fileprivate init(_ node: TypeSystemDirectiveDefinition, in document: Document) {
        locations = Set(
            node.locations.compactMap { DirectiveLocation(rawValue: document.text($0.name)) })
        isRepeatable = node.isRepeatable
        argumentNames = Set(node.arguments.map { document.text($0.name.name) })
        for argument in node.arguments
        where argument.type.wrapping.isNonNull && argument.defaultValue == nil {
            let type = argument.type.wrapping.wrap(document.text(argument.type.name.name))
            requiredArguments.append((document.text(argument.name.name), type))
        }
    }
}
