import Testing

@testable import GraphQL

struct ValuesOfCorrectTypeTests {
    @Test func `literals of their type are right`() {
        expectValid(
            "ValuesOfCorrectType",
            """
            { echo { int(a: 1) float(a: 1.5) x: float(a: 1) string(a: "") y: string(a: \
            \"""x\""") boolean(a: true) id(a: 1) z: id(a: "a") fur(a: BROWN) } }
            """,
            """
            { echo { int(a: -2147483648) x: int(a: 2147483647) needed(a: $n) list(a: ["a", \
            null, $x]) y: list(a: "a") matrix(a: [[1], 2, null]) z: matrix(a: 1) } }
            """)
    }

    @Test func `null is right unless it is excluded`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { int(a: null) needed(a: null) neededItems(a: [1, null]) filter(a: \
                {strict: null}) list(a: null) } }
                """: [
                    #"1:33 Expected value of non-null type "Int!" not to be null."#,
                    #"1:58 Expected value of non-null type "Int!" not to be null."#,
                    #"1:84 Expected value of non-null type "Boolean!" not to be null."#,
                ]
            ])
    }

    @Test func `a custom scalar takes any literal if nobody checks it`() {
        expectValid(
            "ValuesOfCorrectType",
            #"{ echo { date(a: {x: [1, "a"], y: FOO}) x: date(a: 1.5) } }"#)
    }

    @Test func `what nobody expects is not looked at`() {
        expectValid(
            "ValuesOfCorrectType",
            #"{ echo { int(x: "a") nothing(a: FOO) } dog { name @unknown(a: 1) } }"#)
    }

    @Test func `Int takes integers of 32 bits`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                #"{ echo { int(a: "1", b: 1.0) } }"#: [
                    #"1:17 Int cannot represent non-integer value: "1""#,
                    "1:25 Int cannot represent non-integer value: 1.0",
                ],
                "{ echo { int(a: 2147483648, b: -2147483649) } }": [
                    "1:17 Int cannot represent non 32-bit signed integer value: 2147483648",
                    "1:32 Int cannot represent non 32-bit signed integer value: -2147483649",
                ],
                """
                { echo { int(a: 99999999999999999999, b: true) x: int(a: ONE, b: [1]) y: int(a: \
                {a: 1}) } }
                """: [
                    """
                    1:17 Int cannot represent non 32-bit signed integer value: 99999999999999999999
                    """,
                    "1:42 Int cannot represent non-integer value: true",
                    "1:58 Int cannot represent non-integer value: ONE",
                    "1:66 Int cannot represent non-integer value: [1]",
                    "1:81 Int cannot represent non-integer value: { a: 1 }",
                ],
            ])
    }

    @Test func `Float takes numbers`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { float(a: "1") a: float(a: true) b: float(a: A) c: float(a: [1.5]) } }
                """: [
                    #"1:19 Float cannot represent non numeric value: "1""#,
                    "1:36 Float cannot represent non numeric value: true",
                    "1:54 Float cannot represent non numeric value: A",
                    "1:69 Float cannot represent non numeric value: [1.5]",
                ]
            ])
    }

    @Test func `String takes strings`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { string(a: 1) a: string(a: 1.5) b: string(a: true) c: string(a: A) d: \
                string(a: {a: 1}) } }
                """: [
                    "1:20 String cannot represent a non string value: 1",
                    "1:36 String cannot represent a non string value: 1.5",
                    "1:54 String cannot represent a non string value: true",
                    "1:73 String cannot represent a non string value: A",
                    "1:89 String cannot represent a non string value: { a: 1 }",
                ]
            ])
    }

    @Test func `Boolean takes true and false`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { boolean(a: 1) a: boolean(a: "true") b: boolean(a: TRUE) } dog \
                @skip(if: 0) { name } }
                """: [
                    "1:21 Boolean cannot represent a non boolean value: 1",
                    #"1:38 Boolean cannot represent a non boolean value: "true""#,
                    "1:60 Boolean cannot represent a non boolean value: TRUE",
                    "1:82 Boolean cannot represent a non boolean value: 0",
                ]
            ])
    }

    @Test func `ID takes strings and integers`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                "{ echo { id(a: 1.5) a: id(a: true) b: id(a: A) } }": [
                    "1:16 ID cannot represent a non-string and non-integer value: 1.5",
                    "1:30 ID cannot represent a non-string and non-integer value: true",
                    "1:45 ID cannot represent a non-string and non-integer value: A",
                ]
            ])
    }

    @Test func `an enum takes its values, by name`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { fur(a: brown) a: fur(a: "BROWN") b: fur(a: 1) c: fur(a: WHITE) d: \
                fur(a: true) } }
                """: [
                    """
                    1:17 Value "brown" does not exist in "Fur" enum. Did you mean the enum \
                    value "BROWN"?
                    """,
                    """
                    1:34 Enum "Fur" cannot represent non-enum value: "BROWN". Did you mean the \
                    enum value "BROWN"?
                    """,
                    #"1:53 Enum "Fur" cannot represent non-enum value: 1."#,
                    #"1:66 Value "WHITE" does not exist in "Fur" enum."#,
                    #"1:83 Enum "Fur" cannot represent non-enum value: true."#,
                ]
            ])
    }

    @Test func `items of lists are checked one by one`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { list(a: ["a", 1, FOO]) a: list(a: 1) neededItems(a: ["1", 2, null]) \
                matrix(a: [[1, "a"], "b"]) } }
                """: [
                    "1:24 String cannot represent a non string value: 1",
                    "1:27 String cannot represent a non string value: FOO",
                    "1:44 String cannot represent a non string value: 1",
                    #"1:63 Int cannot represent non-integer value: "1""#,
                    #"1:71 Expected value of non-null type "Int!" not to be null."#,
                    #"1:93 Int cannot represent non-integer value: "a""#,
                    #"1:99 Int cannot represent non-integer value: "b""#,
                ]
            ])
    }

    @Test func `an input object has its fields and no others`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { filter(a: {strict: true, count: 1, points: [{latitude: 1, longitude: \
                2.5}], size: SMALL}) } }
                """: [],
                "{ echo { filter(a: {}) } }": [
                    """
                    1:20 Expected value of type "Filter" to include required field "strict", \
                    found: {  }.
                    """
                ],
                #"{ echo { filter(a: 1) a: filter(a: [{strict: true}]) b: filter(a: "x") } }"#: [
                    #"1:20 Expected value of type "Filter" to be an object, found: 1."#,
                    """
                    1:36 Expected value of type "Filter" to be an object, found: [{ strict: \
                    true }].
                    """,
                    #"1:67 Expected value of type "Filter" to be an object, found: "x"."#,
                ],
                "{ echo { filter(a: {strict: true, cuont: 1, nothing: 2}) } }": [
                    """
                    1:35 Expected value of type "Filter" not to include unknown field "cuont". \
                    Did you mean "count"? Found: { strict: true, cuont: 1, nothing: 2 }.
                    """,
                    """
                    1:45 Expected value of type "Filter" not to include unknown field \
                    "nothing", found: { strict: true, cuont: 1, nothing: 2 }.
                    """,
                ],
                """
                { echo { filter(a: {count: "a", strict: 1, points: {latitude: 1}, inner: {}}) } }
                """: [
                    "1:41 Boolean cannot represent a non boolean value: 1",
                    #"1:28 Int cannot represent non-integer value: "a""#,
                    """
                    1:74 Expected value of type "Filter" to include required field "strict", \
                    found: {  }.
                    """,
                    """
                    1:52 Expected value of type "Point" to include required field "longitude", \
                    found: { latitude: 1 }.
                    """,
                ],
            ])
    }

    @Test func `a OneOf object has one field, which is not null`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { by(a: {id: 1}) a: by(a: {near: {latitude: 1, longitude: 2}}) b: by(a: \
                {name: $x}) } }
                """: [],
                """
                { echo { by(a: {}) a: by(a: {id: 1, name: ""}) b: by(a: {id: null}) c: by(a: \
                {id: $x, name: ""}) } }
                """: [
                    """
                    1:16 Within OneOf Input Object type "By", exactly one field must be \
                    specified, and the value for that field must be non-null.
                    """,
                    """
                    1:29 Within OneOf Input Object type "By", exactly one field must be \
                    specified, and the value for that field must be non-null.
                    """,
                    """
                    1:57 Within OneOf Input Object type "By", exactly one field must be \
                    specified, and the value for that field must be non-null.
                    """,
                    """
                    1:78 Within OneOf Input Object type "By", exactly one field must be \
                    specified, and the value for that field must be non-null.
                    """,
                ],
                "{ echo { by(a: {ide: 1}) a: by(a: {id: true, x: 1}) } }": [
                    """
                    1:17 Expected value of type "By" not to include unknown field "ide". Did \
                    you mean "id"? Found: { ide: 1 }.
                    """,
                    """
                    1:16 Within OneOf Input Object type "By", exactly one field must be \
                    specified, and the value for that field must be non-null.
                    """,
                    "1:40 ID cannot represent a non-string and non-integer value: true",
                    """
                    1:46 Expected value of type "By" not to include unknown field "x", found: { \
                    id: true, x: 1 }.
                    """,
                ],
            ])
    }

    @Test func `defaults of variables are checked`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                query ($a: Int = 1, $b: [String] = "x", $c: Filter = {strict: true}) { dog { \
                name } }
                """: [],
                """
                query ($a: Int = "1", $b: Int! = null, $c: Filter = {}, $d: Dog = 1, $e: Fur = \
                BLAK) { dog { name } }
                """: [
                    #"1:18 Int cannot represent non-integer value: "1""#,
                    #"1:34 Expected value of non-null type "Int!" not to be null."#,
                    """
                    1:53 Expected value of type "Filter" to include required field "strict", \
                    found: {  }.
                    """,
                    """
                    1:80 Value "BLAK" does not exist in "Fur" enum. Did you mean the enum value \
                    "BLACK"?
                    """,
                ],
            ])
    }

    @Test func `long literals take several lines`() {
        expectErrors(
            "ValuesOfCorrectType",
            [
                """
                { echo { int(a: ["aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbb", {c: \
                "cccccccccccccccccccccccccccc"}]) } }
                """: [
                    """
                    1:17 Int cannot represent non-integer value: [
                      "aaaaaaaaaaaaaaaaaaaaaaaa"
                      "bbbbbbbbbbbbbbbbbbbbbbbbbbb"
                      { c: "cccccccccccccccccccccccccccc" }
                    ]
                    """
                ]
            ])
    }
}
