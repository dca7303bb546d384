// Requests to the gateway that served this page.

let accessToken = null;

/// What the gateway gives to a session whose write has not reached all caches, and wants back.
let ticket = null;

/// Sends a GraphQL request. Gives the HTTP status, the parsed body and what it took.
export async function send(query, variables) {
  const start = performance.now();
  const headers = {
    "Content-Type": "application/json",
    "Accept": "application/graphql-response+json, application/json",
  };
  if (accessToken) headers.Authorization = `Bearer ${accessToken}`;
  if (ticket) headers["Tintype-Ticket"] = ticket;
  const response = await fetch("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables }),
  });
  ticket = response.headers.get("Tintype-Ticket") ?? ticket;
  const text = await response.text();
  return {
    status: response.status,
    milliseconds: performance.now() - start,
    bytes: new TextEncoder().encode(text).length,
    body: parse(text),
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: "The response is not JSON.", text: text.slice(0, 500) }] };
  }
}

/// The demo world gives all its named accounts this password.
const demoPassword = "tintype-demo";

/// Signs in as a demo account; with no name, signs out. The token stays in memory only.
export async function signIn(login) {
  accessToken = null;
  if (!login) return;
  const { body } = await send(
    `mutation SignIn($input: SessionCreateInput!) {
      sessionCreate(input: $input) { tokens { accessToken } userErrors { message } }
    }`,
    { input: { login, password: demoPassword, clientName: "Playground" } });
  const result = body.data?.sessionCreate;
  const message = body.errors?.[0]?.message ?? result?.userErrors[0]?.message;
  if (message) throw new Error(message);
  accessToken = result.tokens.accessToken;
}
