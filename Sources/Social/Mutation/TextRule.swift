import GraphQL

/// How long a text of an input may be, how it is laid out, and how it is called.
struct TextRule<Kind: Mutation>: Sendable {
    /// Brings the text into the form in which it is stored.
    private let keep: @Sendable (inout Kind.Input, SocialLimits) -> UserError<Kind.Code>?

    fileprivate func keep(
        in input: inout Kind.Input, _ limits: SocialLimits
    ) -> UserError<Kind.Code>? {
        keep(&input, limits)
    }
}

extension TextRule where Kind.Code: InvalidErrorCode {
    /// A text that may be left out; an empty one is left out.
    init(
        _ text: any WritableKeyPath<Kind.Input, String?> & Sendable, at path: InputPath,
        _ name: String, _ layout: TextRules.Layout = .lines,
        codePointsMax: any KeyPath<SocialLimits, Int> & Sendable
    ) {
        keep = { input, limits in
            guard let given = input[keyPath: text] else { return nil }
            do throws(BrokenTextRule) {
                let kept = try TextRules.text(
                    given, layout, codePointsMax: limits[keyPath: codePointsMax])
                input[keyPath: text] = kept.isEmpty ? nil : kept
                return nil
            } catch {
                return UserError(error, of: name, at: path)
            }
        }
    }

    /// A text that can be changed; an empty one clears it.
    ///
    /// - Parameter kept: the form in which it is stored.
    init(
        _ text: any WritableKeyPath<Kind.Input, Change<String>> & Sendable, at path: InputPath,
        _ name: String,
        kept: @escaping @Sendable (String, SocialLimits) throws(BrokenTextRule) -> String
    ) {
        keep = { input, limits in
            guard let given = input[keyPath: text].value else { return nil }
            do throws(BrokenTextRule) {
                let kept = try kept(given, limits)
                input[keyPath: text] = kept.isEmpty ? .clear : .set(kept)
                return nil
            } catch {
                return UserError(error, of: name, at: path)
            }
        }
    }

    /// A text that must say something.
    init(
        _ text: any WritableKeyPath<Kind.Input, String> & Sendable, at path: InputPath,
        _ name: String, _ layout: TextRules.Layout = .lines,
        codePointsMax: any KeyPath<SocialLimits, Int> & Sendable
    ) {
        keep = { input, limits in
            do throws(BrokenTextRule) {
                let kept = try TextRules.text(
                    input[keyPath: text], layout, codePointsMax: limits[keyPath: codePointsMax])
                if kept.isEmpty { throw .blank }
                input[keyPath: text] = kept
                return nil
            } catch {
                return UserError(error, of: name, at: path)
            }
        }
    }
}

extension Array {
    /// - Throws: every mistake at once.
    func keep<Kind>(
        in input: inout Kind.Input, _ limits: SocialLimits
    ) throws(UserErrors<Kind.Code>) where Element == TextRule<Kind> {
        var errors = UserErrors<Kind.Code>()
        for rule in self {
            if let error = rule.keep(in: &input, limits) { errors.errors.append(error) }
        }
        try errors.throwIfAny()
    }
}
