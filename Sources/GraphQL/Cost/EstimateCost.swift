/// What an operation costs, in points: an upper bound of the objects it asks for, with what the
/// schema says of some fields. Known before the operation runs.
package struct Cost: Sendable, Hashable, Comparable {
    /// Points, rounded up to whole ones. At most `Cost.max`.
    package let points: Int

    /// Sums end here, so that no product of page sizes is out of range: 10^15 is exact in a
    /// `Double` and far above any budget.
    static let max = 1e15

    init(_ sum: Double) {
        // Weights such as 0.1 have no exact sum; what is below a thousandth is noise.
        points = Int(((sum * 1_000).rounded() / 1_000).rounded(.up))
    }

    package static func < (left: Cost, right: Cost) -> Bool { left.points < right.points }
}

/// Adds up the cost of a plan, with the page sizes of one request.
///
/// A field costs its own weight and, for each item it can give, the weight of the item's type and
/// what is selected in it; of several types the dearest counts. Selections are shared between
/// fields; each is added up once, so the work is linear in the plan.
struct CostEstimate {
    private let arguments: [Result<Arguments, GraphQLError>]
    private var inputs: InputCost
    private var known: [ObjectIdentifier: Double] = [:]

    /// Fields whose length the field around them knows.
    private struct SizedFields {
        let names: [String]
        let count: Double
    }

    /// - Parameter arguments: of the plan's fields whose arguments hold variables. Those that could
    ///   not be coerced size nothing: their field fails.
    init(arguments: [Result<Arguments, GraphQLError>], inputs: InputCost) {
        self.arguments = arguments
        self.inputs = inputs
    }

    /// - Throws: an error where a field needs exactly one slicing argument and has not.
    mutating func cost(of plan: OperationPlan) throws(GraphQLError) -> Cost {
        Cost(try cost(of: plan.root, nil))
    }

    private mutating func cost(
        of selection: SelectionPlan, _ sized: SizedFields?
    ) throws(GraphQLError) -> Double {
        // What the fields cost depends on the field around them only if that one sizes them.
        let isShared = sized == nil
        if isShared, let cost = known[ObjectIdentifier(selection)] { return cost }
        var total = 0.0
        for field in selection.allFields {
            let isSized = sized?.names.contains(field.coordinate.field) ?? false
            total += try cost(of: field, count: isSized ? sized?.count : nil)
        }
        total = min(total, Cost.max)
        if isShared { known[ObjectIdentifier(selection)] = total }
        return total
    }

    private mutating func cost(
        of field: FieldPlan, count sizedCount: Double?
    ) throws(GraphQLError) -> Double {
        var total = field.cost.weight + field.repetitionWeight
        if let given = field.weighedArguments {
            total += inputs.cost(of: given, to: field.coordinate)
        }
        var count = sizedCount
        var sized: SizedFields?
        if let size = field.cost.size {
            let items = try self.count(of: field, size)
            if size.sizedFields.isEmpty {
                count = count ?? items
            } else {
                sized = SizedFields(names: size.sizedFields, count: items)
            }
        }
        let item = try costOfItem(of: field, sized)
        return min(total + (count ?? 1) * item, Cost.max)
    }

    /// What one of the values that a field gives costs with all below it.
    private mutating func costOfItem(
        of field: FieldPlan, _ sized: SizedFields?
    ) throws(GraphQLError) -> Double {
        switch field.completion {
        case .leaf: return field.leafWeight
        case .objects(let objects):
            if let cost = known[ObjectIdentifier(field)] { return cost }
            var dearest = 0.0
            for plan in objects.plans {
                let weight = field.cost.weighsItems ? plan.weight : 0
                dearest = max(dearest, weight + (try cost(of: plan, sized)))
            }
            known[ObjectIdentifier(field)] = dearest
            return dearest
        }
    }

    /// How many items a list can have by its slicing arguments.
    private func count(
        of field: FieldPlan, _ size: ListSize
    ) throws(GraphQLError) -> Double {
        guard !size.slicingArguments.isEmpty, let values = values(of: field) else {
            return Double(size.assumed)
        }
        let given = size.slicingArguments.compactMap { name -> Int? in
            switch values[name] {
            case .int(let count): max(count, 0)
            case .list(let items): items.count
            default: nil
            }
        }
        if size.requiresOne, given.count != 1 { throw wrongSlicing(field, size) }
        return Double(given.max() ?? size.assumed)
    }

    private func values(of field: FieldPlan) -> Arguments? {
        switch field.arguments {
        case .constant(let values): values
        case .variable(let index): try? arguments[index].get()
        }
    }

    private func wrongSlicing(_ field: FieldPlan, _ size: ListSize) -> GraphQLError {
        let names = size.slicingArguments.map { "\"\($0)\"" }.joined(separator: ", ")
        let message =
            size.slicingArguments.count == 1
            ? "Field \"\(field.coordinate.field)\" must be given the argument \(names)."
            : "Field \"\(field.coordinate.field)\" must be given exactly one of the arguments "
                + "\(names)."
        let source = inputs.document.source
        return GraphQLError(message, locations: field.starts.map { source.location(ofByte: $0) })
    }
}
