/// Every limit of the engine, in one place. A request that crosses one is refused with an error
/// that names it; none is crossed by a crash.
package struct Limits: Sendable, Equatable {
    // MARK: Parsing

    /// Most bytes of one document.
    package var sourceBytesMax = 1 << 20
    /// Most tokens of one document; comments, commas and white space are none.
    package var tokensMax = 15_000
    /// Most selection sets, lists, input objects and list types around each other. A type has at
    /// most `listDepthMax` lists, whatever this says.
    package var nestingMax = 200
    /// Most directives at one place of a document.
    package var directivesPerLocationMax = 4
    /// Most lists around one type. Each costs a bit.
    package static let listDepthMax = 100
    /// Most bytes of a schema coordinate.
    package static let coordinateBytesMax = 4_096

    // MARK: Messages

    /// Most characters of a name, literal or token that a message quotes; the rest is cut.
    package static let quotedCharactersMax = 200
    /// Most characters that a message puts together from several places, such as the fragments of
    /// a cycle.
    static let detailCharactersMax = 1_000
    /// Most fields named on either side of a conflict.
    static let conflictFieldsMax = 20
    /// Most fields named in a message about a cycle of input fields.
    static let cycleFieldsMax = 100
    /// Most names suggested in place of one.
    static let suggestionsMax = 5
    /// Most characters of a name for which others are suggested.
    static let suggestionCharactersMax = 128
    /// Most cells of the tables that one search for suggestions fills, about 5 milliseconds.
    static let suggestionCellsMax = 2_000_000
    /// Most characters of a string, most items of a list, and most values around a value that a
    /// message about a value of a request shows.
    static let inspectedCharactersMax = 60
    static let inspectedItemsMax = 10
    static let inspectedDepthMax = 2

    // MARK: Schemas

    /// Most mistakes reported for one schema.
    static let schemaErrorsMax = 1_000
    /// Most mistakes of one schema that come with suggestions.
    static let schemaSuggestionsMax = 100

    // MARK: Validation

    /// Most fragment spreads followed by one validation rule.
    package var fragmentVisitsMax = 1_000
    /// Most pairs of fields compared to find out whether they can be merged.
    package var fieldMergeComparisonsMax = 100_000
    /// Most errors reported for one document.
    package var validationErrorsMax = 100
    /// Most lists of introspection (`fields`, `interfaces`, `possibleTypes`, `inputFields`) inside
    /// each other.
    package var introspectionListsMax = 2

    // MARK: Planning

    /// Most selection sets of a plan inside each other, with fragments put in their places.
    package var planDepthMax = 200
    /// Most fields of one plan, a field of several concrete types counted for each.
    package var planFieldsMax = 20_000
    /// Most selections looked at to make one plan, each as often as fragments and types repeat it.
    package var planSelectionsMax = 500_000
    /// Most fields that one operation asks for, with fragments put in their places; of several
    /// concrete types the one with the most counts.
    package var operationFieldsMax = 10_000
    /// Most of them at the same depth, so that one field cannot be asked for ever again.
    package var levelFieldsMax = 2_000
    /// Most documents kept with their plans.
    package var cachedDocumentsMax = 1_000
    /// About how many bytes of memory the documents and plans that are kept take at most. One
    /// document has an eighth of it at most.
    package var cachedBytesMax = 64 << 20
    /// Most plans that are kept of one document: enough for a few operations with a few switches
    /// each. A document with more is planned anew when those longest unused are asked for again.
    static let plansPerDocumentMax = 16

    // MARK: Execution

    /// Most mistakes reported in the variables of one request.
    static let variableErrorsMax = 50
    /// Most points that one operation may cost, before it runs.
    package var costMax = 1_000
    /// Most fields written in one response.
    package var responseFieldsMax = 500_000
    /// Most bytes of one response, all its payloads together.
    package var responseBytesMax = 16 << 20
    /// Most bytes of all responses that are being written or not yet sent.
    package var responseBytesInFlightMax = 128 << 20
    /// Most deferred fragments, streamed lists and objects with deferred fields of one operation.
    package var pendingsMax = 10_000
    /// Most items of one streamed field in one payload, all its lists together.
    package var streamedItemsMax = 100
    /// Most milliseconds that one operation may run; noticed up to a quarter of a second later.
    package var executionMillisecondsMax = 30_000
    /// Most operations that run at the same time.
    package var operationsInFlightMax = 1_000

    package init() {}

    /// For documents of clients.
    package static let standard = Limits()

    /// For documents of strangers: a client that probes a server learns little at a time.
    package static let production = {
        var limits = Limits()
        limits.validationErrorsMax = 5
        return limits
    }()

    /// For documents of our own, such as schemas and tools: nothing is limited but nesting, which
    /// would cost stack, and sizes that node indices cannot hold.
    package static let unlimited = {
        var limits = Limits()
        limits.sourceBytesMax = Int(Int32.max)
        limits.tokensMax = Int(Int32.max)
        limits.directivesPerLocationMax = Int(Int32.max)
        limits.fragmentVisitsMax = Int(Int32.max)
        limits.fieldMergeComparisonsMax = Int(Int32.max)
        limits.validationErrorsMax = Int(Int32.max)
        limits.introspectionListsMax = Int(Int32.max)
        limits.planFieldsMax = Int(Int32.max)
        limits.planSelectionsMax = .max
        limits.operationFieldsMax = .max
        limits.levelFieldsMax = .max
        limits.costMax = .max
        limits.responseFieldsMax = .max
        limits.responseBytesMax = .max / 4
        limits.responseBytesInFlightMax = .max / 2
        limits.pendingsMax = .max
        limits.executionMillisecondsMax = Int(Int32.max)
        limits.operationsInFlightMax = .max
        return limits
    }()
}
