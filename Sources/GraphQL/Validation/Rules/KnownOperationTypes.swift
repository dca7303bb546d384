extension Rule {
    /// The schema has a root type for every operation.
    static let knownOperationTypes = Rule("KnownOperationTypes") { registration in
        registration.on(.operation) { index, walker in
            guard let operation = walker.operation(index),
                walker.schema.rootType(of: operation.operation) == nil
            else { return }
            walker.report(
                "The \(operation.operation.rawValue) operation is not supported by the schema.",
                at: operation.start)
        }
    }
}
