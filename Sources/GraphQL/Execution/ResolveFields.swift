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
        case failed(GraphQLError)
    }

    let plan: SelectionPlan
    let column: AnyColumn
    /// One for each field of the plan.
    let fields: [Field]

    init(plan: SelectionPlan, column: AnyColumn, fields: [Field]) {
        self.plan = plan
        self.column = column
        self.fields = fields
    }
}

/// What one resolver call gave for a column of parents, and the objects below.
final class ResolvedField: Sendable {
    /// One for each parent.
    let slots: [Slot]
    let items: [Slot]
    let leaves: [LeafValue]
    let errors: [any Error]
    /// Where `Slot.column` points; nil for objects of a type that the field cannot give.
    let children: [ResolvedObjects?]

    init(slots: [Slot], outcome: OutcomeBuilder, children: [ResolvedObjects?]) {
        self.slots = slots
        items = outcome.items
        leaves = outcome.leaves
        errors = outcome.errors
        self.children = children
    }
}

/// The breadth-first half of an execution.
struct FieldResolution: Sendable {
    let arguments: [Result<Arguments, GraphQLError>]
    let context: any AnyObject & Sendable

    /// Resolves the fields of a column of objects, and all below it.
    /// https://spec.graphql.org/September2026/#ExecuteCollectedFields()
    func resolve(_ plan: SelectionPlan, _ column: AnyColumn) async -> ResolvedObjects {
        var fields = plan.fields.map(prepare)
        if plan.batches.count + (plan.objects.isEmpty ? 0 : 1) > 1 {
            await resolveSideBySide(plan, column, &fields)
        } else {
            for index in plan.batches { await resolve(&fields[index], plan.fields[index], column) }
            for index in plan.objects { await resolve(&fields[index], plan.fields[index], column) }
        }
        return ResolvedObjects(plan: plan, column: column, fields: fields)
    }

    /// Resolves the root fields one after the other, each with all below it.
    /// https://spec.graphql.org/September2026/#sec-Mutation
    func resolveSerially(_ plan: SelectionPlan, _ column: AnyColumn) async -> ResolvedObjects {
        var fields = plan.fields.map(prepare)
        for index in plan.fields.indices where !plan.fields[index].isLeaf {
            await resolve(&fields[index], plan.fields[index], column)
        }
        return ResolvedObjects(plan: plan, column: column, fields: fields)
    }

    /// Fields that fetch run in tasks of their own, so that their loads leave together; those that
    /// do not are resolved meanwhile.
    private func resolveSideBySide(
        _ plan: SelectionPlan, _ column: AnyColumn, _ fields: inout [ResolvedObjects.Field]
    ) async {
        await withTaskGroup(of: (Int, ResolvedObjects.Field).self) { group in
            for index in plan.batches {
                let prepared = fields[index]
                group.addTask {
                    var field = prepared
                    await resolve(&field, plan.fields[index], column)
                    return (index, field)
                }
            }
            for index in plan.objects { await resolve(&fields[index], plan.fields[index], column) }
            for await (index, field) in group { fields[index] = field }
        }
    }

    /// Coerces the arguments of a field, once for all objects.
    private func prepare(_ field: FieldPlan) -> ResolvedObjects.Field {
        let coerced: Arguments
        switch field.arguments {
        case .constant(let constant): coerced = constant
        case .variable(let index):
            switch arguments[index] {
            case .success(let values): coerced = values
            case .failure(let error): return .failed(error)
            }
        }
        return .leaf(
            FieldCall(arguments: coerced, responseName: field.responseName, context: context))
    }

    /// Calls the resolver of a field that is no leaf, and goes on with the objects it gives.
    private func resolve(
        _ state: inout ResolvedObjects.Field, _ field: FieldPlan, _ column: AnyColumn
    ) async {
        guard case .leaf(let call) = state else { return }
        let (slots, outcome) = await values(of: field, column, call)
        var children: [ResolvedObjects?] = []
        if case .objects(let plans) = field.completion, !outcome.columns.isEmpty {
            // Columns of one field are of different types; those that fetch do so side by side.
            children =
                outcome.columns.count == 1
                ? [await resolveChildren(outcome.columns[0], plans)]
                : await resolveSideBySide(outcome.columns, plans)
        }
        state = .resolved(ResolvedField(slots: slots, outcome: outcome, children: children))
    }

    private func resolveChildren(
        _ column: ColumnBuilder, _ plans: [SelectionPlan]
    ) async -> ResolvedObjects? {
        guard let plan = plans.first(where: { $0.typeName == column.typeName }) else { return nil }
        return await resolve(plan, column.finish())
    }

    private func resolveSideBySide(
        _ columns: [ColumnBuilder], _ plans: [SelectionPlan]
    ) async -> [ResolvedObjects?] {
        await withTaskGroup(of: (Int, ResolvedObjects).self) { group in
            var children = [ResolvedObjects?](repeating: nil, count: columns.count)
            for (index, column) in columns.enumerated() {
                guard let plan = plans.first(where: { $0.typeName == column.typeName }) else {
                    continue
                }
                let parents = column.finish()
                group.addTask { (index, await resolve(plan, parents)) }
            }
            for await (index, child) in group { children[index] = child }
            return children
        }
    }

    /// https://spec.graphql.org/September2026/#ResolveFieldValue()
    private func values(
        of field: FieldPlan, _ column: AnyColumn, _ call: FieldCall
    ) async -> FieldResolver.Outcome {
        do {
            switch field.source {
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
