extension Rule {
    /// A fragment is spread only where an object can be of its type.
    static let possibleFragmentSpreads = Rule("PossibleFragmentSpreads") { registration in
        registration.on(.inlineFragment) { index, walker in
            guard let type = walker.enclosingType, let parent = walker.parentType,
                walker.isComposite(type), !walker.schema.typesOverlap(parent, type)
            else { return }
            walker.report(
                "Fragment cannot be spread here as objects of type \"\(walker.shown(parent))\" "
                    + "can never be of type \"\(walker.shown(type))\".",
                at: walker.selection(index).start)
        }
        registration.on(.fragmentSpread) { index, walker in
            let selection = walker.selection(index)
            guard let parent = walker.parentType,
                let fragment = walker.fragments[selection.name.name],
                let type = walker.type(named: fragment.typeCondition.name),
                walker.isComposite(type), !walker.schema.typesOverlap(parent, type)
            else { return }
            walker.report(
                "Fragment \"\(walker.shown(selection.name.name))\" cannot be spread here as "
                    + "objects of type \"\(walker.shown(parent))\" can never be of type "
                    + "\"\(walker.shown(type))\".", at: selection.start)
        }
    }
}
