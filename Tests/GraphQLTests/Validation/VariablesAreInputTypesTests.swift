import Testing

@testable import GraphQL

struct VariablesAreInputTypesTests {
    @Test func `scalars, enums and input objects are input`() {
        expectValid(
            "VariablesAreInputTypes",
            "query ($a: Int, $b: [[Fur!]]!, $c: By) { dog { name } }")
    }

    @Test func `unknown types are left to another rule`() {
        expectValid(
            "VariablesAreInputTypes",
            "query ($a: Nothing) { dog { name } }")
    }

    @Test func `objects, interfaces and unions are not input`() {
        expectErrors(
            "VariablesAreInputTypes",
            [
                "query ($a: Dog, $b: [[CatOrDog!]]!, $c: Pet) { dog { name } }": [
                    #"1:12 Variable "$a" cannot be non-input type "Dog"."#,
                    #"1:21 Variable "$b" cannot be non-input type "[[CatOrDog!]]!"."#,
                    #"1:41 Variable "$c" cannot be non-input type "Pet"."#,
                ]
            ])
    }
}
