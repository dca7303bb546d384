import TAO

// Policies, asked about objects of which only the graph knows the kind.

/// What must be known about an object before its policy can be asked.
struct FactsNeeded {
    /// The account whose relation to the viewer must be known; nil if the policy asks for none.
    var owner: ObjectID?
    /// The object of which it must be known whether the viewer sees it.
    var parent: ObjectID?
}

extension Object {
    var factsNeeded: FactsNeeded { kind?.objectType.factsNeeded(by: self) ?? FactsNeeded() }

    /// The account that it belongs to.
    var owner: ObjectID? { kind?.objectType.owner(of: self) }
}

extension GraphObject {
    fileprivate static func factsNeeded(by object: Object) -> FactsNeeded {
        let (needs, object) = (kind.needs, Self(object: object))
        return FactsNeeded(
            owner: needs.contains(.relation) ? owner.id(of: object) : nil,
            parent: needs.contains(.parent) ? parent.flatMap { object[$0] } : nil)
    }

    fileprivate static func owner(of object: Object) -> ObjectID? {
        owner.id(of: Self(object: object))
    }

    static func shows(_ object: Object, _ facts: ReadFacts) -> Bool {
        policy.show(Self(object: object), facts)
    }
}

extension ObjectKind {
    /// What the policy must know of an object of this kind.
    var needs: ReadNeeds { Self.allNeeds[Int(rawValue)] }

    /// By number. Kept, because it is asked for every object that is loaded.
    private static let allNeeds: [ReadNeeds] = {
        let numberMax = allCases.map(\.rawValue).max() ?? 0
        return (0...numberMax).map { ObjectKind(rawValue: $0)?.objectType.policyNeeds ?? [] }
    }()
}

extension GraphObject {
    fileprivate static var policyNeeds: ReadNeeds { policy.needs() }
}

extension Array {
    /// What must be known before they can be asked.
    func needs<Kind>() -> ReadNeeds where Element == ReadRule<Kind> {
        reduce(into: []) { $0.formUnion($1.needs) }
    }

    /// What the first rule says that has an opinion.
    func show<Kind>(_ object: Kind, _ facts: ReadFacts) -> Bool where Element == ReadRule<Kind> {
        for rule in self {
            if let verdict = rule.verdict(object, facts) { return verdict == .shown }
        }
        return false
    }
}
