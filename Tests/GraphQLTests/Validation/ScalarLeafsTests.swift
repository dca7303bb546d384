import Testing

@testable import GraphQL

struct ScalarLeafsTests {
    @Test func `leaves have no selection and others have one`() {
        expectValid(
            "ScalarLeafs",
            "{ dog { barks size mother { name } } }",
            "{ dog { friends(first: 1) { name } } }")
    }

    @Test func `an empty selection is one`() {
        expectValid(
            "ScalarLeafs",
            "{ dog { } }",
            "{ dog { mother { } ... on Pet { } } }")
    }

    @Test func `fields that are unknown are left to another rule`() {
        expectValid(
            "ScalarLeafs",
            "{ dog { color colors { red } } }")
    }

    @Test func `a selection on a leaf is reported at its brace`() {
        expectErrors(
            "ScalarLeafs",
            [
                "{ dog { barks { loud } } }": [
                    """
                    1:15 Field "barks" must not have a selection since type "Boolean" has no \
                    subfields.
                    """
                ],
                "{ dog { size(a: 1) @skip(if: true) { } } }": [
                    """
                    1:36 Field "size" must not have a selection since type "Size" has no subfields.
                    """
                ],
                "{ cat { fur { color } } }": [
                    """
                    1:13 Field "fur" must not have a selection since type "[Fur]" has no subfields.
                    """
                ],
            ])
    }

    @Test func `a missing selection is reported at the field`() {
        expectErrors(
            "ScalarLeafs",
            [
                "{ dog }": [
                    """
                    1:3 Field "dog" of type "Dog" must have a selection of subfields. Did you \
                    mean "dog { ... }"?
                    """
                ],
                "{ d: dog { friends(first: 1) } }": [
                    """
                    1:12 Field "friends" of type "[Dog!]!" must have a selection of subfields. \
                    Did you mean "friends { ... }"?
                    """
                ],
                "query Q { catOrDog }": [
                    """
                    1:11 Field "catOrDog" of type "CatOrDog" must have a selection of \
                    subfields. Did you mean "catOrDog { ... }"?
                    """
                ],
            ])
    }
}
