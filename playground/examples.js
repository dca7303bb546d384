// The example queries. Each is a file of its own, so that the tests run them too.

export const examples = [
  { name: "Home feed", file: "home-feed", account: "bob" },
  { name: "Profile", file: "profile", account: "bob", variables: { username: "alice" } },
  { name: "Story trays", file: "story-trays", account: "bob" },
  { name: "Who am I", file: "viewer", account: "alice" },
];

/// The text of an example.
export async function load(example) {
  const response = await fetch(`queries/${example.file}.graphql`);
  if (!response.ok) throw new Error(`The example ${example.name} is missing.`);
  return response.text();
}
