// Made from Schema/entities.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A stretch of text that stands for something. What is only meant so, such as the name of no
/// account, of one
/// that the viewer may not see, or of one that lets the writer not mention it, is plain text.
extension TextEntity: SchemaObject {
    static let typeName = "TextEntity"
    static let fields = TextEntityFields()
}

/// Fields of `TextEntity`.
struct TextEntityFields: Sendable {
    typealias Parent = TextEntity

    /// First code point of the stretch, from 0.
    let offset = Field<Parent, Int, NoArguments>("offset")
    /// Number of code points.
    let length = Field<Parent, Int, NoArguments>("length")
    /// What it stands for; null for links.
    let target = Field<Parent, AnyTextEntityTarget?, NoArguments>("target")
    /// Where a link leads; null for hashtags and mentions.
    let url = Field<Parent, URLScalar?, NoArguments>("url")
}

/// What a stretch of text can stand for.
enum AnyTextEntityTarget: FieldResult {
    case hashtag(Hashtag)
    case user(User)

    func slot(in outcome: inout OutcomeBuilder) -> Slot {
        switch self {
        case .hashtag(let it): it.slot(in: &outcome)
        case .user(let it): it.slot(in: &outcome)
        }
    }
}
