extension Rule {
    /// No argument is given twice.
    static let uniqueArgumentNames = Rule("UniqueArgumentNames") { registration in
        registration.on(.field) { index, walker in
            check(walker.selection(index).arguments, walker)
        }
        registration.on(.directive) { index, walker in
            check(walker.document.directives[Int(index)].arguments, walker)
        }
    }
}

private func check(_ arguments: NodeRange, _ walker: Walker) {
    guard arguments.count > 1 else { return }
    let names = arguments.lazy.map { walker.document.arguments[Int($0)].name }
    for repeated in RepeatedName.all(in: names) {
        walker.report(
            "There can be only one argument named \"\(walker.shown(repeated.name))\".",
            at: repeated.starts)
    }
}
