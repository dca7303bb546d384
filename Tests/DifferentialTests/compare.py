"""Compares `tintype graphql` with graphql-core on random documents. See README.md."""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import threading

import graphql
from graphql import (
    GraphQLError,
    build_ast_schema,
    build_schema,
    execute_sync,
    introspection_from_schema,
    print_ast,
    print_schema,
    validate_schema,
)
from graphql.validation import (
    NoDeprecatedCustomRule,
    NoSchemaIntrospectionCustomRule,
    specified_rules,
)
from graphql.validation.validate import validate_sdl

from deviations import Deviations, in_utf16, normalised
from generate import Generator, damage
from generate_schema import SchemaGenerator
from hypothesised import hypothesised
from incremental import (
    execute_incrementally,
    incremental_requests,
    merged,
    reconciled,
    with_incremental_directives,
)
from invented import Invented

HERE = pathlib.Path(__file__).parent
SHOWN_MAX = 20
# By the names without "Rule".
RULES = {
    rule.__name__.removesuffix("Rule"): rule
    for rule in [*specified_rules, NoDeprecatedCustomRule, NoSchemaIntrospectionCustomRule]}


def main():
    options = arguments()
    schemas = [path.read_text() for path in sorted((HERE / "schemas").glob("*.graphql"))]
    requests = list(make_requests(schemas, options))
    responses = run(options.tintype, requests)
    deviations = Deviations(HERE / "deviations.json")
    known = collections.Counter()
    differences = []
    compared = collections.Counter()
    reference = Reference()
    for request, response in zip(requests, responses, strict=True):
        compared[request["op"]] += 1
        expected, actual = reference.answer(request), response
        if request.get("incremental"):
            expected, actual = reconciled(merged(expected), merged(actual))
        expected, actual = normalised(in_utf16(expected, text_of(request))), normalised(actual)
        if expected == actual:
            continue
        reasons = deviations.explain(request["op"], expected, actual)
        if reasons:
            known.update(reasons)
        else:
            differences.append((request, expected, actual))
    report(compared, known, differences)
    sys.exit(1 if differences else 0)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tintype", required=True)
    parser.add_argument("--count", type=int, default=2600, help="requests of our own generators")
    parser.add_argument(
        "--documents", type=int, default=240, help="documents of hypothesis-graphql")
    parser.add_argument(
        "--incremental", type=int, default=400, help="operations with @defer and @stream")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def make_requests(schemas, options):
    """Requests of every kind, the same for the same seed."""
    source = random.Random(options.seed)
    for sdl in schemas:
        yield {"op": "schema", "schema": sdl}
        yield {"op": "introspect", "schema": sdl}
    yield from own_requests(schemas, options.count, source)
    yield from incremental_requests(schemas, options.incremental, source)
    for sdl in schemas:
        for document in hypothesised(sdl, options.documents // len(schemas), options.seed):
            yield {"op": "parse", "source": document}
            yield {"op": "parse", "source": damage(document, source)}
            yield {"op": "validate", "schema": sdl, "source": document}
            yield {"op": "validate", "schema": sdl, "source": damage(document, source)}
            yield {
                "op": "execute", "schema": sdl, "source": document, "variables": {},
                "seed": source.randrange(1_000_000)}


def own_requests(schemas, count, source):
    built = [(sdl, Generator(build_schema(sdl), source)) for sdl in schemas]
    schema_generator = SchemaGenerator(source)
    for number in range(count):
        sdl, generator = source.choice(built)
        document = generator.document()
        match number % 13:
            case 0 | 1:
                yield {"op": "parse", "source": document}
            case 2 | 3:
                yield {"op": "parse", "source": damage(document, source)}
            case 4:
                yield {"op": "validate", "schema": sdl, "source": document}
            case 5:
                yield {"op": "validate", "schema": sdl, "source": damage(document, source)}
            case 6:
                yield {
                    "op": "validate", "schema": sdl, "rules": [source.choice(list(RULES))],
                    "source": damage(document, source)}
            case 7:
                yield {"op": "schema", "schema": damage(sdl, source)}
            case 8:
                yield {"op": "schema", "schema": schema_generator.document()}
            case 9:
                yield {"op": "introspect", "schema": schema_generator.document()}
            case 10:
                yield {"op": "parse", "source": damage(schema_generator.document(), source)}
            case _:
                yield {
                    "op": "execute", "schema": sdl, "source": document, "seed": number,
                    "variables": {
                        f"v{index}": source.choice([True, False, None, 3, "x", [1], {"a": 1}])
                        for index in range(4) if source.random() < 0.6},
                }


def run(program, requests):
    """Sends all requests to one process and reads all answers."""
    process = subprocess.Popen(
        [program, "graphql"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def write():
        for request in requests:
            process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.close()

    threading.Thread(target=write, daemon=True).start()
    answers = [json.loads(line) for line in process.stdout]
    if process.wait() != 0 or len(answers) != len(requests):
        sys.exit(f"tintype graphql ended with {process.returncode} after {len(answers)} answers")
    return answers


class Reference:
    """What graphql-core answers."""

    def __init__(self):
        self.schemas = {}

    def built(self, sdl):
        if sdl not in self.schemas:
            self.schemas[sdl] = build_schema(sdl)
        return self.schemas[sdl]

    def answer(self, request):
        try:
            return self.operations[request["op"]](self, request)
        except GraphQLError as error:
            return {"errors": [formatted(error)]}
        except TypeError as error:
            return {"raised": str(error)}

    def parse(self, request):
        return {"printed": print_ast(graphql.parse(request["source"]))}

    def validate(self, request):
        document = graphql.parse(request["source"])
        names = request.get("rules")
        rules = [RULES[name] for name in names] if names else specified_rules
        errors = graphql.validate(self.built(request["schema"]), document, rules)
        return {"errors": [formatted(error) for error in errors]}

    def schema(self, request):
        schema, errors = checked(request["schema"])
        return {"errors": errors} if errors else {"printed": print_schema(schema)}

    def introspect(self, request):
        schema, errors = checked(request["schema"])
        return {"errors": errors} if errors else {"data": introspection_from_schema(schema)}

    def execute(self, request):
        schema = self.built(request["schema"])
        if request.get("incremental"):
            schema = with_incremental_directives(schema)
        document = graphql.parse(request["source"])
        errors = graphql.validate(schema, document)
        if errors:
            return {"errors": [formatted(error) for error in errors]}
        invented = Invented(schema, request["seed"])
        if request.get("incremental"):
            result = execute_incrementally(schema, document, request["variables"], invented)
            if isinstance(result, dict):
                return result
        else:
            result = execute_sync(
                schema, document, variable_values=request["variables"],
                field_resolver=invented.resolve, type_resolver=invented.resolve_type)
        answer = {}
        if result.errors:
            answer["errors"] = [formatted(error) for error in result.errors]
        if result.data is not None or any(error.path for error in result.errors or []):
            answer["data"] = result.data
        return answer

    operations = {
        "parse": parse, "validate": validate, "schema": schema, "introspect": introspect,
        "execute": execute,
    }


def checked(sdl):
    """The schema of a text, or its mistakes."""
    document = graphql.parse(sdl)
    errors = validate_sdl(document)
    if errors:
        return None, [formatted(error) for error in errors]
    schema = build_ast_schema(document, assume_valid_sdl=True)
    return schema, [formatted(error) for error in validate_schema(schema)]


def formatted(error):
    answer = {"message": error.message}
    if error.locations:
        answer["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        answer["path"] = error.path
    return answer


def text_of(request):
    """The text that locations in the answer are places of."""
    is_of_schema = request["op"] in ("schema", "introspect")
    return request["schema"] if is_of_schema else request["source"]


def less(answer, other):
    """The answer without the errors that the other has too."""
    if "errors" not in answer or "errors" not in other:
        return answer
    return {
        **answer,
        "errors": [error for error in answer["errors"] if error not in other["errors"]]}


def report(compared, known, differences):
    for request, expected, actual in differences[:SHOWN_MAX]:
        print("DIFFERENT", request["op"])
        print(text_of(request))
        print("  expected", json.dumps(less(expected, actual))[:1500])
        print("  actual  ", json.dumps(less(actual, expected))[:1500])
    for reason, count in known.items():
        print(f"{count} accepted: {reason}")
    print(", ".join(f"{count} {op}" for op, count in sorted(compared.items())))
    print(f"{compared.total() - len(differences)} passed, {len(differences)} failed")


if __name__ == "__main__":
    main()
