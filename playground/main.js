import { askMode, send, signIn } from "./api.js";
import { colour, makeEditor } from "./editor.js";
import { examples, load, openedByMail } from "./examples.js";
import { makeExplorer } from "./explorer.js";
import { findPictures, showPictures } from "./pictures.js";

const $ = (id) => document.getElementById(id);

const query = makeEditor($("query"), { language: "graphql", label: "Query", run });
const variables = makeEditor($("variables"), { language: "json", label: "Variables, as JSON", run });

function select(tab) {
  for (const name of ["json", "pictures"]) {
    $(name).hidden = name !== tab;
    $(`tab-${name}`).setAttribute("aria-selected", String(name === tab));
  }
}

function report(text, failed) {
  $("status").textContent = text;
  $("status").classList.toggle("failed", Boolean(failed));
}

function show(body) {
  colour($("json"), JSON.stringify(body, null, 2), "json");
}

// The newest run is the one shown, whatever order the answers come in.
let latestRun = 0;

async function run() {
  const thisRun = ++latestRun;
  let given;
  try {
    given = variables.text.trim() ? JSON.parse(variables.text) : undefined;
  } catch (error) {
    report("The variables are not JSON", true);
    show({ error: error.message });
    return;
  }
  report("Running…");
  try {
    const { login, status, milliseconds, bytes, body } = await send(query.text, given);
    if (thisRun !== latestRun) return;
    show(body);
    $("answered").textContent = login ? `answered to ${login}` : "answered to nobody";
    const pictures = findPictures(body.data);
    showPictures($("pictures"), pictures);
    $("tab-pictures").textContent = pictures.length ? `Pictures (${pictures.length})` : "Pictures";
    report(
      `${status} · ${milliseconds.toFixed(0)} ms · ${bytes.toLocaleString("en")} bytes`,
      Boolean(body.errors));
  } catch (error) {
    if (thisRun === latestRun) report(error.message, true);
  }
}

const mode = await askMode();

async function changeAccount(login, password) {
  report(login ? `Signing in as ${login}…` : "Signing out…");
  try {
    if (await signIn(login, password)) showAccount(login);
  } catch (error) {
    showAccount("");
    report(`Could not sign in: ${error.message}`, true);
  }
}

function showAccount(login) {
  report(login ? `Signed in as ${login}` : "Signed out");
  if (mode.demo) {
    $("account").value = login;
    return;
  }
  $("signed-in").textContent = login || "nobody";
  $("password").value = "";
  $("sign-out").hidden = !login;
}

// Where there is a sample world, its accounts are offered; elsewhere people have their own.
function offerAccounts({ demo }) {
  $("demo-account").hidden = !demo;
  $("own-account").hidden = Boolean(demo);
  for (const name of demo?.accounts ?? []) $("account").append(new Option(name));
  $("account").addEventListener("change", ({ target }) => {
    changeAccount(target.value, demo.password);
  });
  $("own-account").addEventListener("submit", (event) => {
    event.preventDefault();
    changeAccount($("login").value.trim(), $("password").value);
  });
  $("sign-out").addEventListener("click", () => changeAccount(""));
}

async function openExample(example) {
  query.text = await load(example);
  const given = example.variables?.(mode.demo?.accounts[0] ?? "");
  variables.text = given ? JSON.stringify(given, null, 2) : "";
}

for (const [index, { name }] of examples.entries()) {
  $("examples").append(new Option(name, String(index)));
}
$("examples").addEventListener("change", (event) => openExample(examples[event.target.value]));
$("run").addEventListener("click", run);
for (const name of ["json", "pictures"]) {
  $(`tab-${name}`).addEventListener("click", () => select(name));
}

if (mode.introspection) {
  makeExplorer($("documentation"), $("search"));
} else {
  $("explorer").hidden = true;
}
offerAccounts(mode);
// Nobody is signed in then: the token says whose it is.
const mail = openedByMail();
await openExample(mail ?? examples[0]);
if (mode.demo && !mail) {
  await changeAccount(mode.demo.accounts[1], mode.demo.password);
  await run();
}
document.body.dataset.ready = "true";
