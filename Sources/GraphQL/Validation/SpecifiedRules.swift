extension [Rule] {
    /// All rules of the specification, and those recommended besides, in the order in which the
    /// mistakes of one place are best read.
    package static let specified: [Rule] = [
        // A document to execute holds operations and fragments only.
        // https://spec.graphql.org/September2026/#sec-Executable-Definitions
        .executableDefinitions,

        // The schema must have the kind of operation that is asked for.
        // https://spec.graphql.org/September2026/#sec-Operation-Type-Existence
        .knownOperationTypes,

        // A request names one of several operations, so their names must differ.
        // https://spec.graphql.org/September2026/#sec-Operation-Name-Uniqueness
        .uniqueOperationNames,

        // An operation without a name cannot be chosen among several.
        // https://spec.graphql.org/September2026/#sec-Lone-Anonymous-Operation
        .loneAnonymousOperation,

        // A subscription listens to one stream of events.
        // https://spec.graphql.org/September2026/#sec-Single-Root-Field
        .singleFieldSubscriptions,

        // Types that are named must exist.
        // https://spec.graphql.org/September2026/#sec-Fragment-Spread-Type-Existence
        .knownTypeNames,

        // Only types with fields can have fragments.
        // https://spec.graphql.org/September2026/#sec-Fragments-on-Object-Interface-or-Union-Types
        .fragmentsOnCompositeTypes,

        // Variables carry input.
        // https://spec.graphql.org/September2026/#sec-Variables-Are-Input-Types
        .variablesAreInputTypes,

        // Leaves have no selection, everything else has one.
        // https://spec.graphql.org/September2026/#sec-Leaf-Field-Selections
        .scalarLeafs,

        // Fields that are selected must exist.
        // https://spec.graphql.org/September2026/#sec-Field-Selections
        .fieldsOnCorrectType,

        // A spread names one fragment.
        // https://spec.graphql.org/September2026/#sec-Fragment-Name-Uniqueness
        .uniqueFragmentNames,

        // Fragments that are spread must exist.
        // https://spec.graphql.org/September2026/#sec-Fragment-Spread-Target-Defined
        .knownFragmentNames,

        // A fragment that nothing spreads is a mistake.
        // https://spec.graphql.org/September2026/#sec-Fragments-Must-Be-Used
        .noUnusedFragments,

        // A fragment that can never apply is a mistake.
        // https://spec.graphql.org/September2026/#sec-Fragment-Spread-Is-Possible
        .possibleFragmentSpreads,

        // A fragment that reaches itself never ends.
        // https://spec.graphql.org/September2026/#sec-Fragment-Spreads-Must-Not-Form-Cycles
        .noFragmentCycles,

        // https://spec.graphql.org/September2026/#sec-Variable-Uniqueness
        .uniqueVariableNames,

        // Variables that are used must be defined by every operation that reaches the use.
        // https://spec.graphql.org/September2026/#sec-All-Variable-Uses-Defined
        .noUndefinedVariables,

        // A variable that nothing uses is a mistake.
        // https://spec.graphql.org/September2026/#sec-All-Variables-Used
        .noUnusedVariables,

        // Directives must exist and stand where they may.
        // https://spec.graphql.org/September2026/#sec-Directives-Are-Defined
        // https://spec.graphql.org/September2026/#sec-Directives-Are-in-Valid-Locations
        .knownDirectives,

        // https://spec.graphql.org/September2026/#sec-Directives-Are-Unique-per-Location
        .uniqueDirectivesPerLocation,

        // Root fields of mutations and subscriptions cannot come later.
        // https://github.com/graphql/graphql-spec/pull/1110
        .deferStreamDirectiveOnRootField,

        // Subscriptions deliver whole events.
        // https://github.com/graphql/graphql-spec/pull/1110
        .deferStreamDirectiveOnValidOperations,

        // Labels tell parts of a response apart.
        // https://github.com/graphql/graphql-spec/pull/1110
        .deferStreamDirectiveLabel,

        // Only lists come item by item.
        // https://github.com/graphql/graphql-spec/pull/1110
        .streamDirectiveOnListField,

        // https://spec.graphql.org/September2026/#sec-Argument-Names
        .knownArgumentNames,

        // https://spec.graphql.org/September2026/#sec-Argument-Uniqueness
        .uniqueArgumentNames,

        // Literals must be of the type that is expected at their place.
        // https://spec.graphql.org/September2026/#sec-Values-of-Correct-Type
        .valuesOfCorrectType,

        // https://spec.graphql.org/September2026/#sec-Required-Arguments
        .providedRequiredArguments,

        // Variables must be of a type that fits wherever they are used.
        // https://spec.graphql.org/September2026/#sec-All-Variable-Usages-Are-Allowed
        .variablesInAllowedPosition,

        // Fields of one response name must be one field.
        // https://spec.graphql.org/September2026/#sec-Field-Selection-Merging
        .overlappingFieldsCanBeMerged,

        // https://spec.graphql.org/September2026/#sec-Input-Object-Field-Uniqueness
        .uniqueInputFieldNames,

        // Not in the specification: introspection must not grow without end.
        .maxIntrospectionDepth,
    ]
}
