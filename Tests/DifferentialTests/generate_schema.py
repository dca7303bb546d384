"""Random type system documents. About half of them break a rule."""

KINDS = ["type", "type", "type", "interface", "union", "enum", "input", "input", "scalar"]
LOCATIONS = [
    "FIELD", "QUERY", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "ENUM_VALUE", "SCALAR",
    "INPUT_FIELD_DEFINITION", "INPUT_OBJECT", "INTERFACE", "UNION", "ENUM", "SCHEMA",
    "DIRECTIVE_DEFINITION", "VARIABLE_DEFINITION",
]
VALUES = [
    "1", "-2", "2.5", "true", '"text"', "null", "RED", "{}", "[]", "[1, 2]", "{ a: 1 }",
    '"""block\n  text"""', "{ a: 1, b: [RED] }", "9999999999",
]


class SchemaGenerator:
    """Makes one document after the other; `slip` is how likely a deliberate mistake is."""

    def __init__(self, random):
        self.random = random

    def document(self):
        self.slip = self.random.choice([0, 0, 0.02, 0.1])
        self.types = {"Query": "type"}
        for index in range(self.random.randint(2, 7)):
            self.types[f"T{index}"] = self.random.choice(KINDS)
        self.directives = [f"d{index}" for index in range(self.random.randint(0, 2))]
        parts = [self.type(name, kind) for name, kind in self.types.items()]
        parts += [self.directive(name) for name in self.directives]
        if self.random.random() < 0.4:
            name = self.random.choice(list(self.types))
            parts.append("extend " + self.type(name, self.types[name], prefix="x"))
        if self.random.random() < 0.2:
            parts.append(f"{self.description()}schema{self.applied()} {{ query: Query }}")
        if self.chance(self.slip):
            parts.append(self.random.choice(parts))
        self.random.shuffle(parts)
        return "\n\n".join(parts)

    def chance(self, share):
        return self.random.random() < share

    def named(self, *kinds):
        names = [name for name, kind in self.types.items() if kind in kinds]
        if not names or self.chance(self.slip):
            names = [*self.types, "String", "Missing", "Int"]
        return self.random.choice(names)

    def wrapped(self, name):
        while self.chance(0.25):
            name = f"[{name}]" if self.chance(0.6) else name.rstrip("!") + "!"
        return name

    def output(self):
        if self.chance(0.5):
            return self.wrapped(self.random.choice(["Int", "String", "ID", "Float", "Boolean"]))
        return self.wrapped(self.named("type", "interface", "union", "enum", "scalar"))

    def input(self):
        if self.chance(0.6):
            return self.wrapped(self.random.choice(["Int", "String", "ID", "Float", "Boolean"]))
        return self.wrapped(self.named("input", "enum", "scalar"))

    def type(self, name, kind, prefix=""):
        head = f"{kind} {name}"
        body = {
            "type": self.object, "interface": self.object, "union": self.union, "enum": self.enum,
            "input": self.input_object, "scalar": lambda _: self.specified(),
        }[kind](prefix)
        description = "" if prefix else self.description()
        return f"{description}{head}{body}"

    def object(self, prefix):
        implemented = ""
        if self.chance(0.3):
            names = {self.named("interface") for _ in range(self.random.randint(1, 2))}
            implemented = " implements " + " & ".join(sorted(names))
        return f"{implemented}{self.applied()} {self.members(self.field, prefix)}"

    def members(self, make, prefix):
        if self.chance(self.slip):
            return ""
        names = [f"{prefix}{letter}" for letter in "abcd"[:self.random.randint(1, 4)]]
        if self.chance(self.slip):
            names.append(self.random.choice([names[0], "__hidden"]))
        return "{\n" + "\n".join(make(name) for name in names) + "\n}"

    def field(self, name):
        arguments = ""
        if self.chance(0.3):
            given = " ".join(self.input_value(f"{letter}") for letter in "pq")
            arguments = f"({given})"
        return f"{self.description()}{name}{arguments}: {self.output()}{self.deprecated()}"

    def input_value(self, name):
        default = f" = {self.random.choice(VALUES)}" if self.chance(0.25 + self.slip) else ""
        type_ = self.input()
        if default and self.chance(0.8):
            default = self.fitting(type_)
        return f"{self.description()}{name}: {type_}{default}{self.deprecated()}"

    def fitting(self, type_):
        plain = type_.strip("[]!")
        value = {
            "Int": "3", "Float": "1e3", "String": '"x\\ny"', "ID": "7", "Boolean": "false",
        }.get(plain)
        if self.types.get(plain) == "enum":
            value = "a"
        return f" = {value}" if value else ""

    def union(self, prefix):
        names = {self.named("type") for _ in range(self.random.randint(1, 3))}
        return f"{self.applied()} = " + " | ".join(sorted(names))

    def enum(self, prefix):
        return f"{self.applied()} " + self.members(
            lambda name: f"{self.description()}{name}{self.deprecated()}", prefix)

    def input_object(self, prefix):
        one_of = " @oneOf" if self.chance(0.15) and not prefix else ""
        return f"{one_of}{self.applied()} " + self.members(self.input_value, prefix)

    def specified(self):
        return ' @specifiedBy(url: "https://example.com")' if self.chance(0.3) else self.applied()

    def directive(self, name):
        arguments = f"({self.input_value('if')})" if self.chance(0.4) else ""
        repeatable = " repeatable" if self.chance(0.3) else ""
        deprecated = self.deprecated() if self.chance(0.2) else ""
        count = self.random.randint(1, 12)
        locations = " | ".join(self.random.sample(LOCATIONS, count))
        return (
            f"{self.description()}directive @{name}{arguments}{deprecated}{repeatable} on "
            f"{locations}")

    def applied(self):
        if not self.directives or not self.chance(0.08):
            return ""
        arguments = f"(if: {self.random.choice(VALUES)})" if self.chance(0.5) else ""
        return f" @{self.random.choice(self.directives)}{arguments}"

    def deprecated(self):
        if self.chance(0.9):
            return self.applied()
        reason = self.random.choice(["", '(reason: "gone")', '(reason: """old\nand gone""")'])
        return f" @deprecated{reason}"

    def description(self):
        if self.chance(0.85):
            return ""
        return self.random.choice([
            '"Short." ', '"""Block."""\n', '"""\nTwo\n  lines.\n"""\n', '"With \\"quotes\\"." ',
            '"" ', '"""  ends with a quote\\""""   """\n'])
