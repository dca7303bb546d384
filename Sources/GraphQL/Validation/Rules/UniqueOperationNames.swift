extension Rule {
    /// No two operations have the same name.
    static let uniqueOperationNames = Rule("UniqueOperationNames") { registration in
        var known: [Name: UInt32] = [:]
        registration.on(.operation) { index, walker in
            guard let name = walker.operation(index)?.name, name.name != .none else { return }
            guard let first = known[name.name] else {
                known[name.name] = name.start
                return
            }
            walker.report(
                "There can be only one operation named \"\(walker.shown(name.name))\".",
                at: first, name.start)
        }
    }
}
