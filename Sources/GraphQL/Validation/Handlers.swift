/// A place of the walk where rules are called. The index that a handler is given is that of the
/// node in the array of the document that is named here.
enum Event: UInt8, CaseIterable {
    /// Before everything else; no index.
    case document
    /// `definitions`.
    case operation, leaveOperation, fragmentDefinition
    /// `variableDefinitions`.
    case variableDefinition
    /// A type condition or the type of a variable, which is `walker.typeName`; no index.
    case namedType
    /// The selection set of an operation, fragment definition or field, which is
    /// `walker.selectionSet`; no index.
    case selectionSet
    /// `selections`.
    case field, leaveField, fragmentSpread, inlineFragment
    /// `directives`.
    case directive, leaveDirective
    /// `arguments`.
    case fieldArgument, directiveArgument
    /// `values`: the value of an argument or the default of a variable, not what is inside it.
    case value
    /// A part of a type system definition that can have directives, which is `walker.part`; no index.
    case definitionPart
    /// After everything else; no index. For rules that must have seen the whole document.
    case leaveDocument
}

/// What a rule does at an event. The walker tells where in document and schema the node stands.
typealias Handler = (_ index: Int32, _ walker: Walker) -> Void

/// Where a rule says what it listens to.
struct Registration {
    fileprivate var entries: [Entry] = []
    fileprivate var rule: UInt8 = 0

    fileprivate struct Entry {
        let event: Event
        let rule: UInt8
        let handle: Handler
    }

    mutating func on(_ event: Event, _ handle: @escaping Handler) {
        entries.append(Entry(event: event, rule: rule, handle: handle))
    }

    mutating func on(_ events: [Event], _ handle: @escaping Handler) {
        for event in events { on(event, handle) }
    }
}

/// The handlers of a list of rules, by event, in the order of the rules.
struct Handlers {
    /// Sorted by event.
    private let entries: [Registration.Entry]
    /// The first entry of each event, and the end.
    private let starts: [Int]

    /// Most rules that can be told apart in the order of errors.
    static let rulesMax = Int(UInt8.max)

    init(_ rules: [Rule]) {
        precondition(rules.count <= Self.rulesMax, "There are too many rules.")
        var registration = Registration()
        registration.entries.reserveCapacity(2 * rules.count + 8)
        for (index, rule) in rules.enumerated() {
            registration.rule = UInt8(index)
            rule.register(&registration)
        }
        var starts = [Int](repeating: 0, count: Event.allCases.count + 1)
        for entry in registration.entries { starts[Int(entry.event.rawValue) + 1] += 1 }
        for event in 1..<starts.count { starts[event] += starts[event - 1] }
        var next = starts
        var order = [Int](repeating: 0, count: registration.entries.count)
        for (index, entry) in registration.entries.enumerated() {
            order[next[Int(entry.event.rawValue)]] = index
            next[Int(entry.event.rawValue)] += 1
        }
        entries = order.map { registration.entries[$0] }
        self.starts = starts
    }

    @inline(__always)
    func range(of event: Event) -> Range<Int> {
        starts[Int(event.rawValue)]..<starts[Int(event.rawValue) + 1]
    }

    @inline(__always)
    func call(_ position: Int, _ index: Int32, _ walker: Walker) {
        entries[position].handle(index, walker)
    }

    @inline(__always)
    func rule(_ position: Int) -> UInt8 { entries[position].rule }
}
