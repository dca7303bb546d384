// The example queries. Each is a file of its own, so that the tests run them too.

// `username` makes the variables from an account to ask about.
export const examples = [
  { name: "Home feed", file: "home-feed" },
  { name: "Ranked feed", file: "ranked-feed" },
  { name: "Profile", file: "profile", variables: (username) => ({ username }) },
  { name: "Story trays", file: "story-trays" },
  { name: "Who am I", file: "viewer" },
];

// What the links of mails lead to: `#confirm-email=TOKEN`.
const mailed = {
  "confirm-email": { file: "confirm-email", variables: (token) => ({ token }) },
  "reset-password": {
    file: "reset-password", variables: (token) => ({ token, newPassword: "" }),
  },
};

/// The query to run with the token of a mail, if the page was opened by its link. The token stays
/// neither in the address nor in the history.
export function openedByMail() {
  const [, name, token] = location.hash.match(/^#([a-z-]+)=([\w-]+)$/) ?? [];
  if (!mailed[name]) return undefined;
  history.replaceState(null, "", location.pathname);
  return { file: mailed[name].file, variables: () => mailed[name].variables(token) };
}

/// The text of an example.
export async function load(example) {
  const response = await fetch(`queries/${example.file}.graphql`);
  if (!response.ok) throw new Error(`The example ${example.name} is missing.`);
  return response.text();
}
