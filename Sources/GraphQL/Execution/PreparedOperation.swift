/// An operation ready to run with the variables of one request.
package struct PreparedOperation: Sendable {
    package let plan: OperationPlan
    package let variables: VariableValues
    /// What it is going to cost at most. https://ibm.github.io/graphql-specs/cost-spec.html
    package let cost: Cost
    /// Of `OperationPlan.variableArguments`, completed by the variables.
    let arguments: [Result<Arguments, GraphQLError>]

    /// - Throws: an error where a field needs exactly one slicing argument and has not.
    init(
        plan: OperationPlan, variables: VariableValues, on schema: ExecutableSchema
    ) throws(GraphQLError) {
        self.plan = plan
        self.variables = variables
        let literal = LiteralCoercion(
            document: plan.document, coercion: schema.inputCoercion, variables: variables)
        arguments = plan.variableArguments.map { arguments in
            Result { () throws(GraphQLError) in
                try literal.coerceArgumentValues(arguments.definitions, given: arguments.given)
            }
        }
        let inputs = InputCost(
            weights: schema.costs.inputs, schema: schema.schema, document: plan.document,
            variables: variables)
        var estimate = CostEstimate(arguments: arguments, inputs: inputs)
        cost = try estimate.cost(of: plan)
    }
}
