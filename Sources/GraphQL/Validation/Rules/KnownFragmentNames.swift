extension Rule {
    /// Every fragment that is spread is defined.
    static let knownFragmentNames = Rule("KnownFragmentNames") { registration in
        registration.on(.fragmentSpread) { index, walker in
            let name = walker.selection(index).name
            guard walker.fragments.index(of: name.name) == nil else { return }
            walker.report("Unknown fragment \"\(walker.shown(name.name))\".", at: name.start)
        }
    }
}
