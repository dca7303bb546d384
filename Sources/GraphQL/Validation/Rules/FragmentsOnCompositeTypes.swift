extension Rule {
    /// Fragments are on objects, interfaces and unions.
    static let fragmentsOnCompositeTypes = Rule("FragmentsOnCompositeTypes") { registration in
        registration.on(.inlineFragment) { index, walker in
            let condition = walker.selection(index).name
            guard condition.name != .none, isLeafOrInput(condition.name, walker) else { return }
            walker.report(
                "Fragment cannot condition on non composite type "
                    + "\"\(walker.shown(condition.name))\".", at: condition.start)
        }
        registration.on(.fragmentDefinition) { index, walker in
            guard let fragment = walker.fragment(index),
                isLeafOrInput(fragment.typeCondition.name, walker)
            else { return }
            let name = walker.shown(fragment.name.name)
            let type = walker.shown(fragment.typeCondition.name)
            walker.report(
                "Fragment \"\(name)\" cannot condition on non composite type \"\(type)\".",
                at: fragment.typeCondition.start)
        }
    }
}

private func isLeafOrInput(_ name: Name, _ walker: Walker) -> Bool {
    walker.type(named: name).map { !walker.isComposite($0) } ?? false
}
