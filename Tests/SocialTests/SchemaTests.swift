import GraphQL
import TAO
import Testing

@testable import Social

@Suite struct `The schema and its resolvers` {
    static let folder = #filePath.components(upTo: "/Tests/") + "/Schema"

    @Test func `match in every field`() throws {
        let schema = try buildSchema(Social.schemaSources(directory: Self.folder))
        _ = try ExecutableSchema(schema, Social.resolvers())
    }

    @Test func `every type, field, argument and value is described`() throws {
        let schema = try buildSchema(Social.schemaSources(directory: Self.folder))
        for type in schema.types where !type.isBuiltIn {
            #expect(type.description?.isEmpty == false, "\(type.name)")
            for field in type.fields {
                #expect(field.description?.isEmpty == false, "\(type.name).\(field.name)")
            }
            for field in type.inputFields {
                #expect(field.description?.isEmpty == false, "\(type.name).\(field.name)")
            }
            for value in type.enumValues {
                #expect(value.description?.isEmpty == false, "\(type.name).\(value.name)")
            }
        }
    }

    @Test func `connections have the shape that Relay expects`() throws {
        let schema = try buildSchema(Social.schemaSources(directory: Self.folder))
        for type in schema.types where type.name.hasSuffix("Connection") {
            let names = Set(type.fields.map(\.name))
            #expect(names.isSuperset(of: ["edges", "nodes", "pageInfo"]), "\(type.name)")
            let edge = type.name.replacing("Connection", with: "Edge")
            let edgeType = try #require(schema.type(named: edge))
            let edgeNames = Set(schema[edgeType].fields.map(\.name))
            #expect(edgeNames.isSuperset(of: ["cursor", "node"]), "\(edge)")
        }
    }

    /// Clients that page must know what they may meet twice, or miss.
    @Test func `connections say what they do while things come and go`() throws {
        let schema = try buildSchema(Social.schemaSources(directory: Self.folder))
        for type in schema.types where type.name.hasSuffix("Connection") {
            let words = (type.description ?? "").replacing("\n", with: " ")
            #expect(words.contains("while the list is paged"), "\(type.name): \(words)")
        }
    }

    @Test func `no two connections share their cursors`() throws {
        let schema = try buildSchema(Social.schemaSources(directory: Self.folder))
        let coordinates = schema.types.flatMap { type in
            type.fields.filter { schema[$0.type.named].name.hasSuffix("Connection") }
                .map { "\(type.name).\($0.name)" }
        }
        #expect(coordinates.count > 15)
        #expect(Set(coordinates.map { ListName(coordinate: $0) }).count == coordinates.count)
        #expect(ListName(coordinate: "Post.comments") == ListName(\PostFields.comments))
    }

    @Test func `no two types share their ids`() {
        let numbers = AnyNode.types.map { $0.nodeType }
        #expect(Set(numbers).count == numbers.count)
    }

    @Test func `the catalogue of the graph does not contradict itself`() {
        var limits = SocialLimits.standard
        limits.followingMax = 3
        let types = GraphTypes.social(limits)
        #expect(types.objects.count == ObjectKind.allCases.count)
        #expect(types.associations.count == AssociationTypes.all(limits).count)
        #expect(types.associations[AssociationTypes.follows.id]?.edgesMax == 3)
        #expect(types.associations[AssociationTypes.followedBy.id]?.inverse == 1)
    }
}

extension String {
    fileprivate func components(upTo marker: String) -> String {
        ranges(of: marker).last.map { String(self[..<$0.lowerBound]) } ?? self
    }
}
