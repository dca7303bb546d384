// Who the page is. One change at a time: a request waits for those that were asked for before it,
// so it never runs as somebody the page no longer shows.

const nobody = { login: "", token: null };

let session = nobody;
let changes = Promise.resolve();
let latest = 0;

/// Becomes somebody else; `authenticate` gives the access token. Of changes that were asked for
/// while another was under way, the last one counts. Gives whether it was this one.
export function become(login, authenticate) {
  const wish = ++latest;
  const change = changes.then(async () => {
    if (wish !== latest) return false;
    session = nobody;
    try {
      if (login) session = { login, token: await authenticate() };
    } catch (error) {
      if (wish === latest) throw error;
    }
    return wish === latest;
  });
  // A change that failed leaves nobody signed in, and does not keep the next one from being made.
  changes = change.catch(() => {});
  return change;
}

/// The session when all changes that were asked for have been made.
export async function current() {
  let seen;
  do {
    seen = changes;
    await seen;
  } while (seen !== changes);
  return session;
}
