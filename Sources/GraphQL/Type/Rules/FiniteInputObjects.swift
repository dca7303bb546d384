/// Which input objects can be given a value that ends.
///
/// An input object cannot if a field it needs leads back to it: any non-null field, or every field
/// of a OneOf. https://spec.graphql.org/September2026/#InputObjectHasUnbreakableCycle()
private struct FiniteInputObjects {
    /// A field that needs a value of another input object.
    struct Need {
        var field: Int
        var target: TypeID
    }

    private(set) var needs: [TypeID: [Need]] = [:]
    private(set) var inputObjects: [TypeID] = []
    private(set) var finite: Set<TypeID> = []

    /// Starts from the input objects that need no other, and goes on to those that need them.
    init(_ schema: Schema) {
        var dependents: [TypeID: [TypeID]] = [:]
        var missing: [TypeID: Int] = [:]
        var settled: [TypeID] = []
        for index in schema.types.indices where schema.types[index].kind == .inputObject {
            let id = TypeID(index)
            let type = schema.types[index]
            let needed = Self.needs(of: type, in: schema)
            inputObjects.append(id)
            needs[id] = needed
            for need in needed { dependents[need.target, default: []].append(id) }
            missing[id] = needed.count
            let isFinite =
                type.isOneOf
                ? needed.count < type.inputFields.count || type.inputFields.isEmpty
                : needed.isEmpty
            if isFinite { settled.append(id) }
        }
        finite = Set(settled)
        while let next = settled.popLast() {
            for dependent in dependents[next] ?? [] where !finite.contains(dependent) {
                let left = (missing[dependent] ?? 0) - 1
                missing[dependent] = left
                if left == 0 || schema[dependent].isOneOf {
                    finite.insert(dependent)
                    settled.append(dependent)
                }
            }
        }
    }

    private static func needs(of type: TypeDefinition, in schema: Schema) -> [Need] {
        type.inputFields.enumerated().compactMap { index, field in
            let isNeeded =
                type.isOneOf ? field.type.wrapping == .none : field.type.wrapping == .none.asNonNull
            guard isNeeded, schema[field.type.named].kind == .inputObject else { return nil }
            return Need(field: index, target: field.type.named)
        }
    }
}

extension TypeSystemContext {
    /// Reports each cycle of fields that keeps input objects from having a value.
    mutating func checkInputObjectsAreFinite() {
        let inputObjects = FiniteInputObjects(schema)
        var visited: Set<TypeID> = []
        for id in inputObjects.inputObjects
        where !inputObjects.finite.contains(id) && !visited.contains(id) {
            report(cyclesFrom: id, among: inputObjects, &visited)
        }
    }

    /// Goes through the fields depth first, without recursion: a chain may be as long as a schema.
    private mutating func report(
        cyclesFrom start: TypeID, among inputObjects: FiniteInputObjects,
        _ visited: inout Set<TypeID>
    ) {
        /// An input object on the way, and the next of its needs to follow.
        struct Step {
            let type: TypeID
            var next = 0
        }
        var path = [Step(type: start)]
        var depths = [start: 0]
        visited.insert(start)
        while let step = path.last, !errors.isFull {
            let needs = inputObjects.needs[step.type] ?? []
            guard step.next < needs.count else {
                depths[step.type] = nil
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let target = needs[step.next].target
            if inputObjects.finite.contains(target) { continue }
            if let depth = depths[target] {
                let cycle = path[depth...].map { step in
                    (step.type, (inputObjects.needs[step.type] ?? [])[step.next - 1].field)
                }
                report(cycle: cycle, of: target)
            } else if visited.insert(target).inserted {
                depths[target] = path.count
                path.append(Step(type: target))
            }
        }
    }

    private mutating func report(cycle: [(type: TypeID, field: Int)], of target: TypeID) {
        let names = cycle.prefix(Limits.cycleFieldsMax).map { step in
            "\(schema[step.type].name).\(schema[step.type].inputFields[step.field].name)"
        }
        let rest = cycle.count > names.count ? ", ..." : ""
        errors.report(
            "Input Object \(schema[target].name) cannot be provided a finite value because it"
                + " references itself through fields: \(names.joined(separator: ", "))\(rest).",
            at: cycle.prefix(Limits.cycleFieldsMax).map { step in
                built.position(of: built.inputFields[Int(step.type.index)][step.field])
            })
    }
}
