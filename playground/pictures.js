// The pictures of a response, found by the addresses in it.

const address = /\/(?:media|private|originals)\/[\w./-]+\.(?:jpg|jpeg|png|webp|avif|gif)(?:\?|$)/;
const picturesMax = 200;

/// Where pictures are in `data`: each with its address, its path, and the text that describes it.
export function findPictures(data) {
  const found = [];
  const visit = (value, path, holder) => {
    if (found.length >= picturesMax) return;
    if (typeof value === "string") {
      if (address.test(value)) found.push({ url: value, path, alt: holder?.altText ?? "" });
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, `${path}[${index}]`, holder));
    } else if (value && typeof value === "object") {
      for (const [name, item] of Object.entries(value)) {
        visit(item, path ? `${path}.${name}` : name, value);
      }
    }
  };
  visit(data, "", null);
  return found;
}

/// Shows pictures in `container`, each with its path, its format and its size in pixels.
export function showPictures(container, pictures) {
  container.replaceChildren(...pictures.map(({ url, path, alt }) => {
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    image.src = url;
    image.alt = alt;
    image.loading = "lazy";
    const caption = document.createElement("figcaption");
    caption.textContent = path;
    image.addEventListener("load", () => {
      const format = url.split("?")[0].split(".").pop();
      caption.textContent = `${path} — ${format}, ${image.naturalWidth} × ${image.naturalHeight}`;
    });
    image.addEventListener("error", () => {
      caption.textContent = `${path} — could not be loaded`;
    });
    figure.append(image, caption);
    return figure;
  }));
  if (!pictures.length) {
    const note = document.createElement("p");
    note.textContent = "No pictures in this response. Ask for Image.url.";
    container.append(note);
  }
}
