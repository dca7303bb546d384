import Testing

@testable import GraphQL

struct OverlappingFieldsCanBeMergedTests {
    @Test func `the same field may be selected often`() {
        expectValid(
            "OverlappingFieldsCanBeMerged",
            "{ dog { name name n: name n: name } }",
            "{ dog { mother { name } mother { name barks } } }",
            "{ dog { ...A ...A } } fragment A on Dog { name mother { name } }",
            "{ dog { name @skip(if: true) name @include(if: true) } }",
            """
            { echo { int(a: 1, b: $x) int(b: $x, a: 1) filter(a: {strict: true, count: 1}) \
            filter(a: {count: 1, strict: true}) } }
            """)
    }

    @Test func `objects of different types may differ`() {
        expectValid(
            "OverlappingFieldsCanBeMerged",
            "{ pet { ... on Dog { x: barks } ... on Cat { x: meows } } }",
            "{ pet { ... on Dog { name(surname: true) } ... on Cat { name } } }",
            """
            { catOrDog { ... on Dog { o: owner { x: name } } ... on Cat { o: owner { x: \
            name(surname: true) } } } }
            """)
    }

    @Test func `different fields of one name conflict`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ dog { x: name x: nickname } }": [
                    """
                    1:9 1:17 Fields "x" conflict because "name" and "nickname" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                "{ dog { name: nickname name } }": [
                    """
                    1:9 1:24 Fields "name" conflict because "nickname" and "name" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                "{ dog { mother { x: name } mother { x: nickname } } }": [
                    """
                    1:9 1:18 1:28 1:37 Fields "mother" conflict because subfields "x" conflict \
                    because "name" and "nickname" are different fields. Use different aliases \
                    on the fields to fetch both if this was intentional.
                    """
                ],
            ])
    }

    @Test func `different arguments conflict`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ dog { name(surname: true) name(surname: false) } }": [
                    """
                    1:9 1:29 Fields "name" conflict because they have differing arguments. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """
                ],
                "{ dog { name name(surname: true) } }": [
                    """
                    1:9 1:14 Fields "name" conflict because they have differing arguments. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """
                ],
                "{ dog { name(surname: $a) name(surname: $b) } }": [
                    """
                    1:9 1:27 Fields "name" conflict because they have differing arguments. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """
                ],
                #"{ echo { list(a: ["a"]) list(a: ["b"]) string(a: "a") string(a: """a""") } }"#: [
                    """
                    1:10 1:25 Fields "list" conflict because they have differing arguments. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """,
                    """
                    1:40 1:55 Fields "string" conflict because they have differing arguments. \
                    Use different aliases on the fields to fetch both if this was intentional.
                    """,
                ],
            ])
    }

    @Test func `interfaces may be the same object`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ pet { ... on Dog { x: name } ... on Pet { x: nickname } } }": [
                    """
                    1:22 1:45 Fields "x" conflict because "name" and "nickname" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                """
                { pet { name ... on Named { name: nickname } ... on Cat { name(surname: true) } } }
                """: [
                    """
                    1:9 1:29 Fields "name" conflict because "name" and "nickname" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                    """
                    1:9 1:59 Fields "name" conflict because they have differing arguments. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """,
                    """
                    1:29 1:59 Fields "name" conflict because "nickname" and "name" are \
                    different fields. Use different aliases on the fields to fetch both if this \
                    was intentional.
                    """,
                ],
            ])
    }

    @Test func `types must not differ even for different objects`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ pet { ... on Dog { size } ... on Cat { size } } }": [
                    """
                    1:22 1:42 Fields "size" conflict because they return conflicting types \
                    "Size" and "Size!". Use different aliases on the fields to fetch both if \
                    this was intentional.
                    """
                ],
                "{ pet { ... on Dog { x: barks } ... on Cat { x: meowVolume } } }": [
                    """
                    1:22 1:46 Fields "x" conflict because they return conflicting types \
                    "Boolean" and "Int". Use different aliases on the fields to fetch both if \
                    this was intentional.
                    """
                ],
                "{ catOrDog { ... on Dog { x: owner { name } } ... on Cat { x: fur } } }": [
                    """
                    1:27 1:60 Fields "x" conflict because they return conflicting types "Human" \
                    and "[Fur]". Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                """
                { pet { ... on Dog { x: owner { y: name } } ... on Cat { x: owner { y: pets { \
                name } } } } }
                """: [
                    """
                    1:22 1:33 1:58 1:69 Fields "x" conflict because subfields "y" conflict \
                    because they return conflicting types "String" and "[Pet]". Use different \
                    aliases on the fields to fetch both if this was intentional.
                    """
                ],
                """
                { humanOrAlien { ... on Human { x: relatives { name } } ... on Alien { x: \
                planets } } }
                """: [
                    """
                    1:33 1:72 Fields "x" conflict because they return conflicting types \
                    "[Human]" and "[String!]!". Use different aliases on the fields to fetch \
                    both if this was intentional.
                    """
                ],
            ])
    }

    @Test func `conflicts are found through fragments`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                """
                { dog { ...A ...B } } fragment A on Dog { x: name } fragment B on Dog { x: \
                nickname }
                """: [
                    """
                    1:43 1:73 Fields "x" conflict because "name" and "nickname" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                """
                { dog { x: barks ...A } } fragment A on Dog { ...B } fragment B on Dog { x: legs }
                """: [
                    """
                    1:9 1:74 Fields "x" conflict because "barks" and "legs" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                "{ dog { ...A } } fragment A on Dog { x: name x: legs }": [
                    """
                    1:38 1:46 Fields "x" conflict because "name" and "legs" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                """
                fragment A on Dog { mother { ...B } mother { x: name } } fragment B on Dog { x: \
                nickname y: legs }
                """: [
                    """
                    1:21 1:46 1:37 1:78 Fields "mother" conflict because subfields "x" conflict \
                    because "name" and "nickname" are different fields. Use different aliases \
                    on the fields to fetch both if this was intentional.
                    """
                ],
            ])
    }

    @Test func `conflicts deep inside tell the way`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                """
                { dog { mother { mother { x: name y: legs } } mother { mother { x: nickname y: \
                barks } } } }
                """: [
                    """
                    1:9 1:18 1:27 1:35 1:47 1:56 1:65 1:77 Fields "mother" conflict because \
                    subfields "mother" conflict because subfields "x" conflict because "name" \
                    and "nickname" are different fields and subfields "y" conflict because \
                    "legs" and "barks" are different fields. Use different aliases on the \
                    fields to fetch both if this was intentional.
                    """
                ],
                """
                query Q { a: dog { ...A } a: dog { ...B } } fragment A on Dog { mother { x: \
                name } } fragment B on Dog { mother { ...C } } fragment C on Dog { x: nickname }
                """: [
                    """
                    1:11 1:65 1:74 1:27 1:106 1:144 Fields "a" conflict because subfields \
                    "mother" conflict because subfields "x" conflict because "name" and \
                    "nickname" are different fields. Use different aliases on the fields to \
                    fetch both if this was intentional.
                    """
                ],
            ])
    }

    @Test func `each pair is reported`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ dog { x: name x: nickname x: barks } }": [
                    """
                    1:9 1:17 Fields "x" conflict because "name" and "nickname" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                    """
                    1:9 1:29 Fields "x" conflict because "name" and "barks" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                    """
                    1:17 1:29 Fields "x" conflict because "nickname" and "barks" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                ],
                "{ pet { x: name ... on Dog { x: barks } ... on Cat { x: meows } } }": [
                    """
                    1:9 1:30 Fields "x" conflict because "name" and "barks" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                    """
                    1:9 1:54 Fields "x" conflict because "name" and "meows" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                ],
            ])
    }

    @Test func `cycles of fragments do no harm`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ dog { ...A mother { ...A } } } fragment A on Dog { name mother { ...A } }": [],
                """
                { dog { ...A } } fragment A on Dog { ...B x: name } fragment B on Dog { ...A x: \
                nickname }
                """: [
                    """
                    1:43 1:78 Fields "x" conflict because "name" and "nickname" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                    """
                    1:78 1:43 Fields "x" conflict because "nickname" and "name" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                ],
            ])
    }

    @Test func `unknown fields and types are compared as far as they are known`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ dog { x: moos x: name } ... on Cow { y: a y: b } }": [
                    """
                    1:40 1:45 Fields "y" conflict because "a" and "b" are different fields. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """,
                    """
                    1:9 1:17 Fields "x" conflict because "moos" and "name" are different \
                    fields. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """,
                ],
                "{ nothing { x: a x: b } }": [
                    """
                    1:13 1:18 Fields "x" conflict because "a" and "b" are different fields. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """
                ],
                "{ dog { x: name { y: a y: b } } }": [
                    """
                    1:19 1:24 Fields "y" conflict because "a" and "b" are different fields. Use \
                    different aliases on the fields to fetch both if this was intentional.
                    """
                ],
            ])
    }

    @Test func `streamed fields conflict with all of their name`() {
        expectErrors(
            "OverlappingFieldsCanBeMerged",
            [
                "{ dogs @stream { name } dogs { name } }": [
                    """
                    1:3 1:25 Fields "dogs" conflict because they have overlapping stream \
                    directives. Use different aliases on the fields to fetch both if this was \
                    intentional.
                    """
                ],
                #"{ dogs @stream(label: "a") { name } dogs @stream(label: "a") { name } }"#: [
                    """
                    1:3 1:37 Fields "dogs" conflict because they have overlapping stream \
                    directives. See https://github.com/graphql/defer-stream-wg/discussions/100. \
                    Use different aliases on the fields to fetch both if this was intentional.
                    """
                ],
            ])
    }
}
