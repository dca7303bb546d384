extension Rule {
    /// No operation defines a variable twice.
    static let uniqueVariableNames = Rule("UniqueVariableNames") { registration in
        registration.on(.operation) { index, walker in
            guard let operation = walker.operation(index) else { return }
            let names = operation.variableDefinitions.lazy.map { index in
                let definition = walker.document.variableDefinitions[Int(index)]
                // Behind the `$`.
                return NameNode(definition.name, start: definition.start + 1)
            }
            for repeated in RepeatedName.all(in: names) {
                walker.report(
                    "There can be only one variable named \"$\(walker.shown(repeated.name))\".",
                    at: repeated.starts)
            }
        }
    }
}
