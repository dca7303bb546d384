"""graphql-core, the Python port of graphql-js."""

import json
import sys
import time

import graphql
from graphql import build_schema, execute_sync, graphql_sync, parse, validate


class Root:
    def __init__(self, count):
        self.feed = [
            {
                "id": f"post-{i}",
                "caption": f"Caption number {i}",
                "likeCount": i * 3,
                "commentCount": i,
                "createdAt": "2026-01-01T00:00:00.000Z",
                "viewerHasLiked": i % 2 == 0,
            }
            for i in range(count)
        ]


def prepare(given):
    schema = build_schema(given["sdl"])
    documents = given["documents"]
    parsed = {name: parse(text) for name, text in documents.items()}
    few, many = Root(20), Root(1000)

    def to_bytes(result):
        return json.dumps(result.formatted, separators=(",", ":")).encode()

    return {
        "parse-small": lambda: parse(documents["small"]),
        "parse-large": lambda: parse(documents["large"]),
        "validate-small": lambda: validate(schema, parsed["small"]),
        "validate-introspection": lambda: validate(schema, parsed["introspection"]),
        "feed-20": lambda: to_bytes(graphql_sync(schema, documents["feed"], few)),
        "feed-1000": lambda: to_bytes(execute_sync(schema, parsed["feed"], many)),
        "introspection": lambda: to_bytes(execute_sync(schema, parsed["introspection"])),
    }


def measure(work, milliseconds):
    start = now = time.perf_counter()
    end = start + milliseconds / 1000
    count = 0
    while now < end:
        work()
        count += 1
        now = time.perf_counter()
    return (now - start) * 1e6 / count


def main():
    works = prepare(json.loads(sys.stdin.readline()))
    print(f"graphql-core {graphql.version}", flush=True)
    for line in sys.stdin:
        name, milliseconds = line.split()
        work = works.get(name)
        print(f"{measure(work, int(milliseconds)):.3f}" if work else "-", flush=True)


main()
