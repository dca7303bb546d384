extension Rule {
    /// Labels of `@defer` and `@stream` are written out and differ.
    static let deferStreamDirectiveLabel = Rule("DeferStreamDirectiveLabel") { registration in
        var known: [String: UInt32] = [:]
        registration.on(.directive) { index, walker in
            let document = walker.document
            let node = document.directives[Int(index)]
            let name = document.text(node.name.name)
            guard name == "defer" || name == "stream",
                let label = document.argument("label", of: node)
            else { return }
            switch document.values[Int(label.value)].kind {
            case .null: return
            case .string, .blockString: break
            default:
                walker.report(
                    "\(name == "defer" ? "Defer" : "Stream") directive label argument must be a "
                        + "static string.", at: node.start)
                return
            }
            let text = document.stringValue(of: label.value)
            guard let first = known[text] else {
                known[text] = node.start
                return
            }
            walker.report(
                "Defer/Stream directive label argument must be unique.", at: first, node.start)
        }
    }
}
