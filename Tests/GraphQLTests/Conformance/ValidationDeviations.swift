/// Where the reference's tests of 2022 expect what the September 2026 edition or the current
/// reference does otherwise.
enum ValidationDeviations {
    /// A message that was rewritten since, as it is today.
    static func current(_ error: String) -> String {
        let end = ", found null."
        guard error.hasSuffix(end) else { return error }
        return error.dropLast(end.count)
            .replacing("Expected value of type", with: "Expected value of non-null type")
            + " not to be null."
    }

    /// Cases by name: the errors that are right today, and why.
    static let cases: [String: (errors: [String], reason: String)] = [
        "OverlappingFieldsCanBeMerged/finds invalid cases even with field named after fragment": (
            [],
            "The package's schema gives the fragment another object type, so both never meet."
        ),
        "SingleFieldSubscriptions/does not infinite loop on recursive fragments": (
            ["2:35 Subscription \"NoInfiniteLoop\" must select one top level field."],
            "September 2025: a subscription without a root field is refused."
        ),
        "ProvidedRequiredArguments/Invalid non-nullable value/Missing one non-nullable argument": (
            [required("ComplicatedArgs.multipleReqs(req1:)", at: "4:13")], coordinates
        ),
        "ProvidedRequiredArguments/Invalid non-nullable value/Missing multiple non-nullable arguments":
            (
                [
                    required("ComplicatedArgs.multipleReqs(req1:)", at: "4:13"),
                    required("ComplicatedArgs.multipleReqs(req2:)", at: "4:13"),
                ], coordinates
            ),
        "ProvidedRequiredArguments/Invalid non-nullable value/Incorrect value and missing argument":
            (
                [required("ComplicatedArgs.multipleReqs(req2:)", at: "4:13")], coordinates
            ),
        "ProvidedRequiredArguments/Directive arguments/with directive with missing types": (
            [
                required("@include(if:)", type: "Boolean!", at: "3:15"),
                required("@skip(if:)", type: "Boolean!", at: "4:18"),
            ], coordinates
        ),
        "ValuesOfCorrectType/Invalid input object value/Partial object, missing required": (
            [
                "4:41 Expected value of type \"ComplexInput\" to include required field "
                    + "\"requiredField\", found: { intField: 4 }."
            ], inputValues
        ),
        "ValuesOfCorrectType/Invalid input object value/Partial object, unknown field arg": (
            [
                "6:15 Expected value of type \"ComplexInput\" not to include unknown field "
                    + "\"invalidField\". Did you mean \"intField\"? Found: { requiredField: true, "
                    + "invalidField: \"value\" }."
            ], inputValues
        ),
        "ValuesOfCorrectType/Variable default values/variables with invalid default values": (
            [
                "3:21 Int cannot represent non-integer value: \"one\"",
                "4:24 String cannot represent a non string value: 4",
                "5:30 Expected value of type \"ComplexInput\" to be an object, found: "
                    + "\"NotVeryComplex\".",
            ], inputValues
        ),
        "ValuesOfCorrectType/Variable default values/complex variables missing required field": (
            [
                "2:55 Expected value of type \"ComplexInput\" to include required field "
                    + "\"requiredField\", found: { intField: 3 }."
            ], inputValues
        ),
        "ValuesOfCorrectType/Invalid input object value/reports error for custom scalar that returns undefined":
            ([], "The scalar's check is code that the package does not carry."),
        "NoDeprecatedCustom/no deprecated arguments on fields/reports error when a deprecated argument is used":
            (
                [
                    "3:21 The argument \"Query.someField(deprecatedArg:)\" is deprecated. "
                        + "Some arg reason."
                ], coordinates
            ),
        "NoDeprecatedCustom/no deprecated arguments on directives/reports error when a deprecated argument is used":
            (
                [
                    "3:36 The argument \"@someDirective(deprecatedArg:)\" is deprecated. "
                        + "Some arg reason."
                ], coordinates
            ),
    ]

    private static let coordinates = "Messages name arguments by schema coordinate."
    private static let inputValues = "Input values and literals share their messages now."

    private static func required(
        _ argument: String, type: String = "Int!", at place: String
    ) -> String {
        "\(place) Argument \"\(argument)\" of type \"\(type)\" is required, but it was not provided."
    }
}
