extension Rule {
    /// Literals are values of the type expected at their place.
    static let valuesOfCorrectType = Rule("ValuesOfCorrectType") { registration in
        registration.on(.value) { index, walker in
            guard let type = walker.inputType else { return }
            walker.literals.check(index, as: type)
            for problem in walker.literals.takeProblems() where !walker.isStopped {
                walker.report(problem.message, at: problem.start)
            }
        }
    }
}
