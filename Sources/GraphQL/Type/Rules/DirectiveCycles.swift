/// What the definition of a directive or of a type refers to, for finding directives that are
/// defined by means of themselves.
private struct DirectiveReferences {
    /// A directive or a type, as a node of the graph: directives first, then types.
    typealias Vertex = Int

    let schema: Schema
    private(set) var edges: [[Vertex]]

    init(_ schema: Schema) {
        self.schema = schema
        edges = []
        edges = schema.directives.map { directive in
            vertices(directive.appliedDirectives) + vertices(directive.arguments)
        }
        edges += schema.types.map { type in
            vertices(type.appliedDirectives) + vertices(type.inputFields)
                + type.enumValues.flatMap { vertices($0.appliedDirectives) }
        }
    }

    private func vertices(_ directives: [AppliedDirective]) -> [Vertex] {
        directives.compactMap { schema.directiveIndices[$0.name] }
    }

    /// The directives on inputs and the types of them.
    private func vertices(_ inputs: [InputValueDefinition]) -> [Vertex] {
        inputs.flatMap { input in
            vertices(input.appliedDirectives)
                + [schema.directives.count + Int(input.type.named.index)]
        }
    }
}

extension TypeSystemContext {
    /// A directive is not used, even indirectly, in its own definition.
    /// https://spec.graphql.org/September2026/#sec-Type-System.Directives.Type-Validation
    mutating func checkDirectiveCycles() {
        if schema.directives.allSatisfy(\.isBuiltIn) { return }
        let references = DirectiveReferences(schema)
        let components = stronglyConnectedComponents(references.edges)
        for (index, directive) in schema.directives.enumerated() {
            let isInCycle =
                components.sizes[components.ofVertex[index]] > 1
                || references.edges[index].contains(index)
            guard isInCycle, !directive.isBuiltIn else { continue }
            errors.report(
                "Directive \"@\(directive.name)\" cannot be used in its own definition,"
                    + " directly or indirectly.",
                at: built.position(of: built.directives[index][0]))
        }
    }
}

/// The largest sets of vertices that can all reach each other. Tarjan, "Depth-first search and
/// linear graph algorithms", 1972; without recursion.
private func stronglyConnectedComponents(
    _ edges: [[Int]]
) -> (ofVertex: [Int], sizes: [Int]) {
    var component = [Int](repeating: -1, count: edges.count)
    var sizes: [Int] = []
    var number = [Int](repeating: -1, count: edges.count)
    var low = number
    var count = 0
    var stack: [Int] = []
    for root in edges.indices where number[root] < 0 {
        var path: [(vertex: Int, next: Int)] = [(root, 0)]
        while let (vertex, next) = path.last {
            if next == 0 {
                number[vertex] = count
                low[vertex] = count
                count += 1
                stack.append(vertex)
            }
            if next < edges[vertex].count {
                path[path.count - 1].next += 1
                let target = edges[vertex][next]
                if number[target] < 0 {
                    path.append((target, 0))
                } else if component[target] < 0 {
                    low[vertex] = min(low[vertex], number[target])
                }
                continue
            }
            path.removeLast()
            if let parent = path.last?.vertex { low[parent] = min(low[parent], low[vertex]) }
            guard low[vertex] == number[vertex] else { continue }
            var size = 0
            while let member = stack.popLast() {
                component[member] = sizes.count
                size += 1
                if member == vertex { break }
            }
            sizes.append(size)
        }
    }
    return (component, sizes)
}
