extension Limits {
    /// The limit of a name, for tools that are told limits; nil if there is none.
    package static func named(_ name: String) -> (any WritableKeyPath<Limits, Int> & Sendable)? {
        byName[name]
    }

    private static let byName: [String: any WritableKeyPath<Limits, Int> & Sendable] = [
        "sourceBytesMax": \.sourceBytesMax,
        "tokensMax": \.tokensMax,
        "nestingMax": \.nestingMax,
        "directivesPerLocationMax": \.directivesPerLocationMax,
        "fragmentVisitsMax": \.fragmentVisitsMax,
        "fieldMergeComparisonsMax": \.fieldMergeComparisonsMax,
        "validationErrorsMax": \.validationErrorsMax,
        "introspectionListsMax": \.introspectionListsMax,
        "planDepthMax": \.planDepthMax,
        "planFieldsMax": \.planFieldsMax,
        "planSelectionsMax": \.planSelectionsMax,
        "operationFieldsMax": \.operationFieldsMax,
        "levelFieldsMax": \.levelFieldsMax,
        "cachedDocumentsMax": \.cachedDocumentsMax,
        "cachedBytesMax": \.cachedBytesMax,
        "costMax": \.costMax,
        "responseFieldsMax": \.responseFieldsMax,
        "responseBytesMax": \.responseBytesMax,
        "responseBytesInFlightMax": \.responseBytesInFlightMax,
        "pendingsMax": \.pendingsMax,
        "streamedItemsMax": \.streamedItemsMax,
        "executionMillisecondsMax": \.executionMillisecondsMax,
        "operationsInFlightMax": \.operationsInFlightMax,
    ]
}
