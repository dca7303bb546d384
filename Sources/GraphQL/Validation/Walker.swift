/// One walk through a document, which tells every rule where in document and schema it is.
///
/// Node indices come from the flat arrays of `Document`. What handlers read here (`parentType`,
/// `field`, `inputType`, ...) is true for the node of the event they are called with.
final class Walker {
    let document: Document
    let schema: Schema
    let limits: Limits
    let scalars: [String: ScalarCoercion]
    /// Whether messages may name things of the schema that were not asked for.
    let suggests: Bool
    let fragments: FragmentIndex
    /// The type system definitions of the document itself; nil if there are none, as there should.
    let definedHere: SDLIndex?
    let handlers: Handlers
    var errors: ErrorReport
    var literals: LiteralCheck

    // MARK: Where the walk is

    /// The composite type whose fields the enclosing selection set selects.
    var parentType: TypeID?
    /// The named type that an inline fragment of the enclosing selection set has if it states none.
    var enclosingType: TypeID?
    /// The field of the schema that the innermost field is; nil outside of fields and if unknown.
    var field: FieldReference?
    /// Its definition.
    var fieldDefinition: FieldDefinition?
    /// At directives: what they are on.
    var directiveLocation = DirectiveLocation.field
    var directive: DirectiveDefinition?
    /// If the document defines it itself, what counts instead.
    var definedDirective: SDLIndex.DefinedDirective?
    /// At values: what is expected; nil if that is unknown.
    var inputType: SchemaType?
    var argument: InputValueDefinition?
    /// At the event of that name.
    var typeName = NameNode(.none, start: 0)
    /// Whether it stands in a type system definition.
    var isInDefinition = false
    var part: (directives: NodeRange, owner: DefinitionOwner?) = (0..<0, nil)
    var selectionSet = SelectionSet(start: 0, range: 0..<0)

    // MARK: What the walk has learnt

    /// Of each selection: the type it selects from, and the field it is if that is known.
    var parentTypes: [TypeID?]
    var fieldReferences: [FieldReference?]
    /// Every use of a variable, in document order.
    var variableUsages: [VariableUsage] = []
    /// The uses inside each definition, as ranges of `variableUsages`.
    var usageRanges: [Range<Int>]

    /// The distinct fragments that each fragment spreads; nil where none was asked for.
    private var fragmentSpreads: [[Int]?]
    private var sharedVisitsLeft: Int
    private var position: UInt32 = 0
    private var rule: UInt8 = 0
    /// Types by `Name.id`; `unknownYet` where none was asked for.
    private var typesByName: [Int32]

    init(
        _ document: Document, schema: Schema, limits: Limits, scalars: [String: ScalarCoercion],
        suggests: Bool, handlers: Handlers
    ) {
        self.document = document
        self.schema = schema
        self.limits = limits
        self.scalars = scalars
        self.suggests = suggests
        self.handlers = handlers
        errors = ErrorReport(errorsMax: limits.validationErrorsMax)
        literals = LiteralCheck(
            document, schema: schema, scalars: scalars,
            problemsMax: limits.validationErrorsMax, suggestionsMax: suggests ? .max : 0)
        fragments = FragmentIndex(document)
        definedHere =
            document.definitions.contains { $0.isTypeSystem }
            ? SDLIndex([document], standardDirectives: []) : nil
        parentTypes = [TypeID?](repeating: nil, count: document.selections.count)
        fieldReferences = [FieldReference?](repeating: nil, count: document.selections.count)
        usageRanges = [Range<Int>](repeating: 0..<0, count: document.definitions.count)
        fragmentSpreads = [[Int]?](repeating: nil, count: fragments.fragments.count)
        sharedVisitsLeft = limits.fragmentVisitsMax.times(Self.sharedVisitsPerFragment)
        typesByName = [Int32](repeating: Self.unknownYet, count: document.names.count)
    }

    private static let unknownYet: Int32 = -2
    /// Spreads and uses of variables looked at for all operations together, for each fragment that
    /// one operation may spread.
    private static let sharedVisitsPerFragment = 1_000

    // MARK: Calling rules

    /// Calls the handlers of an event.
    @inline(__always)
    func send(_ event: Event, _ index: Int32 = 0) {
        position &+= 1
        for entry in handlers.range(of: event) {
            rule = handlers.rule(entry)
            handlers.call(entry, index, self)
        }
    }

    /// Calls the handlers that come after the walk. Each may report as if it were the only one.
    func sendLeaveDocument() {
        position &+= 1
        for entry in handlers.range(of: .leaveDocument) where errors.abortMessage == nil {
            errors.allowMore(errorsMax: limits.validationErrorsMax)
            rule = handlers.rule(entry)
            handlers.call(entry, 0, self)
        }
    }

    /// Whether the walk is to end: nothing more would be reported.
    var isStopped: Bool { errors.isFull }

    // MARK: Reporting

    /// The place in the list of errors of what the current handler reports.
    var order: ErrorOrder { ErrorOrder(position: position, rule: rule) }

    /// Reports a mistake at bytes of the source, the first place first.
    func report(_ message: String, at starts: UInt32...) {
        errors.add(message, at: starts, order: order)
    }

    func report(_ message: String, at starts: [UInt32], order: ErrorOrder? = nil) {
        errors.add(message, at: starts, order: order ?? self.order)
    }

    /// Ends validation where going on would cost more than a limit allows.
    func abort(_ reason: String) {
        errors.abort(reason + " Validation aborted.")
    }

    // MARK: Names and types

    /// A name as messages show it: see `excerpt`.
    func shown(_ name: Name) -> String { excerpt(document.text(name)) }

    func shown(_ type: TypeID) -> String { schema.types[Int(type.index)].name }

    func shown(_ type: SchemaType) -> String { schema.typeName(type) }

    /// ` Did you mean "A" or "B"?` for names near to what was sent, unless suggestions are off.
    func suggestion(_ subject: String? = nil, for text: String, among names: [String]) -> String {
        suggests ? didYouMean(subject, suggestionList(text, names)) : ""
    }

    func kind(of type: TypeID) -> TypeKind { schema.types[Int(type.index)].kind }

    func isComposite(_ type: TypeID) -> Bool {
        switch kind(of: type) {
        case .object, .interface, .union: true
        case .scalar, .enum, .inputObject: false
        }
    }

    /// Whether the specification defines a type for introspection.
    func isIntrospection(_ type: TypeID) -> Bool {
        let definition = schema.types[Int(type.index)]
        return definition.isBuiltIn && definition.name.utf8.starts(with: "__".utf8)
    }

    /// The schema's type of this name.
    func type(named name: Name) -> TypeID? {
        let known = typesByName[Int(name.id)]
        if known != Self.unknownYet { return known < 0 ? nil : TypeID(Int(known)) }
        let type = schema.type(named: document.text(name))
        typesByName[Int(name.id)] = type?.index ?? -1
        return type
    }

    // MARK: Fragments

    /// The distinct fragments that a fragment spreads, as indices in `fragments`.
    func spreads(inFragment index: Int) -> [Int] {
        if let known = fragmentSpreads[index] { return known }
        let found = distinctFragments(spreads(in: fragments.fragments[index].selectionSet))
        fragmentSpreads[index] = found
        return found
    }

    /// Counts looks at what operations reach through fragments, which are many if many operations
    /// share them; ends validation if they are too many.
    func visitShared(_ count: Int) {
        sharedVisitsLeft -= count
        if sharedVisitsLeft < 0 {
            abort("Document contains too many operations that share fragments.")
        }
    }
}

extension Int {
    /// The product of two positive numbers, or the largest number if it is larger.
    func times(_ factor: Int) -> Int {
        let product = multipliedReportingOverflow(by: factor)
        return product.overflow ? .max : product.partialValue
    }
}
