extension Rule {
    /// Directives are defined by the schema and allowed where they stand.
    static let knownDirectives = Rule("KnownDirectives") { registration in
        registration.on(.directive) { index, walker in
            let node = walker.document.directives[Int(index)]
            let location = walker.directiveLocation
            let locations =
                walker.definedDirective.map { Array($0.locations) } ?? walker.directive?.locations
            if let locations {
                guard !locations.contains(location) else { return }
                walker.report(
                    "Directive \"@\(walker.shown(node.name.name))\" may not be used on "
                        + "\(location.rawValue).", at: node.start)
            } else {
                walker.report(
                    "Unknown directive \"@\(walker.shown(node.name.name))\".", at: node.start)
            }
        }
    }
}
