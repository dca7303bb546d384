import TAO

extension ObjectRemoval {
    /// Takes an account that goes out of the record of what names it, and that off its list: the text stays, and
    /// names nobody there.
    func removeName(of account: ObjectID, from id: ObjectID) async throws {
        try await tao.deciding(services.limits) {
            var write = GraphWrite()
            let object = try await tao.stored.loadUnfiltered(each: [id])[0].get()
            if let post = object?.ofKind(.post).map(Post.init) {
                let old = Properties<Post>(post.object.data)
                var new = old
                new[.entities] = old[.entities]?.without(account)
                new[.tags] = old[.tags]?.without(account)
                new[.refusedTags] = old[.refusedTags]?.without(account)
                write.bind(id, from: old, to: new)
                // An edge that the record does not know of leads nowhere.
                if old.record == new.record {
                    write.deleteAssociation(account, AssociationTypes.namedIn, id)
                }
                write.update(id, new, ifVersion: post.object.version)
            } else if let comment = object?.ofKind(.comment).map(Comment.init) {
                var properties = Properties<Comment>(comment.object.data)
                properties[.entities] = comment[.entities]?.without(account)
                write.update(id, properties, ifVersion: comment.object.version)
                write.deleteAssociation(account, AssociationTypes.namedIn, id)
            } else {
                write.deleteAssociation(account, AssociationTypes.namedIn, id)
            }
            try await commit(write)
        }
    }
}
