// graphql-js, the reference implementation.
const fs = require("node:fs");
const readline = require("node:readline");

// Where `make bench-peers` has put it: with Debian's Node, and beside another one.
const installed = ["/usr/share/nodejs/graphql", `${process.cwd()}/.build/node/usr/share/nodejs/graphql`]
  .find((path) => fs.existsSync(path));
const {
  buildSchema, execute, graphqlSync, parse, validate, version,
} = require(process.env.GRAPHQL_JS || installed);

const lines = readline.createInterface({ input: process.stdin });
let works;

function posts(count) {
  return Array.from({ length: count }, (_, i) => ({
    id: `post-${i}`,
    caption: `Caption number ${i}`,
    likeCount: i * 3,
    commentCount: i,
    createdAt: "2026-01-01T00:00:00.000Z",
    viewerHasLiked: i % 2 === 0,
  }));
}

function prepare({ sdl, documents }) {
  const schema = buildSchema(sdl);
  const parsed = Object.fromEntries(
    Object.entries(documents).map(([name, text]) => [name, parse(text)]));
  const root = (count) => {
    const feed = posts(count);
    return { feed: () => feed };
  };
  const few = root(20);
  const many = root(1000);
  const bytes = (result) => Buffer.from(JSON.stringify(result));
  return {
    "parse-small": () => parse(documents.small),
    "parse-large": () => parse(documents.large),
    "validate-small": () => validate(schema, parsed.small),
    "validate-introspection": () => validate(schema, parsed.introspection),
    "feed-20": () => bytes(graphqlSync({ schema, source: documents.feed, rootValue: few })),
    "feed-1000": () => bytes(execute({ schema, document: parsed.feed, rootValue: many })),
    "introspection": () => bytes(execute({ schema, document: parsed.introspection })),
  };
}

function measure(work, milliseconds) {
  const start = process.hrtime.bigint();
  const end = start + BigInt(milliseconds) * 1000000n;
  let count = 0;
  let now;
  do {
    work();
    count += 1;
    now = process.hrtime.bigint();
  } while (now < end);
  return Number(now - start) / 1000 / count;
}

lines.on("line", (line) => {
  if (!works) {
    works = prepare(JSON.parse(line));
    console.log(`graphql-js ${version}`);
    return;
  }
  const [name, milliseconds] = line.split(" ");
  const work = works[name];
  console.log(work ? measure(work, Number(milliseconds)).toFixed(3) : "-");
});
