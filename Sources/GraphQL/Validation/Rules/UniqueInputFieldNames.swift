extension Rule {
    /// No object value has a field twice.
    static let uniqueInputFieldNames = Rule("UniqueInputFieldNames") { registration in
        registration.on(.value) { index, walker in
            let kind = walker.document.values[Int(index)].kind
            if kind == .object || kind == .list { check(index, walker) }
        }
    }
}

/// Checks a value and what is inside it. The parser bounds how deep values nest.
private func check(_ index: Int32, _ walker: Walker) {
    let value = walker.document.values[Int(index)]
    switch value.kind {
    case .list:
        var item = index + 1
        while item < value.end, !walker.isStopped {
            check(item, walker)
            item = walker.document.values[Int(item)].end
        }
    case .object: check(object: index, value, walker)
    default: break
    }
}

private func check(object index: Int32, _ object: Value, _ walker: Walker) {
    var known: [Name: UInt32] = [:]
    var field = index + 1
    while field < object.end, !walker.isStopped {
        let node = walker.document.values[Int(field)]
        if let first = known[node.name] {
            walker.report(
                "There can be only one input field named \"\(walker.shown(node.name))\".",
                at: first, node.start)
        } else {
            known[node.name] = node.start
        }
        check(field + 1, walker)
        field = node.end
    }
}
