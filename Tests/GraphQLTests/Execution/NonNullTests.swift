import Testing

@testable import GraphQL

@Suite struct `Null propagation` {
    @Test(arguments: [
        // A nullable position takes the null itself.
        (
            "{ person(name: \"Ann\") { fails name } }",
            #"{"errors":[{"message":"It fails.","locations":[{"line":1,"column":25}],"path":["person","fails"]}],"data":{"person":{"fails":null,"name":"Ann"}}}"#
        ),
        // A non-null field nulls the object that holds it.
        (
            "{ person(name: \"Ann\") { name strictFails } echo }",
            #"{"errors":[{"message":"Ann fails.","locations":[{"line":1,"column":30}],"path":["person","strictFails"]}],"data":{"person":null,"echo":"{}"}}"#
        ),
        (
            "{ person(name: \"Ann\") { strictFriend { name } } }",
            #"{"errors":[{"message":"Cannot return null for non-nullable field Person.strictFriend.","locations":[{"line":1,"column":25}],"path":["person","strictFriend"]}],"data":{"person":null}}"#
        ),
        // A nullable item takes the null; the list stays.
        (
            "{ people { strictFails } }",
            #"{"errors":[{"message":"P0 fails.","locations":[{"line":1,"column":12}],"path":["people",0,"strictFails"]},{"message":"P1 fails.","locations":[{"line":1,"column":12}],"path":["people",1,"strictFails"]}],"data":{"people":[null,null]}}"#
        ),
        // A non-null item nulls the list.
        (
            "{ strictPeople { name } }",
            #"{"errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":18}],"path":["strictPeople",1,"name"]}],"data":{"strictPeople":null}}"#
        ),
        (
            "{ person(name: \"Bad\") { numbers } }",
            #"{"errors":[{"message":"Cannot return null for non-nullable field Person.numbers.","locations":[{"line":1,"column":25}],"path":["person","numbers",1]}],"data":{"person":{"numbers":null}}}"#
        ),
        // Errors of siblings that were never reached are not reported; those recorded before stay.
        (
            "{ person(name: \"Ann\") { strictFails fails } }",
            #"{"errors":[{"message":"Ann fails.","locations":[{"line":1,"column":25}],"path":["person","strictFails"]}],"data":{"person":null}}"#
        ),
        (
            "{ person(name: \"Ann\") { fails strictFails } }",
            #"{"errors":[{"message":"It fails.","locations":[{"line":1,"column":25}],"path":["person","fails"]},{"message":"Ann fails.","locations":[{"line":1,"column":31}],"path":["person","strictFails"]}],"data":{"person":null}}"#
        ),
        // The root has nothing above it to null but the data.
        ("mutation { add(amount: 1) }", #"{"data":{"add":1}}"#),
        // Result coercion fails like any other error.
        (
            "{ big }",
            #"{"errors":[{"message":"Int cannot represent non 32-bit signed integer value: 1099511627776","locations":[{"line":1,"column":3}],"path":["big"]}],"data":{"big":null}}"#
        ),
        (
            "{ person(name: \"Ann\") { mood } }",
            #"{"errors":[{"message":"Enum \"Mood\" cannot represent value: \"ANGRY\"","locations":[{"line":1,"column":25}],"path":["person","mood"]}],"data":{"person":{"mood":null}}}"#
        ),
    ])
    func `reaches the nearest nullable position`(query: String, body: String) async throws {
        #expect(try await Kennel.run(query) == body)
    }
}
