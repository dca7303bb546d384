/// The resolved fields of all objects of one type at one place of the operation.
///
/// Execution runs breadth first: it resolves each field once for a whole column of objects, then
/// goes on with the columns of objects that came of it. What is left is a tree shaped like the plan,
/// not like the data, which `ResponseWriter` walks object by object.
final class ResolvedObjects: Sendable {
    /// How far a field has come.
    enum Field: Sendable {
        /// A leaf, which is resolved for each object while it is written.
        case leaf(FieldCall)
        case resolved(ResolvedField)
        /// Its arguments could not be coerced.
        indirect case failed(GraphQLError)
    }

    let plan: SelectionPlan
    let variant: SelectionVariant
    let column: AnyColumn
    /// One for each field of the plan.
    let fields: [Field]

    init(
        plan: SelectionPlan, variant: SelectionVariant, column: AnyColumn, fields: [Field]
    ) {
        self.plan = plan
        self.variant = variant
        self.column = column
        self.fields = fields
    }
}

/// What one resolver call gave for a column of parents, and the objects below.
final class ResolvedField: Sendable {
    let call: FieldCall
    /// One for each parent.
    let slots: [Slot]
    let items: [Slot]
    let leaves: [LeafValue]
    let errors: [any Error]
    /// Where `Slot.column` points; nil for objects of a type that the field cannot give.
    let children: [ResolvedObjects?]
    /// What is left of lists that are streamed.
    let rest: StreamedRest?

    init(
        call: FieldCall, slots: [Slot], items: [Slot], leaves: [LeafValue], errors: [any Error],
        children: [ResolvedObjects?], rest: StreamedRest? = nil
    ) {
        self.call = call
        self.slots = slots
        self.items = items
        self.leaves = leaves
        self.errors = errors
        self.children = children
        self.rest = rest
    }
}

/// The breadth-first half of an execution.
struct FieldResolution: Sendable {
    let arguments: [Result<Arguments, GraphQLError>]
    let context: any AnyObject & Sendable

    /// Resolves the fields of a column of objects, and all below it.
    /// https://spec.graphql.org/September2026/#ExecuteCollectedFields()
    func executeCollectedFields(
        _ plan: SelectionPlan, _ variant: SelectionVariant, _ column: AnyColumn
    ) async -> ResolvedObjects {
        var fields = prepare(plan, variant)
        if plan.batches.count + (plan.objects.isEmpty ? 0 : 1) > 1 {
            await executeSideBySide(plan, column, &fields)
        } else {
            for index in plan.batches { await executeField(&fields[index], column) }
            for index in plan.objects { await executeField(&fields[index], column) }
        }
        return ResolvedObjects(plan: plan, variant: variant, column: column, fields: fields)
    }

    /// Resolves one field with all below it, after what is before it has been written.
    /// https://spec.graphql.org/September2026/#ExecuteField()
    func executeField(
        _ field: FieldPlan, _ binding: FieldBinding, _ column: AnyColumn
    ) async -> ResolvedObjects.Field {
        var state = prepare(field, binding)
        if !binding.isLeaf { await executeField(&state, column) }
        return state
    }

    /// Fields that fetch run in tasks of their own, so that their loads leave together; those that
    /// do not are resolved meanwhile.
    private func executeSideBySide(
        _ plan: SelectionPlan, _ column: AnyColumn, _ fields: inout [ResolvedObjects.Field]
    ) async {
        await withTaskGroup(of: (Int, ResolvedObjects.Field).self) { group in
            for index in plan.batches {
                let prepared = fields[index]
                group.addTask {
                    var field = prepared
                    await executeField(&field, column)
                    return (index, field)
                }
            }
            for index in plan.objects { await executeField(&fields[index], column) }
            for await (index, field) in group { fields[index] = field }
        }
    }

    private func prepare(
        _ plan: SelectionPlan, _ variant: SelectionVariant
    ) -> [ResolvedObjects.Field] {
        plan.fields.indices.map { prepare(plan.fields[$0], variant.bindings[$0]) }
    }

    /// Coerces the arguments of a field, once for all objects.
    private func prepare(
        _ field: FieldPlan, _ binding: FieldBinding
    ) -> ResolvedObjects.Field {
        do throws(GraphQLError) {
            let arguments = try coerced(field.arguments)
            var initialCount: Int?
            if let stream = field.stream {
                initialCount = try coerced(stream.arguments).int("initialCount") ?? -1
            }
            return .leaf(
                FieldCall(
                    field: field, binding: binding, arguments: arguments, context: context,
                    initialCount: initialCount ?? 0))
        } catch {
            return .failed(error)
        }
    }

    private func coerced(_ source: FieldPlan.ArgumentSource) throws(GraphQLError) -> Arguments {
        switch source {
        case .constant(let values): values
        case .variable(let index): try arguments[index].get()
        }
    }

    /// Calls the resolver of a field that is no leaf, and goes on with the objects it gives.
    private func executeField(
        _ state: inout ResolvedObjects.Field, _ column: AnyColumn
    ) async {
        guard case .leaf(let call) = state else { return }
        var (slots, outcome) = await resolveFieldValue(column, call)
        let streamed = StreamedRest.cut(call, &slots, &outcome)
        var children: [ResolvedObjects?] = []
        if case .objects(let plans) = call.field.completion, !outcome.columns.isEmpty {
            children =
                streamed == nil && outcome.columns.count == 1
                ? [await executeSelectionSet(ObjectColumn(outcome.columns[0]), plans)]
                : await executeSelectionSets(
                    streamed?.columns ?? outcome.columns.map { ObjectColumn($0) }, plans)
        }
        state = .resolved(
            ResolvedField(
                call: call, slots: slots, items: outcome.items, leaves: outcome.leaves,
                errors: outcome.errors, children: children, rest: streamed?.rest))
    }

    /// Goes on with the objects that a field gave. Columns of one field are of different types;
    /// those that fetch do so side by side.
    func executeSelectionSets(
        _ columns: [ObjectColumn], _ plans: ObjectPlans
    ) async -> [ResolvedObjects?] {
        switch columns.count {
        case 0: []
        case 1: [await executeSelectionSet(columns[0], plans)]
        default: await executeSideBySide(columns, plans)
        }
    }

    private func executeSelectionSet(
        _ column: ObjectColumn, _ plans: ObjectPlans
    ) async -> ResolvedObjects? {
        guard column.values.count > 0, let place = plans.place(of: column.typeName) else {
            return nil
        }
        return await executeCollectedFields(place.plan, place.variant, column.values)
    }

    private func executeSideBySide(
        _ columns: [ObjectColumn], _ plans: ObjectPlans
    ) async -> [ResolvedObjects?] {
        await withTaskGroup(of: (Int, ResolvedObjects?).self) { group in
            var children = [ResolvedObjects?](repeating: nil, count: columns.count)
            for (index, column) in columns.enumerated() {
                group.addTask { (index, await executeSelectionSet(column, plans)) }
            }
            for await (index, child) in group { children[index] = child }
            return children
        }
    }

    /// https://spec.graphql.org/September2026/#ResolveFieldValue()
    private func resolveFieldValue(
        _ column: AnyColumn, _ call: FieldCall
    ) async -> FieldResolver.Outcome {
        do {
            switch call.binding.source {
            case .resolver(.batch(let resolve)):
                try Task.checkCancellation()
                return try await resolve(column, call)
            case .resolver(.objects(let resolve)): return resolve(column, call)
            case .resolver(.leaf), .typeName: return ([], OutcomeBuilder())
            }
        } catch {
            var outcome = OutcomeBuilder()
            let slot = outcome.failure(error)
            return ([Slot](repeating: slot, count: column.count), outcome)
        }
    }
}
