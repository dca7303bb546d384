// The schema, read by introspection, as pages that link to each other.

import { send } from "./api.js";

const introspection = `query Schema {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      name kind description
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason type { ...Reference }
        args { name description defaultValue type { ...Reference } }
      }
      inputFields { name description defaultValue type { ...Reference } }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
      interfaces { name }
    }
  }
}
fragment Reference on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name } } }
}`;

const shownMax = 100;

/// Shows the schema in `container`, and what `search` finds in it.
export async function makeExplorer(container, search) {
  const { body } = await send(introspection);
  if (!body.data) {
    container.append(element("p", "The schema is not available."));
    return;
  }
  const schema = body.data.__schema;
  const types = new Map(schema.types.map((type) => [type.name, type]));
  const show = (...nodes) => {
    container.replaceChildren(...nodes);
    container.scrollTop = 0;
  };
  const link = (name) => {
    const anchor = element("a", name);
    anchor.href = `#type/${name}`;
    return anchor;
  };

  const home = () => {
    const roots = ["queryType", "mutationType", "subscriptionType"]
      .map((root) => schema[root]?.name).filter(Boolean);
    const others = schema.types
      .filter((type) => !type.name.startsWith("__") && !roots.includes(type.name))
      .sort((a, b) => a.name.localeCompare(b.name));
    show(
      element("h4", "Start here"), list(roots.map(link)),
      element("h4", "Types"), list(others.map((type) => link(type.name))));
  };

  const page = (type) => {
    const back = element("a", "← All types");
    back.href = "#";
    const nodes = [back, element("h3", type.name), described(type)];
    const section = (title, items) => {
      if (items?.length) nodes.push(element("h4", title), list(items));
    };
    section("Fields", type.fields?.map((item) => field(item, link)));
    section("Fields", type.inputFields?.map((item) => input(item, link)));
    section("Values", type.enumValues?.map(
      (value) => [marked(value), described(value)]));
    section("Can be", type.possibleTypes?.map((item) => link(item.name)));
    section("Implements", type.interfaces?.map((item) => link(item.name)));
    show(...nodes);
  };

  const find = (text) => {
    const wanted = text.toLowerCase();
    const found = [];
    for (const type of schema.types) {
      if (type.name.startsWith("__")) continue;
      if (type.name.toLowerCase().includes(wanted)) found.push(link(type.name));
      for (const member of type.fields ?? type.inputFields ?? type.enumValues ?? []) {
        if (member.name.toLowerCase().includes(wanted)) {
          found.push([link(type.name), `.${member.name}`]);
        }
      }
    }
    show(
      element("h4", found.length > shownMax ? `First ${shownMax} of ${found.length}` : "Found"),
      list(found.slice(0, shownMax)));
  };

  const follow = () => {
    const type = types.get(decodeURIComponent(location.hash.replace(/^#type\//, "")));
    if (type) page(type); else home();
  };
  search.addEventListener("input", () => search.value ? find(search.value) : follow());
  addEventListener("hashchange", follow);
  follow();
}

function field(item, link) {
  const nodes = [marked(item)];
  if (item.args.length) {
    nodes.push("(");
    item.args.forEach((argument, index) => {
      if (index) nodes.push(", ");
      nodes.push(...signature(argument, link));
    });
    nodes.push(")");
  }
  return [...nodes, ": ", ...reference(item.type, link), described(item)];
}

function input(item, link) {
  return [...signature(item, link), described(item)];
}

function signature(item, link) {
  const value = item.defaultValue === null ? "" : ` = ${item.defaultValue}`;
  return [`${item.name}: `, ...reference(item.type, link), value];
}

function reference(type, link) {
  if (type.kind === "NON_NULL") return [...reference(type.ofType, link), "!"];
  if (type.kind === "LIST") return ["[", ...reference(type.ofType, link), "]"];
  return [link(type.name)];
}

function marked(item) {
  const name = element("span", item.name);
  if (item.isDeprecated) {
    name.className = "deprecated";
    name.title = item.deprecationReason;
  }
  return name;
}

function described(item) {
  return element("p", item.description ?? "");
}

function list(items) {
  const ul = document.createElement("ul");
  for (const item of items) {
    const li = document.createElement("li");
    li.append(...[item].flat());
    ul.append(li);
  }
  return ul;
}

// Text only: nothing from the schema is ever read as HTML.
function element(name, text) {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}
