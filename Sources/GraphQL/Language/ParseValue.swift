// MARK: - Values

extension Parser {
    /// ```
    /// Value[Const] : [if not Const] Variable
    ///                IntValue
    ///                FloatValue
    ///                StringValue
    ///                BooleanValue
    ///                NullValue
    ///                EnumValue
    ///                ListValue[?Const]
    ///                ObjectValue[?Const]
    /// ```
    mutating func value(isConstant: Bool) throws(SyntaxError) {
        switch token.kind {
        case .int: try leafValue(.int)
        case .float: try leafValue(.float)
        case .string: try leafValue(.string)
        case .blockString: try leafValue(.blockString)
        case .name: try namedValue()
        case .dollar where isConstant: throw try unexpectedVariable()
        case .dollar: try variable()
        case .bracketLeft: try listValue(isConstant)
        case .braceLeft: try objectValue(isConstant)
        default: throw unexpected()
        }
    }

    /// A value that is one token.
    mutating func leafValue(_ kind: Value.Kind, name: Name = .none) throws(SyntaxError) {
        result.values.append(
            Value(
                kind: kind, start: token.start, length: token.end - token.start, name: name,
                end: valueCount + 1))
        try advance()
    }

    /// ```
    /// BooleanValue : one of true false
    /// NullValue : null
    /// EnumValue : Name but not true, false or null
    /// ```
    private mutating func namedValue() throws(SyntaxError) {
        if isKeyword("null") {
            try leafValue(.null)
        } else if isKeyword("true") || isKeyword("false") {
            try leafValue(.boolean, name: try internName())
        } else {
            try leafValue(.enum, name: try internName())
        }
    }

    /// `Variable : $ Name`
    private mutating func variable() throws(SyntaxError) {
        let start = token.start
        try expect(.dollar)
        let name = try internName()
        result.values.append(
            Value(
                kind: .variable, start: start, length: token.end - start, name: name,
                end: valueCount + 1))
        try advance()
    }

    private mutating func unexpectedVariable() throws(SyntaxError) -> SyntaxError {
        let dollar = token
        try advance()
        guard token.kind == .name else { return unexpected(dollar) }
        return SyntaxError(
            message: "Unexpected variable \"$\(quote(text(of: token).utf8))\" in constant value.",
            position: Int(dollar.start))
    }

    /// `ListValue[Const] : [ Value[?Const]* ]`
    private mutating func listValue(_ isConstant: Bool) throws(SyntaxError) {
        let index = try openValue(.list)
        while token.kind != .bracketRight { try value(isConstant: isConstant) }
        try closeValue(index)
    }

    /// `ObjectValue[Const] : { ObjectField[?Const]* }`
    private mutating func objectValue(_ isConstant: Bool) throws(SyntaxError) {
        let index = try openValue(.object)
        while token.kind != .braceRight { try objectField(isConstant) }
        try closeValue(index)
    }

    /// `ObjectField[Const] : Name : Value[?Const]`
    private mutating func objectField(_ isConstant: Bool) throws(SyntaxError) {
        let index = Int(valueCount)
        try leafValue(.objectField, name: try internName())
        try expect(.colon)
        try value(isConstant: isConstant)
        result.values[index].end = valueCount
    }

    /// Appends a list or object whose bracket is the current token.
    private mutating func openValue(_ kind: Value.Kind) throws(SyntaxError) -> Int {
        try enterNesting()
        let index = valueCount
        result.values.append(
            Value(kind: kind, start: token.start, length: 0, name: .none, end: index + 1))
        try advance()
        return Int(index)
    }

    private mutating func closeValue(_ index: Int) throws(SyntaxError) {
        result.values[index].end = valueCount
        leaveNesting()
        try advance()
    }
}

// MARK: - Types

extension Parser {
    /// ```
    /// Type : NamedType
    ///        ListType
    ///        NonNullType
    /// ListType : [ Type ]
    /// NonNullType : NamedType !
    ///               ListType !
    /// ```
    mutating func type(listDepth: Int = 0) throws(SyntaxError) -> TypeReference {
        let start = token.start
        var type: TypeReference
        if token.kind == .bracketLeft {
            try advance()
            guard listDepth < Limits.listDepthMax else { throw nestedTooDeeply() }
            try enterNesting()
            type = try self.type(listDepth: listDepth + 1)
            leaveNesting()
            try expect(.bracketRight)
            type.start = start
            type.wrapping = type.wrapping.asList
        } else {
            type = TypeReference(start: start, name: try name(), wrapping: .none)
        }
        if token.kind == .bang {
            try advance()
            type.wrapping = type.wrapping.asNonNull
        }
        return type
    }
}
