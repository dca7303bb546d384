"""Random executable documents for a schema, and random damage to any document."""

import re

from graphql import (
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
    is_union_type,
)

DEPTH_MAX = 4


class Generator:
    """Documents that are valid, but for a few deliberate slips."""

    def __init__(self, schema, random):
        self.schema = schema
        self.random = random
        self.composites = [
            type_ for type_ in schema.type_map.values()
            if is_composite_type(type_) and not type_.name.startswith("__")
        ]

    def document(self):
        self.variables = {}
        self.fragments = []
        self.aliases = 0
        mutates = self.schema.mutation_type and self.random.random() < 0.1
        operation = "mutation" if mutates else "query"
        root = self.schema.mutation_type if operation == "mutation" else self.schema.query_type
        selection = self.selection_set(root, 0)
        definitions = ", ".join(
            f"${name}: {type_}" + (f" = {default}" if default else "")
            for name, (type_, default) in self.variables.items())
        head = f"{operation} Op" + (f"({definitions})" if definitions else "")
        return "\n".join([f"{head} {selection}", *self.fragments])

    def selection_set(self, type_, depth):
        selections = [
            self.selection(type_, depth) for _ in range(self.random.randint(1, 4))]
        return "{ " + " ".join(selections) + " }"

    def selection(self, type_, depth):
        choice = self.random.random()
        if choice < 0.08 and depth < DEPTH_MAX:
            return f"...{self.fragment(type_, depth)}{self.directives()}"
        if choice < 0.2 and depth < DEPTH_MAX:
            inner = self.overlapping(type_)
            condition = f" on {inner}" if self.random.random() < 0.9 else ""
            selected = inner if condition else type_
            return f"...{condition}{self.directives()} {self.selection_set(selected, depth + 1)}"
        if choice < 0.25 or is_union_type(type_):
            return "__typename"
        return self.field(type_, depth)

    def fragment(self, type_, depth):
        name = f"F{len(self.fragments)}"
        self.fragments.append("")
        index = len(self.fragments) - 1
        inner = self.overlapping(type_)
        self.fragments[index] = (
            f"fragment {name} on {inner} {self.selection_set(inner, depth + 1)}")
        return name

    def overlapping(self, type_):
        possible = set(self.possible(type_))
        fitting = [other for other in self.composites if possible & set(self.possible(other))]
        if self.random.random() < 0.03:
            return self.random.choice(self.composites)
        return self.random.choice(fitting)

    def possible(self, type_):
        return (
            [possible.name for possible in self.schema.get_possible_types(type_)]
            if hasattr(type_, "resolve_type") else [type_.name])

    def field(self, type_, depth):
        names = list(type_.fields)
        name = self.random.choice(names)
        field = type_.fields[name]
        composite = is_composite_type(get_named_type(field.type))
        if composite and depth >= DEPTH_MAX:
            return "__typename"
        arguments = self.arguments(field)
        alias = f"a{self.random.randint(0, 3)}: " if self.random.random() < 0.15 else ""
        if arguments and self.random.random() < 0.95:
            # Fields with different arguments do not merge: mostly they get names of their own.
            self.aliases += 1
            alias = f"b{self.aliases}: "
        text = f"{alias}{name}{arguments}{self.directives()}"
        if composite:
            text += " " + self.selection_set(get_named_type(field.type), depth + 1)
        return text

    def arguments(self, field):
        given = [
            f"{name}: {self.value(argument.type)}" for name, argument in field.args.items()
            if is_required_argument(argument) or self.random.random() < 0.4]
        return f"({', '.join(given)})" if given else ""

    def directives(self):
        if self.random.random() > 0.06:
            return ""
        name = self.random.choice(["skip", "include"])
        condition = self.random.choice(["true", "false", self.variable("Boolean!", None)])
        return f" @{name}(if: {condition})"

    def variable(self, type_, default):
        name = f"v{len(self.variables)}"
        self.variables[name] = (type_, default)
        return f"${name}"

    def value(self, type_, depth=0):
        if self.random.random() < 0.12:
            default = None
            if not is_non_null_type(type_) and self.random.random() < 0.5:
                default = self.literal(type_, depth + 1)
            return self.variable(str(type_), default)
        if self.random.random() < 0.02:
            return self.random.choice(["null", "7", '"x"', "{ a: 1 }", "[1]", "RED", "1.5"])
        return self.literal(type_, depth)

    def literal(self, type_, depth):
        if not is_non_null_type(type_) and self.random.random() < 0.08:
            return "null"
        type_ = get_nullable_type(type_)
        if is_list_type(type_):
            items = [self.literal(type_.of_type, depth + 1) for _ in range(self.random.randint(0, 2))]
            return "[" + ", ".join(items) + "]"
        if is_enum_type(type_):
            return self.random.choice(list(type_.values))
        if is_input_object_type(type_):
            return self.input_object(type_, depth)
        return {
            "Int": lambda: str(self.random.randint(-9, 99)),
            "Float": lambda: self.random.choice(["1", "2.5", "1e3"]),
            "Boolean": lambda: self.random.choice(["true", "false"]),
        }.get(type_.name, lambda: self.random.choice(['"text"', '"\\u00e9"', '"""block"""']))()

    def input_object(self, type_, depth):
        fields = list(type_.fields.items())
        if type_.is_one_of:
            name, field = self.random.choice(fields)
            inner = field.type
            value = self.literal(inner, depth + 1)
            return f"{{ {name}: {value} }}"
        given = [
            f"{name}: {self.literal(field.type, depth + 1)}" for name, field in fields
            if is_required_input_field(field) or (depth < 3 and self.random.random() < 0.3)]
        return "{ " + ", ".join(given) + " }" if given else "{}"


TOKEN = re.compile(
    r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|\.\.\.|[\w]+|-?\d+|\s+|.', re.S)
WORDS = [
    "name", "nam", "id", "Person", "Dog", "Pet", "Query", "on", "query", "mutation", "fragment",
    "subscription", "true", "null", "F0", "a0", "__typename", "__schema", "person", "owner", "$v0",
    "$v9", "@skip", "@nope", "{", "}", "(", ")", "[", "]", ":", "!", "=", "|", "&", "...", "1", "01",
    "1.", '"x', '"""', "\\", "\u00e9", "\u0007", "type", "schema", "extend", "String", "Int!",
]


def damage(text, random):
    """The document with one to three tokens changed."""
    tokens = TOKEN.findall(text)
    for _ in range(random.randint(1, 3)):
        if not tokens:
            break
        index = random.randrange(len(tokens))
        match random.randrange(6):
            case 0:
                del tokens[index]
            case 1:
                tokens.insert(index, tokens[index])
            case 2:
                tokens.insert(index, f" {random.choice(WORDS)} ")
            case 3:
                tokens[index] = random.choice(WORDS)
            case 4:
                other = random.randrange(len(tokens))
                tokens[index], tokens[other] = tokens[other], tokens[index]
            case 5:
                if random.random() < 0.2:
                    del tokens[index:]
                else:
                    tokens[index] = tokens[index][:-1]
    return "".join(tokens)
