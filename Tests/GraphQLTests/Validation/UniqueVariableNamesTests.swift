import Testing

@testable import GraphQL

struct UniqueVariableNamesTests {
    @Test func `variables of different names pass`() {
        expectValid(
            "UniqueVariableNames",
            "query A($x: Int, $y: Int) { dog { name } } query B($x: Int) { dog { name } }")
    }

    @Test func `all definitions of one name are listed`() {
        expectErrors(
            "UniqueVariableNames",
            [
                "query ($x: Int, $y: Int, $x: String, $y: Int, $x: Int) { dog { name } }": [
                    #"1:9 1:27 1:48 There can be only one variable named "$x"."#,
                    #"1:18 1:39 There can be only one variable named "$y"."#,
                ]
            ])
    }
}
