// The example queries. Each is a file of its own, so that the tests run them too.

// `username` makes the variables from an account to ask about.
export const examples = [
  { name: "Home feed", file: "home-feed" },
  { name: "Profile", file: "profile", variables: (username) => ({ username }) },
  { name: "Story trays", file: "story-trays" },
  { name: "Who am I", file: "viewer" },
];

/// The text of an example.
export async function load(example) {
  const response = await fetch(`queries/${example.file}.graphql`);
  if (!response.ok) throw new Error(`The example ${example.name} is missing.`);
  return response.text();
}
