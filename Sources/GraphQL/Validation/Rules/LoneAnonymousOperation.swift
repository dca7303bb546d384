extension Rule {
    /// An operation without a name is the only one.
    static let loneAnonymousOperation = Rule("LoneAnonymousOperation") { registration in
        registration.on(.operation) { index, walker in
            guard let operation = walker.operation(index), operation.name.name == .none,
                hasSeveralOperations(walker.document)
            else { return }
            walker.report(
                "This anonymous operation must be the only defined operation.",
                at: operation.start)
        }
    }
}

private func hasSeveralOperations(_ document: Document) -> Bool {
    var count = 0
    for case .operation in document.definitions {
        count += 1
        if count > 1 { return true }
    }
    return false
}
