/// A rule that documents must keep: a name, and what it does at the events of the walk.
///
/// A rule is registered anew for each document, so what its handlers remember in variables of
/// `register` belongs to that document.
package struct Rule: Sendable {
    /// As in the reference implementation, without the suffix `Rule`.
    package let name: String
    let register: @Sendable (inout Registration) -> Void

    init(_ name: String, _ register: @escaping @Sendable (inout Registration) -> Void) {
        self.name = name
        self.register = register
    }
}

extension [Rule] {
    /// The rules of these names, in the order of the names; nil if one of them is unknown. A name
    /// may end in `Rule`: `ScalarLeafs` and `ScalarLeafsRule` are the same.
    package static func named(_ names: [String]) -> [Rule]? {
        var rules: [Rule] = []
        for name in names {
            guard let rule = Rule.named(name) else { return nil }
            rules.append(rule)
        }
        return rules
    }
}

extension Rule {
    /// The rule of a name, which may end in `Rule`; nil if there is none. Besides the specified
    /// rules there are `NoSchemaIntrospectionCustom` and `NoDeprecatedCustom`.
    package static func named(_ name: String) -> Rule? {
        let bare = name.hasSuffix("Rule") ? String(name.dropLast(4)) : name
        let rules = [Rule].specified + [.noSchemaIntrospectionCustom, .noDeprecatedCustom]
        return rules.first { $0.name == bare }
    }
}
