extension Rule {
    /// No two fragments have the same name.
    static let uniqueFragmentNames = Rule("UniqueFragmentNames") { registration in
        var known: [Name: UInt32] = [:]
        registration.on(.fragmentDefinition) { index, walker in
            guard let name = walker.fragment(index)?.name else { return }
            guard let first = known[name.name] else {
                known[name.name] = name.start
                return
            }
            walker.report(
                "There can be only one fragment named \"\(walker.shown(name.name))\".",
                at: first, name.start)
        }
    }
}
