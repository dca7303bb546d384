extension Rule {
    /// Nothing in a subscription is deferred or streamed, unless a condition can switch it off.
    static let deferStreamDirectiveOnValidOperations = Rule(
        "DeferStreamDirectiveOnValidOperations"
    ) { registration in
        var search = SubscriptionSearch()
        registration.on(.operation) { index, walker in
            guard let operation = walker.operation(index), operation.operation == .subscription
            else { return }
            search.check(operation, walker)
        }
    }
}

private struct SubscriptionSearch {
    /// Fragments without a mistake, which need not be entered for another operation.
    private var clean: Set<Name> = []
    private var visited: Set<Name> = []
    private var visits: FragmentVisits?
    /// Start bytes of the spreads that lead to the current fragment.
    private var path: [UInt32] = []

    mutating func check(_ operation: OperationDefinition, _ walker: Walker) {
        guard walker.document.usesDirective("defer") || walker.document.usesDirective("stream")
        else { return }
        visited = []
        visits = FragmentVisits(limits: walker.limits)
        if check(operation.selectionSet.range, walker) { clean.formUnion(visited) }
    }

    /// Returns whether there was no mistake.
    private mutating func check(_ range: NodeRange, _ walker: Walker) -> Bool {
        var isClean = true
        var index = range.lowerBound
        while index < range.upperBound, !walker.isStopped {
            let selection = walker.selection(index)
            if !walker.document.mayBeLeftOut(selection) {
                for directive in selection.directives {
                    isClean = check(directive: directive, walker) && isClean
                }
                isClean = check(inside: index, selection, walker) && isClean
            }
            index = selection.end
        }
        return isClean
    }

    private func check(directive index: Int32, _ walker: Walker) -> Bool {
        let directive = walker.document.directives[Int(index)]
        let name = walker.document.text(directive.name.name)
        guard name == "defer" || name == "stream", !walker.document.canBeOff(directive) else {
            return true
        }
        walker.report(
            "\(name == "defer" ? "Defer" : "Stream") directive not supported on subscription "
                + "operations. Disable `@\(name)` by setting the `if` argument to `false`.",
            at: [directive.start] + path.reversed())
        return false
    }

    private mutating func check(
        inside index: Int32, _ selection: Selection, _ walker: Walker
    ) -> Bool {
        guard selection.kind == .fragmentSpread else {
            return check(index + 1..<selection.end, walker)
        }
        let name = selection.name.name
        guard !clean.contains(name), visited.insert(name).inserted,
            let fragment = walker.fragments[name], visits?.next(walker) == true
        else { return true }
        path.append(selection.start)
        defer { path.removeLast() }
        return check(fragment.selectionSet.range, walker)
    }
}

extension Document {
    /// Whether `@skip` or `@include` can exclude a selection. A missing condition is a mistake
    /// that another rule reports; here it makes `@skip` count and `@include` not.
    fileprivate func mayBeLeftOut(_ selection: Selection) -> Bool {
        if let skip = directive("skip", in: selection.directives) {
            guard let condition = argument("if", of: skip) else { return true }
            if boolean(condition) != false { return true }
        }
        guard let include = directive("include", in: selection.directives),
            let condition = argument("if", of: include)
        else { return false }
        return boolean(condition) != true
    }

    /// Whether the condition of a `@defer` or `@stream` is false or a variable.
    fileprivate func canBeOff(_ directive: Directive) -> Bool {
        guard let condition = argument("if", of: directive) else { return false }
        return boolean(condition) == false || values[Int(condition.value)].kind == .variable
    }

    private func boolean(_ argument: Argument) -> Bool? {
        let value = values[Int(argument.value)]
        return value.kind == .boolean ? text(value.name) == "true" : nil
    }
}
