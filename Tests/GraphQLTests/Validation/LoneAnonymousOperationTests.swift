import Testing

@testable import GraphQL

struct LoneAnonymousOperationTests {
    @Test func `one operation needs no name`() {
        expectValid(
            "LoneAnonymousOperation",
            "{ dog { name } }",
            "{ dog { ...F } } fragment F on Dog { name }",
            "query A { dog { name } } query B { cat { name } }")
    }

    @Test func `among several operations each has a name`() {
        expectErrors(
            "LoneAnonymousOperation",
            [
                "{ dog { name } } { cat { name } }": [
                    "1:1 This anonymous operation must be the only defined operation.",
                    "1:18 This anonymous operation must be the only defined operation.",
                ],
                "query A { dog { name } } { cat { name } }": [
                    "1:26 This anonymous operation must be the only defined operation."
                ],
                "{ dog { name } } subscription S { names }": [
                    "1:1 This anonymous operation must be the only defined operation."
                ],
            ])
    }
}
