// A text area laid over a coloured copy of its text. The browser's own editing, undo and
// accessibility stay as they are; only the colours are ours.

const graphql =
  /(#[^\n]*)|("""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?)|(\$\w+|@\w+)|(-?\d[\d.eE+-]*)|(\b(?:query|mutation|subscription|fragment|on|true|false|null)\b)|(\w+)/g;
const json =
  /(\0)|("(?:\\.|[^"\\\n])*"?(?!\s*:))|(\0)|(-?\d[\d.eE+-]*)|(\b(?:true|false|null)\b)|("(?:\\.|[^"\\\n])*")/g;
const classes = ["comment", "string", "variable", "number", "keyword", "name"];

// Text longer than this is shown without colours.
const colouredCharactersMax = 200_000;

/// Fills `target` with `text`, its tokens in spans.
export function colour(target, text, language) {
  target.replaceChildren();
  if (text.length > colouredCharactersMax) {
    target.append(text);
    return;
  }
  const pattern = language === "json" ? json : graphql;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) target.append(text.slice(end, match.index));
    const span = document.createElement("span");
    span.className = classes[match.slice(1).findIndex((group) => group !== undefined)];
    span.textContent = match[0];
    target.append(span);
    end = match.index + match[0].length;
  }
  target.append(text.slice(end));
}

/// Turns an element into an editor. `run` is called on Ctrl+Enter.
export function makeEditor(element, { language, label, run }) {
  const copy = document.createElement("pre");
  copy.setAttribute("aria-hidden", "true");
  const area = document.createElement("textarea");
  area.spellcheck = false;
  area.setAttribute("aria-label", label);
  element.append(copy, area);

  const repaint = () => {
    // A last line break would otherwise take no room in the copy.
    colour(copy, area.value + "\n", language);
    copy.scrollTop = area.scrollTop;
  };
  area.addEventListener("input", repaint);
  area.addEventListener("scroll", () => { copy.scrollTop = area.scrollTop; });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  return {
    get text() { return area.value; },
    set text(text) {
      area.value = text;
      repaint();
    },
  };
}
