// A text area laid over a coloured copy of its text. The browser's own editing, undo and
// accessibility stay as they are; only the colours are ours.

// A named group is the class of what it matches.
const languages = {
  graphql: new RegExp([
    /(?<comment>#[^\n]*)/,
    /(?<string>"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?)/,
    /(?<variable>[$@]\w+)/,
    /(?<number>-?\b\d[\d.eE+-]*)/,
    /(?<keyword>\b(?:query|mutation|subscription|fragment|on|true|false|null)\b)/,
    /(?<name>\w+)/,
  ].map((part) => part.source).join("|"), "g"),
  json: new RegExp([
    /(?<name>"(?:\\.|[^"\\\n])*"(?=\s*:))/,
    /(?<string>"(?:\\.|[^"\\\n])*"?)/,
    /(?<number>-?\b\d[\d.eE+-]*)/,
    /(?<keyword>\b(?:true|false|null)\b)/,
  ].map((part) => part.source).join("|"), "g"),
};

// Text longer than this is shown without colours.
const colouredCharactersMax = 200_000;

/// Fills `target` with `text`, its tokens in spans.
export function colour(target, text, language) {
  target.replaceChildren();
  if (text.length > colouredCharactersMax) {
    target.append(text);
    return;
  }
  let end = 0;
  for (const match of text.matchAll(languages[language])) {
    if (match.index > end) target.append(text.slice(end, match.index));
    const span = document.createElement("span");
    span.className = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
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
