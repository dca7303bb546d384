import Testing

@testable import GraphQL

@Suite(.enabled(if: ValidationCase.isInstalled))
struct ValidationConformanceTests {
    @Test func `the reference's own tests pass, but for what has changed since`() throws {
        let schemas = try ValidationCase.schemas().map { text in
            Result { try buildSchema(text) }
        }
        let cases = try ValidationCase.all()
        #expect(cases.count > 400)
        for expected in cases {
            let rules = try #require([Rule].named([expected.rule]), "\(expected.rule)")
            let schema = try schemas[expected.schema].get()
            let errors = try validationErrors(
                expected.query, rules: rules, schema: schema, limits: .unlimited)
            let right =
                ValidationDeviations.cases[expected.description]?.errors
                ?? expected.errors.map(ValidationDeviations.current)
            #expect(errors == right, "\(expected)")
        }
    }

    @Test func `every deviation is needed`() throws {
        let names = Set(try ValidationCase.all().map(\.description))
        for name in ValidationDeviations.cases.keys { #expect(names.contains(name)) }
    }
}
