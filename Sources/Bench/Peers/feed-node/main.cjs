// The FOLLOWING feed of Tintype as a team would build it in Node: graphql-js and node-postgres, a process
// for each core. It reads what Tintype has stored and cached. Protocol: README.md of this folder's parent.
"use strict";

const cluster = require("node:cluster");
const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");

const BODY_BYTES_MAX = 1 << 20;
const DOCUMENTS_MAX = 1000;

/** node-postgres takes no user from the parameters of an address, where those of sockets have it. */
function connection(address) {
  const { pathname, searchParams } = new URL(address);
  return {
    host: searchParams.get("host"), port: Number(searchParams.get("port")),
    user: searchParams.get("user"), database: pathname.slice(1),
  };
}

function serve(config) {
  const { buildSchema, execute, parse, validate } = require("graphql");
  const { Pool } = require("pg");
  const { Memcached } = require("./memcached.cjs");
  const { AccessTokens, GlobalIDs, Signer } = require("./secrets.cjs");
  const { Loader, Store } = require("./store.cjs");
  const { root } = require("./feed.cjs");

  const bytes = (text) => Buffer.from(text, "base64");
  const schema = buildSchema(config.sdl);
  const store = new Store(
    new Memcached(config.memcached[0]), new Pool(connection(config.database)), config.namespace);
  const ids = new GlobalIDs(bytes(config.idKey));
  const signer = new Signer(bytes(config.urlKey));
  const tokens = new AccessTokens(bytes(config.tokenKey), bytes(config.tokenIDs));
  const documents = new Map();

  function prepare(text) {
    let document = documents.get(text);
    if (!document) {
      document = parse(text);
      const errors = validate(schema, document);
      if (errors.length > 0) return { errors };
      if (documents.size >= DOCUMENTS_MAX) documents.clear();
      documents.set(text, document);
    }
    return { document };
  }

  async function answer(request, body) {
    const { query, operationName, variables } = JSON.parse(body);
    const time = Date.now();
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const viewer = tokens.viewer(token, time);
    if (viewer === null) return [401, { errors: [{ message: "the access token is not good" }] }];
    const { document, errors } = prepare(query);
    if (errors) return [400, { errors }];
    const contextValue = {
      loader: new Loader(store), viewer, time, now: BigInt(time), ids, signer,
      origin: `http://${request.headers.host}`,
    };
    return [200, await execute({
      schema, document, rootValue: root, contextValue, operationName, variableValues: variables,
    })];
  }

  function respond(response, status, result) {
    const body = Buffer.from(JSON.stringify(result));
    response.writeHead(status, {
      "Content-Type": "application/json", "Content-Length": body.length,
    });
    response.end(body);
  }

  http.createServer((request, response) => {
    const chunks = [];
    let size = 0;
    request.on("data", (chunk) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) request.destroy();
      else chunks.push(chunk);
    });
    request.on("end", () => {
      answer(request, Buffer.concat(chunks)).then(
        ([status, result]) => respond(response, status, result),
        (error) => respond(response, 500, { errors: [{ message: error.message }] }));
    });
  }).listen(0, "127.0.0.1");
}

/** Starts a worker for each core, and says where they listen when all of them do. */
function begin() {
  const config = JSON.parse(fs.readFileSync(process.argv[2]));
  const count = os.availableParallelism();
  let listening = 0;
  cluster.on("listening", (_, { port }) => {
    listening += 1;
    if (listening === count) console.log(`listening on http://127.0.0.1:${port}`);
  });
  cluster.on("exit", (_, code) => process.exit(code || 1));
  for (let i = 0; i < count; i += 1) cluster.fork().send(config);
}

if (cluster.isPrimary) begin();
else process.once("message", serve);
