import { send, signIn } from "./api.js";
import { colour, makeEditor } from "./editor.js";
import { examples, load } from "./examples.js";
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
    const { status, milliseconds, bytes, body } = await send(query.text, given);
    if (thisRun !== latestRun) return;
    show(body);
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

async function changeAccount(login) {
  try {
    await signIn(login);
    report(login ? `Signed in as ${login}` : "Signed out");
  } catch (error) {
    $("account").value = "";
    report(`Could not sign in: ${error.message}`, true);
  }
}

async function openExample(example) {
  query.text = await load(example);
  variables.text = example.variables ? JSON.stringify(example.variables, null, 2) : "";
}

for (const [index, { name }] of examples.entries()) {
  $("examples").append(new Option(name, String(index)));
}
$("examples").addEventListener("change", (event) => openExample(examples[event.target.value]));
$("account").addEventListener("change", (event) => changeAccount(event.target.value));
$("run").addEventListener("click", run);
for (const name of ["json", "pictures"]) {
  $(`tab-${name}`).addEventListener("click", () => select(name));
}

makeExplorer($("documentation"), $("search"));
await openExample(examples[0]);
$("account").value = examples[0].account;
await changeAccount(examples[0].account);
await run();
document.body.dataset.ready = "true";
