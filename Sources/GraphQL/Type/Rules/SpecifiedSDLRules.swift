/// The rules of the specification for type system documents, in the order that gives the clearest
/// output where a node breaks several.
let specifiedSDLRules: [any SDLRule.Type] = [
    LoneSchemaDefinition.self,
    UniqueOperationTypes.self,
    UniqueTypeNames.self,
    UniqueEnumValueNames.self,
    UniqueFieldDefinitionNames.self,
    UniqueArgumentDefinitionNames.self,
    UniqueDirectiveNames.self,
    SDLKnownTypeNames.self,
    SDLKnownDirectives.self,
    SDLUniqueDirectivesPerLocation.self,
    PossibleTypeExtensions.self,
    KnownArgumentNamesOnDirectives.self,
    SDLUniqueArgumentNames.self,
    SDLUniqueInputFieldNames.self,
    ProvidedRequiredArgumentsOnDirectives.self,
]
