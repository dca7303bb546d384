"""Operations with @defer and @stream: random ones, what graphql-core delivers, and the comparison.

Two engines may cut a response into payloads differently. What must be the same is the response that
the payloads add up to, what was announced as pending, and every error.
"""

import asyncio
import collections
import copy
import dataclasses
import json

from graphql import (
    GraphQLDeferDirective,
    GraphQLSchema,
    GraphQLStreamDirective,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    experimental_execute_incrementally,
    get_nullable_type,
    is_list_type,
    parse,
    print_ast,
    validate,
    visit,
)
from graphql.language import FieldNode, InlineFragmentNode, SelectionSetNode

from generate import Generator


def incremental_requests(schemas, count, source):
    """Requests to execute valid documents, each sprinkled with @defer and @stream."""
    generators = [(sdl, Generator(build_schema(sdl), source)) for sdl in schemas]
    for number in range(count):
        sdl, generator = source.choice(generators)
        schema = with_incremental_directives(generator.schema)
        sprinkled, variables = sprinkle(generator.document(), schema, source)
        while validate(schema, parse(sprinkled)):
            sprinkled, variables = sprinkle(generator.document(), schema, source)
        yield {
            "op": "execute", "incremental": True, "schema": sdl, "source": sprinkled,
            "seed": number, "variables": variables,
        }


def sprinkle(text, schema, source):
    """The document with directives at random places, and values for the variables they test."""
    info = TypeInfo(schema)
    sprinkler = Sprinkler(info, source)
    document = visit(parse(text), TypeInfoVisitor(info, sprinkler))
    printed = print_ast(document)
    if sprinkler.definitions:
        head, separator, rest = printed.partition("Op(")
        definitions = ", ".join(sprinkler.definitions)
        if separator:
            printed = f"{head}Op({definitions}, {rest}"
        else:
            printed = printed.replace("Op {", f"Op({definitions}) {{", 1)
    variables = {
        name: value for name, value in sprinkler.values.items() if source.random() < 0.7}
    return printed, variables


class Sprinkler(Visitor):
    """Adds directives to fragments and list fields, and deferred copies of selections."""

    def __init__(self, info, source):
        super().__init__()
        self.info = info
        self.source = source
        self.labels = 0
        self.definitions = []
        self.values = {}

    def leave_inline_fragment(self, node, *_):
        return self.with_directive(node, "defer", []) if self.source.random() < 0.6 else None

    def leave_fragment_spread(self, node, *_):
        return self.with_directive(node, "defer", []) if self.source.random() < 0.6 else None

    def leave_field(self, node, *_):
        # The type of the field itself: leaving, the type information still is at it.
        type_ = self.info.get_type()
        if type_ is None or not is_list_type(get_nullable_type(type_)):
            return None
        if self.source.random() > 0.4:
            return None
        arguments = []
        choice = self.source.random()
        if choice < 0.6:
            arguments.append(f"initialCount: {self.source.randint(0, 2)}")
        elif choice < 0.8:
            arguments.append(f"initialCount: {self.variable('Int = 1', 2)}")
        elif choice < 0.83:
            arguments.append("initialCount: -1")
        return self.with_directive(node, "stream", arguments)

    def leave_selection_set(self, node, *_):
        if self.source.random() > 0.35 or not node.selections:
            return None
        # What is asked for twice, once deferred, must come once.
        copies = [
            self.without_streams(copy.deepcopy(selection)) for selection in node.selections
            if isinstance(selection, FieldNode) and self.source.random() < 0.7]
        if not copies:
            return None
        fragment = InlineFragmentNode(
            directives=(), selection_set=SelectionSetNode(selections=tuple(copies)))
        deferred = self.with_directive(fragment, "defer", [])
        return dataclasses.replace(node, selections=(*node.selections, deferred))

    def without_streams(self, node):
        class Remover(Visitor):
            def leave_directive(self, node, *_):
                return self.REMOVE if node.name.value in ("stream", "defer") else None
        return visit(node, Remover())

    def with_directive(self, node, name, arguments):
        if self.source.random() < 0.4:
            self.labels += 1
            arguments.append(f'label: "l{self.labels}"')
        choice = self.source.random()
        if choice < 0.1:
            condition = self.source.choice(["true", "false"])
            arguments.append(f"if: {condition}")
        elif choice < 0.2:
            condition = self.source.choice([True, False])
            arguments.append(f"if: {self.variable('Boolean! = true', condition)}")
        text = f"@{name}" + (f"({', '.join(arguments)})" if arguments else "")
        directive = parse(f"{{ a {text} }}").definitions[0].selection_set.selections[0].directives
        return dataclasses.replace(node, directives=(*(node.directives or ()), *directive))

    def variable(self, type_, value):
        name = f"d{len(self.definitions)}"
        self.definitions.append(f"${name}: {type_}")
        self.values[name] = value
        return f"${name}"


def with_incremental_directives(schema):
    arguments = schema.to_kwargs()
    arguments["directives"] = (
        *schema.directives, GraphQLDeferDirective, GraphQLStreamDirective)
    return GraphQLSchema(**arguments)


def execute_incrementally(schema, document, variables, invented):
    """What graphql-core delivers, in the form of `tintype graphql`; if all comes at once, its
    result."""
    async def run():
        result = experimental_execute_incrementally(
            schema, document, variable_values=variables, field_resolver=invented.resolve,
            type_resolver=invented.resolve_type)
        if not hasattr(result, "initial_result"):
            return result
        return {
            "initial": result.initial_result.formatted,
            "subsequent": [part.formatted async for part in result.subsequent_results],
        }
    return asyncio.run(run())


def merged(answer):
    """What the payloads of an answer add up to; other answers as they are.

    Left out is what the reference announces although nothing follows: it finds out that a list is
    at its end only when it goes on with it.
    """
    if "initial" not in answer:
        return answer
    data = copy.deepcopy(answer["initial"]["data"])
    errors = list(answer["initial"].get("errors", []))
    pendings = {}
    payloads = [answer["initial"], *answer["subsequent"]]
    assert [payload["hasNext"] for payload in payloads] == [True] * (len(payloads) - 1) + [False]
    for number, payload in enumerate(payloads):
        for pending in payload.get("pending", []):
            assert pending["id"] not in pendings, f"{pending['id']} is announced twice"
            pendings[pending["id"]] = Pending(pending, number)
        for part in payload.get("incremental", []):
            pending = pendings[part["id"]]
            assert pending.completed is None, f"{part['id']} is complete already"
            pending.parts += 1
            target = at(data, pending.path + part.get("subPath", []))
            if "items" in part:
                target.extend(part["items"])
            else:
                add(part["data"], target)
            errors += part.get("errors", [])
        for completed in payload.get("completed", []):
            pending = pendings[completed["id"]]
            assert pending.completed is None, f"{completed['id']} is completed twice"
            pending.completed = number
            pending.parts += "errors" in completed
            errors += [{**error, "failed": True} for error in completed.get("errors", [])]
    assert all(pending.completed is not None for pending in pendings.values())
    whole = {"data": data} | ({"errors": errors} if errors else {})
    delivered = [
        pending for pending in pendings.values()
        if pending.parts or not isinstance(at(data, pending.path), list)]
    if delivered:
        whole["pending"] = sorted(pending.text for pending in delivered)
        whole["brief"] = sorted(
            pending.text for pending in delivered if pending.announced == pending.completed)
    return whole


class Pending:
    def __init__(self, pending, number):
        self.path = pending["path"]
        self.text = json.dumps([pending["path"], pending.get("label")])
        self.announced = number
        self.completed = None
        self.parts = 0


def reconciled(expected, actual):
    """The merged answers, without what the reference announces and completes in one payload if the
    other engine does not: all of it has come with another fragment that resolved meanwhile."""
    missing = collections.Counter(expected.get("pending", []))
    missing.subtract(actual.get("pending", []))
    brief = collections.Counter(expected.get("brief", []))
    if all(0 <= count <= brief[text] for text, count in missing.items()):
        expected = expected | {"pending": actual.get("pending", [])}
    return (
        {key: value for key, value in answer.items() if key != "brief" and value != []}
        for answer in (expected, actual))


def at(data, path):
    for key in path:
        data = data[key]
    return data


def add(fields, target):
    """Adds fields to an object. A field that is there already was delivered twice."""
    for name, value in fields.items():
        assert name not in target, f"{name} is delivered twice"
        target[name] = value
