extension Rule {
    /// A field has a selection exactly if its type has fields. The selection may be empty.
    static let scalarLeafs = Rule("ScalarLeafs") { registration in
        registration.on(.field) { index, walker in
            guard let type = walker.fieldDefinition?.type else { return }
            let selection = walker.selection(index)
            guard walker.isComposite(type.named) == !selection.hasSelectionSet else { return }
            let name = walker.shown(selection.name.name)
            let shownType = walker.shown(type)
            if selection.hasSelectionSet {
                walker.report(
                    "Field \"\(name)\" must not have a selection since type \"\(shownType)\" has "
                        + "no subfields.", at: selection.selectionSetStart)
            } else {
                walker.report(
                    "Field \"\(name)\" of type \"\(shownType)\" must have a selection of "
                        + "subfields. Did you mean \"\(name) { ... }\"?", at: selection.start)
            }
        }
    }
}
