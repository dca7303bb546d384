/// Every limit of the engine, in one place. A request that crosses one is refused with an error
/// that names it; none is crossed by a crash.
package struct Limits: Sendable, Equatable {
    // MARK: Parsing

    /// Most bytes of one document.
    package var sourceBytesMax = 1 << 20
    /// Most tokens of one document; comments, commas and white space are none.
    package var tokensMax = 15_000
    /// Most selection sets, lists, input objects and list types around each other. A type has at
    /// most `Wrapping.listDepthMax` lists, whatever this says.
    package var nestingMax = 200
    /// Most directives at one place of a document.
    package var directivesPerLocationMax = 4
    /// Most characters of the document that a syntax error quotes; the rest is cut.
    package static let quotedCharactersMax = 200

    // MARK: Validation

    /// Most aliases in one document, so that one field cannot be asked for ever again.
    package var aliasesMax = 300
    /// Most fragment spreads followed by one validation rule.
    package var fragmentVisitsMax = 1_000
    /// Most pairs of fields compared to find out whether they can be merged.
    package var fieldMergeComparisonsMax = 100_000
    /// Most errors reported for one document.
    package var validationErrorsMax = 100
    /// Most lists of introspection (`fields`, `interfaces`, `possibleTypes`, `inputFields`) inside
    /// each other.
    package var introspectionListsMax = 3

    // MARK: Planning

    /// Most selection sets of a plan inside each other, with fragments put in their places.
    package var planDepthMax = 200
    /// Most fields of one plan, a field of several concrete types counted for each.
    package var planFieldsMax = 20_000
    /// Most documents kept with their plans.
    package var cachedDocumentsMax = 1_000
    /// Most bytes of text of the documents kept with their plans.
    package var cachedDocumentBytesMax = 16 << 20

    package init() {}

    /// For documents of clients.
    package static let standard = Limits()

    /// For documents of our own, such as schemas and tools: nothing is limited but nesting, which
    /// would cost stack, and sizes that node indices cannot hold.
    package static let unlimited = {
        var limits = Limits()
        limits.sourceBytesMax = Int(Int32.max)
        limits.tokensMax = Int(Int32.max)
        limits.directivesPerLocationMax = Int(Int32.max)
        limits.aliasesMax = Int(Int32.max)
        limits.fragmentVisitsMax = Int(Int32.max)
        limits.fieldMergeComparisonsMax = Int(Int32.max)
        limits.validationErrorsMax = Int(Int32.max)
        limits.introspectionListsMax = Int(Int32.max)
        limits.planFieldsMax = Int(Int32.max)
        return limits
    }()
}
