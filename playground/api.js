// Requests to the gateway that served this page.

import { become, current } from "./session.js";

/// What the gateway gives to a session whose write has not reached all caches, and wants back.
let ticket = null;

/// What the server says of itself: `demo` with accounts and their password, or null, and
/// `introspection`.
export async function askMode() {
  const response = await fetch("mode.json");
  if (!response.ok) throw new Error("The server does not say what it offers.");
  return response.json();
}

/// Sends a GraphQL request as whoever is signed in once all sign-ins have ended. Gives the HTTP
/// status, the parsed body, what it took, and as whom it was sent.
export async function send(query, variables) {
  return post(query, variables, await current());
}

async function post(query, variables, { login, token }) {
  const start = performance.now();
  const headers = {
    "Content-Type": "application/json",
    "Accept": "application/graphql-response+json, application/json",
  };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (ticket) headers["Tintype-Ticket"] = ticket;
  const response = await fetch("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables }),
  });
  ticket = response.headers.get("Tintype-Ticket") ?? ticket;
  const text = await response.text();
  return {
    login,
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

/// Signs in; with no login, signs out. The token stays in memory only. Gives whether this is still
/// who was asked for last.
export function signIn(login, password) {
  return become(login, async () => {
    const { body } = await post(
      `mutation SignIn($input: SessionCreateInput!) {
        sessionCreate(input: $input) { tokens { accessToken } userErrors { message } }
      }`,
      { input: { login, password, clientName: "Playground" } }, { login: "", token: null });
    const result = body.data?.sessionCreate;
    const message = body.errors?.[0]?.message ?? result?.userErrors[0]?.message;
    if (message) throw new Error(message);
    return result.tokens.accessToken;
  });
}
