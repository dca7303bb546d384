"""Compares `tintype graphql` with graphql-core on random documents. See README.md."""

import argparse
import collections
import json
import pathlib
import random
import re
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
from graphql.validation.validate import validate_sdl

from generate import Generator, damage
from invented import Invented

HERE = pathlib.Path(__file__).parent
SHOWN_MAX = 20


def main():
    options = arguments()
    schemas = [path.read_text() for path in sorted((HERE / "schemas").glob("*.graphql"))]
    requests = list(make_requests(schemas, options))
    responses = run(options.tintype, requests)
    deviations = json.loads((HERE / "deviations.json").read_text())
    known = collections.Counter()
    differences = []
    compared = collections.Counter()
    reference = Reference()
    for request, response in zip(requests, responses, strict=True):
        compared[request["op"]] += 1
        expected = normalised(reference.answer(request))
        actual = normalised(response)
        if expected == actual:
            continue
        reason = accepted(deviations, request, expected, actual)
        if reason:
            known[reason] += 1
        else:
            differences.append((request, expected, actual))
    report(compared, known, differences)
    sys.exit(1 if differences else 0)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tintype", required=True)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def make_requests(schemas, options):
    """Documents of every kind, the same for the same seed."""
    source = random.Random(options.seed)
    built = [(sdl, Generator(build_schema(sdl), source)) for sdl in schemas]
    for sdl, _ in built:
        yield {"op": "schema", "schema": sdl}
        yield {"op": "introspect", "schema": sdl}
    for number in range(options.count):
        sdl, generator = source.choice(built)
        document = generator.document()
        match number % 10:
            case 0 | 1:
                yield {"op": "parse", "source": document}
            case 2 | 3:
                yield {"op": "parse", "source": damage(document, source)}
            case 4:
                yield {"op": "validate", "schema": sdl, "source": document}
            case 5 | 6:
                yield {"op": "validate", "schema": sdl, "source": damage(document, source)}
            case 7:
                yield {"op": "schema", "schema": damage(sdl, source)}
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

    def parse(self, request):
        return {"printed": print_ast(graphql.parse(request["source"]))}

    def validate(self, request):
        document = graphql.parse(request["source"])
        errors = graphql.validate(self.built(request["schema"]), document)
        return {"errors": [formatted(error) for error in errors]}

    def schema(self, request):
        document = graphql.parse(request["schema"])
        errors = validate_sdl(document)
        if errors:
            return {"errors": [formatted(error) for error in errors]}
        schema = build_ast_schema(document, assume_valid_sdl=True)
        errors = validate_schema(schema)
        if errors:
            return {"errors": [formatted(error) for error in errors]}
        return {"printed": print_schema(schema)}

    def introspect(self, request):
        return {
            "data": introspection_from_schema(self.built(request["schema"]))}

    def execute(self, request):
        schema = self.built(request["schema"])
        document = graphql.parse(request["source"])
        errors = graphql.validate(schema, document)
        if errors:
            return {"errors": [formatted(error) for error in errors]}
        invented = Invented(schema, request["seed"])
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


def formatted(error):
    answer = {"message": error.message}
    if error.locations:
        answer["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        answer["path"] = error.path
    return answer


def normalised(answer):
    """The answer with what the two languages spell differently made equal."""
    answer = dict(answer)
    if "errors" in answer:
        answer["errors"] = sorted(
            ({**error, "message": spelled(error["message"])} for error in answer["errors"]),
            key=lambda error: json.dumps(error, sort_keys=True))
    return answer


def spelled(message):
    message = message.replace("'", '"')
    for python, javascript in [("None", "null"), ("True", "true"), ("False", "false")]:
        message = re.sub(rf"\b{python}\b", javascript, message)
    return message


def accepted(deviations, request, expected, actual):
    """The reason why a difference is accepted, or nothing."""
    for deviation in deviations:
        if request["op"] not in deviation["ops"]:
            continue
        if re.search(deviation["expected"], json.dumps(expected)) and re.search(
                deviation["actual"], json.dumps(actual)):
            return deviation["reason"]
    return None


def report(compared, known, differences):
    for request, expected, actual in differences[:SHOWN_MAX]:
        print("DIFFERENT", request["op"])
        print(request.get("source") or request["schema"])
        print("  expected", json.dumps(expected)[:1500])
        print("  actual  ", json.dumps(actual)[:1500])
    for reason, count in known.items():
        print(f"{count} accepted: {reason}")
    print(", ".join(f"{count} {op}" for op, count in sorted(compared.items())))
    print(f"{compared.total() - len(differences)} passed, {len(differences)} failed")


if __name__ == "__main__":
    main()
